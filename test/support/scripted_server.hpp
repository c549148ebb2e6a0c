#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace haul::test {

/// One connection as a script sees it: bytes in, bytes out, at any time. No operation throws; after
/// the peer has gone they do nothing.
class scripted_connection {
 public:
  struct state;
  explicit scripted_connection(std::shared_ptr<state> held) : state_(std::move(held)) {}

  /// Which connection this is, from 0, in the order in which they were accepted.
  std::size_t number() const;

  /// The next request's line and header, with the blank line; empty once the peer has gone. The
  /// server remembers it.
  boost::asio::awaitable<std::string> read_request();

  boost::asio::awaitable<void> send(std::string bytes);

  /// Returns when the peer has closed; what it sends meanwhile is dropped.
  boost::asio::awaitable<void> until_peer_closes();

  /// Holds back what is sent from now on until it fills a packet, or for 200 ms: it comes together.
  void cork();

  /// Sends TLS' close_notify; returns when the peer has closed, too.
  boost::asio::awaitable<void> notify_close();

  /// Ends the connection: in order, or with a reset.
  void close();
  void reset();

 private:
  std::shared_ptr<state> state_;
};

/// A server on the loopback that does what a script says, on the test's own event loop: there is no
/// second thread to race with.
class scripted_server {
 public:
  using script = std::function<boost::asio::awaitable<void>(scripted_connection)>;

  /// Runs `play` for each connection; the connection is closed when it returns.
  scripted_server(boost::asio::io_context& context, script play);

  /// The same over TLS: `play` begins once the handshake is done.
  scripted_server(boost::asio::io_context& context, boost::asio::ssl::context secured, script play);
  ~scripted_server();
  scripted_server(const scripted_server&) = delete;
  scripted_server& operator=(const scripted_server&) = delete;

  unsigned short port() const;
  /// `http://127.0.0.1:PORT` (or `https`) and `path`.
  std::string url(std::string_view path) const;

  /// Stops listening and closes every connection.
  void stop();

  std::size_t connections() const;
  /// Requests in the order in which they were read, over all connections.
  const std::vector<std::string>& requests() const;
  /// The most connections that were open at the same time.
  std::size_t most_at_once() const;

  struct core;

 private:
  std::shared_ptr<core> core_;
};

/// A script that answers every request on a connection with the same bytes, and keeps it open.
scripted_server::script answer_always(std::string reply);

/// A script that answers one request with `reply` and then closes the connection.
scripted_server::script answer_once(std::string reply);

/// A response with a length, kept alive: `HTTP/1.1 {status_line}`.
std::string reply(std::string_view status_line, std::string_view body, std::string_view more = {});

} // namespace haul::test
