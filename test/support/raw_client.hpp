#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <string>
#include <string_view>

namespace haul::test {

/// A reply as it came.
struct raw_reply {
  unsigned status = 0;
  std::string header; ///< the status line and the fields, with the blank line
  std::string body;

  /// The value of a field, spelled as the server does; the test fails without it.
  std::string field(std::string_view name) const;
};

/// A client for servers under test that sends any bytes. An operation that fails throws.
class raw_client {
 public:
  explicit raw_client(boost::asio::io_context& context) : socket_(context) {}

  /// To `http://127.0.0.1:PORT`.
  boost::asio::awaitable<void> connect(std::string url);

  boost::asio::awaitable<void> send(std::string bytes);

  /// The next reply; one to a HEAD has no body whatever its length says.
  boost::asio::awaitable<raw_reply> read(bool with_body = true);

  /// Everything until the server closes.
  boost::asio::awaitable<std::string> read_to_end();

  /// `send` and `read`.
  boost::asio::awaitable<raw_reply> ask(std::string request);

  void close() { socket_.close(); }

 private:
  boost::asio::ip::tcp::socket socket_;
  std::string received_; // and not taken yet
};

/// Where the server of a URL listens.
boost::asio::ip::tcp::endpoint endpoint_of(std::string_view url);

} // namespace haul::test
