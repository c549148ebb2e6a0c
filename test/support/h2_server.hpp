#pragma once

#include "certificate.hpp"
#include "h2_peer.hpp"
#include "h2_record.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace haul::test {

/// What a server does with a request. It runs beside the scripts of other requests.
using h2_script = std::function<boost::asio::awaitable<void>(h2_stream)>;

/// What a server does as soon as a connection is there.
using h2_connection_script = std::function<boost::asio::awaitable<void>(h2_connection)>;

/// What ALPN chooses, where the client offers it. Whoever has not agreed on `h2` over TLS is
/// answered by HTTP/1.1.
enum class h2_choice { h2, http1, none };

struct h2_service {
  h2_script answer;
  h2_connection_script start;
  /// The server's first frame; nothing: it sends none.
  std::optional<h2_settings> settings = h2_settings();
  h2_choice choice = h2_choice::h2;
  /// What each request by HTTP/1.1 gets.
  std::string http1_reply = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nHTTP/1.1";
};

/// What answers each request so, and is otherwise what servers do.
inline h2_service service_of(h2_script answer, h2_settings settings = {}) {
  h2_service made;
  made.answer = std::move(answer);
  made.settings = std::move(settings);
  return made;
}

/// A server for HTTP/2 on the loopback that does what scripts say, on the test's own event loop:
/// there is no second thread to race with. Without TLS it expects that its clients know what it
/// speaks.
class h2_server {
 public:
  h2_server(boost::asio::io_context& context, h2_service service);
  h2_server(
      boost::asio::io_context& context, boost::asio::ssl::context secured, h2_service service);
  ~h2_server();
  h2_server(const h2_server&) = delete;
  h2_server& operator=(const h2_server&) = delete;

  unsigned short port() const;
  /// `http://127.0.0.1:PORT` (or `https`) and `path`.
  std::string url(std::string_view path) const;

  const h2_record& record() const;

  /// Lets all scripts go on that wait for it, now or later.
  void release();

  /// Returns when the record says what is waited for, or the server has stopped.
  boost::asio::awaitable<void> until(h2_condition met);

  /// Stops listening and closes every connection.
  void stop();

  struct core;

 private:
  std::shared_ptr<core> core_;
};

/// Answers every request with the same body, its length, and further fields.
h2_script h2_answer(std::string status, std::string body, h2_fields more = {});

} // namespace haul::test
