#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace haul {

/// What clients of a metrics server may cost.
struct scrape_limits {
  /// How many are served at once, at least one.
  std::size_t clients = 16;

  /// How long a request may take to come, from the end of the last one, and a reply to go.
  std::chrono::milliseconds patience{10'000};

  /// Between a reply and the next request or the end: what is here for downloads has no time for
  /// who asks on and on.
  std::chrono::milliseconds pause{50};
};

/// One client of a metrics server. Answers its requests one after the other.
class metrics_connection {
 public:
  /// Gives the metrics as they are now.
  using source = std::function<const std::string&()>;

  metrics_connection(boost::asio::ip::tcp::socket socket, const scrape_limits& limits);

  /// Serves the client until one side closes. Must be alive until then; called once.
  boost::asio::awaitable<void> run(const source& metrics);

  /// Makes `run` end soon, whatever it waits for.
  void close();

 private:
  using reply = boost::beast::http::response<boost::beast::http::string_body>;
  boost::asio::awaitable<bool> serve_one(const source& metrics);
  boost::asio::awaitable<bool> send(reply& answer);

  boost::beast::tcp_stream stream_;
  scrape_limits limits_;
  boost::asio::steady_timer pause_;
  boost::beast::flat_buffer buffer_;
  bool closed_ = false;
};

} // namespace haul
