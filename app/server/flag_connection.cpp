#include "flag_connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <iterator>

namespace haul {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr auto as_value = asio::as_tuple(asio::use_awaitable);

// Many requests fit into one read; a longer header takes more of them.
constexpr std::size_t bytes_per_read = 4096;

constexpr std::uint32_t max_header_bytes = 8192;

// How much is read and dropped for a client that goes on talking after its last reply.
constexpr std::size_t max_dropped_bytes = 1024 * 1024;

// RFC 9112 section 3.2: a request without a host, or with two, is not one.
bool has_one_host(const http::request<http::empty_body>& request) {
  const auto [first, last] = request.equal_range(http::field::host);
  if (request.version() < 11)
    return true;
  return first != last && std::next(first) == last;
}

} // namespace

flag_connection::flag_connection(asio::ip::tcp::socket socket, std::shared_ptr<flag_site> site)
    : socket_(std::move(socket)),
      site_(std::move(site)),
      delay_(socket_.get_executor()) {
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

void flag_connection::close() {
  error_code ignored;
  socket_.close(ignored);
  delay_.cancel();
}

asio::awaitable<void> flag_connection::run() {
  bool open = true;
  while (open) {
    const heard what = co_await read_request();
    if (what == heard::nothing)
      co_return;
    open = co_await reply(what);
  }
  co_await part();
}

asio::awaitable<flag_connection::heard> flag_connection::read_request() {
  parser_.emplace();
  parser_->header_limit(max_header_bytes);
  while (true) {
    error_code failure = http::error::need_more;
    if (buffer_.size() != 0)
      buffer_.consume(parser_->put(buffer_.data(), failure));
    if (!failure && has_one_host(parser_->get()))
      co_return heard::request;
    if (failure == http::error::header_limit)
      co_return heard::too_long;
    if (failure != http::error::need_more)
      co_return heard::malformed;
    const bool more = co_await read_more();
    if (!more)
      co_return heard::nothing;
  }
}

// Waits first and reads then: an idle connection needs no buffer, and a read that is tried right
// after a reply would find nothing.
asio::awaitable<bool> flag_connection::read_more() {
  while (true) {
    const auto [failure] = co_await socket_.async_wait(asio::socket_base::wait_read, as_value);
    if (failure)
      co_return false;
    error_code read_failure;
    buffer_.commit(socket_.read_some(buffer_.prepare(bytes_per_read), read_failure));
    if (read_failure != asio::error::would_block)
      co_return !read_failure;
  }
}

flag_answer flag_connection::find_answer(heard what) {
  if (what == heard::malformed)
    return site_->answer_bad_request();
  if (what == heard::too_long)
    return site_->answer_header_too_long();
  const http::request<http::empty_body>& request = parser_->get();
  const auto target = request.target();
  return site_->answer(request.method(), std::string_view(target.data(), target.size()));
}

// Returns whether the client may ask on.
asio::awaitable<bool> flag_connection::reply(heard what) {
  // Copied, for the next request overwrites what this one said.
  const flag_answer answer = find_answer(what);
  // A body that comes with a request is not read, so what follows it can't be found.
  const bool keep = what == heard::request && parser_->is_done() && parser_->keep_alive() &&
                    parser_->get().version() == 11;
  const bool with_body = what != heard::request || parser_->get().method() != http::verb::head;
  if (answer.delay.count() != 0) {
    delay_.expires_after(answer.delay);
    co_await delay_.async_wait(as_value);
  }
  header_.assign(answer.reply->header).append(site_->date_field());
  if (!keep)
    header_ += "Connection: close\r\n";
  header_ += "\r\n";
  std::string_view body;
  if (with_body)
    body = answer.reply->body;
  const bool sent = co_await send(header_, body);
  co_return sent&& keep;
}

// Waits after each write that was not whole, so that a client with a large flag takes its turns
// with the others.
asio::awaitable<bool> flag_connection::send(std::string_view header, std::string_view body) {
  while (true) {
    const std::array<asio::const_buffer, 2> rest = {
        asio::const_buffer(header.data(), header.size()),
        asio::const_buffer(body.data(), body.size())};
    error_code failure;
    const std::size_t sent = socket_.write_some(rest, failure);
    if (failure && failure != asio::error::would_block)
      co_return false;
    const std::size_t of_header = std::min(sent, header.size());
    header.remove_prefix(of_header);
    body.remove_prefix(sent - of_header);
    if (header.empty() && body.empty())
      co_return true;
    const auto [waited] = co_await socket_.async_wait(asio::socket_base::wait_write, as_value);
    if (waited)
      co_return false;
  }
}

// Closing while the client still sends would reset the connection, and it could lose the reply
// (RFC 9112 section 9.6).
asio::awaitable<void> flag_connection::part() {
  error_code failure;
  socket_.shutdown(asio::socket_base::shutdown_send, failure);
  bool more = !failure;
  for (std::size_t dropped = 0; more && dropped < max_dropped_bytes;) {
    dropped += buffer_.size();
    buffer_.clear();
    more = co_await read_more();
  }
}

} // namespace haul
