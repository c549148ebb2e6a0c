#include "http2_exchange.hpp"

#include "awaiting.hpp"
#include "failure.hpp"

#include <fmt/format.h>

#include <exception>
#include <nghttp2/nghttp2.h>
#include <utility>

namespace haul {

namespace asio = boost::asio;

http2_exchange::http2_exchange(
    std::shared_ptr<http2_session> on, deadline& until, const timeouts& times,
    std::size_t most_header)
    : http2_stream(most_header),
      session_(std::move(on)),
      until_(until),
      times_(times),
      pace_(times),
      woken_(session_->executor(), asio::steady_timer::time_point::max()) {
}

http2_exchange::~http2_exchange() {
  session_->leave(*this);
}

void http2_exchange::ask(const request& what) {
  until_.arm(limit::first_byte, times_.first_byte);
  session_->begin(*this, what);
}

asio::awaitable<result<void>> http2_exchange::answer() {
  while (!has_head() && ended() == end::none && !until_.passed()) {
    co_await woken_.async_wait(as_value);
    if (answered())
      expect_more();
  }
  if (has_head())
    co_return result<void>();
  co_return broken(stage::first_byte);
}

asio::awaitable<result<std::span<const char>>> http2_exchange::read_body() {
  std::optional<result<std::span<const char>>> piece = body_at_hand();
  if (piece)
    co_return *piece;
  const auto since = std::chrono::steady_clock::now();
  until_.arm(limit::idle, times_.idle);
  while (is_silent() && !until_.passed())
    co_await woken_.async_wait(as_value);
  if (is_silent())
    co_return until_.failure(stage::body);
  waited_ = std::chrono::steady_clock::now() - since;
  piece = body_at_hand();
  co_return *piece;
}

// What had come before a failure is handed out before it.
std::optional<result<std::span<const char>>> http2_exchange::body_at_hand() {
  give_back();
  if (here() != 0) {
    pace_.add(here());
    if (!pace_.keeps(std::exchange(waited_, {})))
      return pace_.failure(stage::body);
    expect_more();
    take_body(piece_);
    return std::span<const char>(piece_);
  }
  if (ended() == end::none)
    return std::nullopt;
  if (ended() == end::whole)
    return std::span<const char>();
  return broken(stage::body);
}

bool http2_exchange::skip_at_hand() {
  give_back();
  take_body(piece_);
  give_back();
  return ended() == end::whole;
}

void http2_exchange::leave() {
  session_->leave(*this);
  take_body(piece_);
  std::vector<char>().swap(piece_);
}

// Something has come: the limit of the first byte is not for what follows.
void http2_exchange::expect_more() {
  if (!until_.passed())
    until_.arm(limit::idle, times_.idle);
}

void http2_exchange::give_back() {
  if (!piece_.empty())
    session_->taken(*this, piece_.size());
  piece_.clear();
}

exchange::repeat http2_exchange::may_repeat() const {
  if (ended() == end::refused)
    return repeat::at_once;
  if (ended() == end::reset && code() == NGHTTP2_HTTP_1_1_REQUIRED)
    return repeat::over_http1;
  return ended() == end::lost && !answered() ? repeat::if_reused : repeat::no;
}

[[gnu::noinline]] error http2_exchange::broken(stage where) const {
  if (session_->bug())
    std::rethrow_exception(session_->bug());
  if (until_.passed() && ended() == end::none)
    return until_.failure(where);
  switch (ended()) {
  case end::lost: return lost_connection(where, answered(), session_->why_lost());
  case end::refused:
    return failure(where, cause::connection_lost, "the server refuses the request");
  case end::too_much: return excessive_response(where, complaint());
  case end::malformed: return malformed_response(where, complaint());
  case end::beside:
    return failure(
        where, cause::connection_lost,
        fmt::format("gave the connection up, for the server broke the rules: {}", complaint()));
  default: break;
  }
  return failure(where, cause::connection_lost, complaint());
}

} // namespace haul
