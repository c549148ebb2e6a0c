#pragma once

#include "http2_session.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace haul::test {

/// A stream on which nobody waits.
struct silent_stream final : http2_stream {
  silent_stream() : http2_stream(4096) {}
  void told() override {}
};

/// A connection whose other end does nothing by itself, and what sessions share, which a test may
/// destroy before they are.
struct http2_peer {
  struct shared_things {
    explicit shared_things(const boost::asio::any_io_executor& executor) : wheel(executor) {
      how.timeouts.idle = std::chrono::milliseconds(0);
    }
    options how;
    deadline_wheel wheel;
    buffer_pool buffers;
  };

  http2_peer() {
    using boost::asio::ip::tcp;
    tcp::acceptor listener(*context, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    tcp::socket connected(*context);
    connected.connect(listener.local_endpoint());
    connected.non_blocking(true);
    peer = std::make_unique<tcp::socket>(listener.accept());
    peer->set_option(tcp::no_delay(true)); // what is said is there
    ours = std::make_unique<connection>(std::move(connected), listener.local_endpoint());
  }

  http2_session::surroundings surroundings() {
    return {context->get_executor(), things->wheel, things->buffers, things->how};
  }

  /// Frames from the other end.
  void say(const std::string& bytes) { boost::asio::write(*peer, boost::asio::buffer(bytes)); }

  /// Whether our end is closed. What it has said is read.
  bool is_closed() {
    std::vector<char> heard(65'536);
    boost::system::error_code failed;
    peer->non_blocking(true);
    while (!failed)
      peer->read_some(boost::asio::buffer(heard), failed);
    return failed != boost::asio::error::would_block;
  }

  /// Runs the handlers that are due now.
  void poll() {
    context->restart();
    context->poll();
  }

  std::unique_ptr<boost::asio::io_context> context = std::make_unique<boost::asio::io_context>(1);
  std::unique_ptr<shared_things> things = std::make_unique<shared_things>(context->get_executor());
  std::unique_ptr<boost::asio::ip::tcp::socket> peer;
  std::unique_ptr<connection> ours;
  url asked = *url::parse("http://example.org/a");
};

} // namespace haul::test
