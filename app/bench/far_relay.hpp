#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>

namespace haul::bench {

/// Makes a server of the loopback far away: connections to its own port are carried on to that of
/// the server by way of a `delay_line` in each direction. That a connection is opened takes no
/// time. See `host_server` for its event loop.
class far_relay {
 public:
  /// `delay` is that of one direction, and `most` how many bytes may be under way in it. Throws
  /// `boost::system::system_error` when it can't listen.
  far_relay(
      boost::asio::io_context& context, unsigned short server, std::chrono::milliseconds delay,
      std::size_t most);
  far_relay(const far_relay&) = delete;
  far_relay& operator=(const far_relay&) = delete;

  unsigned short port() const { return port_; }

 private:
  boost::asio::awaitable<void> accept();
  boost::asio::awaitable<void> connect(boost::asio::ip::tcp::socket client);

  boost::asio::ip::tcp::acceptor acceptor_;
  unsigned short port_;
  unsigned short server_;
  std::chrono::milliseconds delay_;
  std::size_t most_;
};

} // namespace haul::bench
