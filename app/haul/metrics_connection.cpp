#include "metrics_connection.hpp"

#include "metrics_text.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <utility>

namespace haul {

namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace {

constexpr auto as_value = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t most_header_bytes = 8192;

using request = http::request<http::empty_body>;
using response = http::response<http::string_body>;

response make_reply(http::status status, std::string_view media_type, std::string body) {
  response made(status, 11);
  made.set(http::field::content_type, {media_type.data(), media_type.size()});
  made.body() = std::move(body);
  made.content_length(made.body().size());
  return made;
}

response make_complaint(http::status status) {
  return make_reply(
      status, "text/plain; charset=utf-8", std::string(http::obsolete_reason(status)) + "\n");
}

response answer_to(const request& asked, const metrics_connection::source& metrics) {
  const std::string_view target(asked.target().data(), asked.target().size());
  const std::string_view path = target.substr(0, target.find('?'));
  if (path != "/metrics" && path != "/healthz")
    return make_complaint(http::status::not_found);
  if (asked.method() != http::verb::get && asked.method() != http::verb::head) {
    response refused = make_complaint(http::status::method_not_allowed);
    refused.set(http::field::allow, "GET, HEAD");
    return refused;
  }
  if (path == "/healthz")
    return make_reply(http::status::ok, "text/plain; charset=utf-8", "ok\n");
  return make_reply(http::status::ok, metrics_text::media_type, metrics());
}

} // namespace

metrics_connection::metrics_connection(asio::ip::tcp::socket socket, const scrape_limits& limits)
    : stream_(std::move(socket)),
      limits_(limits),
      pause_(stream_.get_executor()),
      buffer_(most_header_bytes * 2) {
}

void metrics_connection::close() {
  closed_ = true;
  stream_.close();
  pause_.cancel();
}

asio::awaitable<void> metrics_connection::run(const source& metrics) {
  bool open = true;
  while (open && !closed_) {
    open = co_await serve_one(metrics);
    if (closed_)
      break;
    pause_.expires_after(limits_.pause);
    co_await pause_.async_wait(as_value);
  }
  boost::system::error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  close();
}

// Returns whether the client may ask on.
asio::awaitable<bool> metrics_connection::serve_one(const source& metrics) {
  http::request_parser<http::empty_body> parser;
  parser.header_limit(most_header_bytes);
  stream_.expires_after(limits_.patience);
  const auto [failure, count] =
      co_await http::async_read_header(stream_, buffer_, parser, as_value);
  if (closed_)
    co_return false;
  response answer;
  bool keep = false;
  if (!failure) {
    answer = answer_to(parser.get(), metrics);
    // A body that comes with a request is not read, so what follows it can't be found.
    keep = parser.is_done() && parser.get().keep_alive();
    if (parser.get().method() == http::verb::head)
      answer.body().clear();
  } else if (failure == http::error::header_limit || failure == http::error::buffer_overflow) {
    answer = make_complaint(http::status::request_header_fields_too_large);
  } else if (
      failure.category() == make_error_code(http::error::bad_version).category() &&
      failure != http::error::end_of_stream && failure != http::error::partial_message) {
    answer = make_complaint(http::status::bad_request);
  } else {
    co_return false;
  }
  answer.keep_alive(keep);
  if (!co_await send(answer))
    co_return false;
  co_return keep;
}

asio::awaitable<bool> metrics_connection::send(reply& answer) {
  stream_.expires_after(limits_.patience);
  const auto [failure, count] = co_await http::async_write(stream_, answer, as_value);
  co_return !failure;
}

} // namespace haul
