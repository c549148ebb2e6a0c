#include "exchange.hpp"

#include "failure.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace haul {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr int most_interim = 16; // 1xx responses before the final one
constexpr std::chrono::milliseconds usual_window{60'000};

} // namespace

asio::awaitable<result<void>> exchange::send(std::string request) {
  asio::const_buffer wire = asio::buffer(request);
  until_.arm(limit::idle, times_.idle);
  if (const io_step step = connection_.try_write(wire); step.what == io_step::state::done)
    wire += step.bytes;
  else if (step.what == io_step::state::failed)
    co_return lost(stage::request, step.error);
  if (wire.size() != 0) {
    const error_code failed = co_await connection_.write(wire, until_, times_.idle);
    if (failed)
      co_return lost(stage::request, failed);
  }
  stage_ = stage::first_byte;
  until_.arm(limit::first_byte, times_.first_byte);
  for (int interim = 0; interim <= most_interim; ++interim) {
    parser_.emplace(most_header_);
    std::optional<result<void>> read = head_at_hand();
    while (!read) {
      const result<filled> got = co_await fill();
      if (!got)
        co_return got.error();
      if (*got == filled::end)
        co_return lost(stage_, asio::error::eof);
      read = head_at_hand();
    }
    if (!*read)
      co_return *read;
    if (head().status == 101)
      co_return failure(stage_, cause::malformed_response, "the server switches protocols unasked");
    if (head().status >= 200) {
      stage_ = stage::body;
      co_return *read;
    }
  }
  co_return failure(
      stage_, cause::limit_exceeded, fmt::format("more than {} interim responses", most_interim));
}

// Nothing: more is needed of the header.
std::optional<result<void>> exchange::head_at_hand() {
  if (unread_.empty())
    return std::nullopt;
  const response_parser::state how = parser_->parse(unread_);
  if (how == response_parser::state::header_done)
    return result<void>();
  if (how != response_parser::state::need_more)
    return broken(stage_, how);
  if (result<void> kept = put_aside(); !kept)
    return kept;
  return std::nullopt;
}

asio::awaitable<result<std::span<const char>>> exchange::read_body() {
  std::optional<result<std::span<const char>>> piece = body_at_hand();
  while (!piece) {
    const result<filled> got = co_await fill();
    if (!got)
      co_return got.error();
    if (*got == filled::end && parser_->finish() != response_parser::state::done)
      co_return lost(stage_, asio::error::eof);
    piece = body_at_hand();
  }
  co_return *piece;
}

std::optional<result<std::span<const char>>> exchange::body_at_hand() {
  std::span<const char> piece;
  while (!parser_->is_done() && !unread_.empty()) {
    const response_parser::state how = parser_->parse(unread_);
    if (how == response_parser::state::malformed || how == response_parser::state::too_much)
      return broken(stage_, how);
    if (how == response_parser::state::done)
      break; // what is left belongs to nobody
    if (how == response_parser::state::body) {
      piece = joined(piece, parser_->body());
      continue;
    }
    if (const result<void> kept = put_aside(); !kept)
      return kept.error();
  }
  if (piece.empty() && !parser_->is_done())
    return std::nullopt;
  return piece;
}

// Chunks that came in one read go on as one piece: each would cost a write of its own. The framing
// between them has been read and makes room.
std::span<const char> exchange::joined(std::span<const char> piece, std::span<const char> next) {
  if (piece.empty())
    return next;
  char* const end = buffer_.data() + (piece.data() - buffer_.data()) + piece.size();
  std::memmove(end, next.data(), next.size());
  return {piece.data(), piece.size() + next.size()};
}

// Waits for bytes, without a buffer, and reads them behind those that were put aside.
asio::awaitable<result<exchange::filled>> exchange::fill() {
  while (true) {
    buffer_ = buffer_pool::lease();
    const auto began = std::chrono::steady_clock::now();
    const error_code over = co_await connection_.wait_readable(until_);
    if (over)
      co_return until_.failure(stage_);
    buffer_ = buffers_.take();
    std::memcpy(buffer_.data(), aside_.data(), aside_.size());
    const asio::mutable_buffer room(
        buffer_.data() + aside_.size(), buffer_pool::buffer_size - aside_.size());
    const io_step step = connection_.try_read(room);
    if (step.what == io_step::state::failed)
      co_return lost(stage_, step.error);
    if (step.what == io_step::state::end) {
      ended_ = true;
      co_return filled::end;
    }
    if (step.what != io_step::state::done)
      continue;
    if (answered_ && too_slow(step.bytes, std::chrono::steady_clock::now() - began))
      co_return failure(
          stage_, cause::timed_out,
          fmt::format("timed out: fewer than {} bytes a second came", times_.lowest_rate));
    answered_ = true;
    until_.arm(limit::idle, times_.idle);
    unread_ = std::span<const char>(buffer_.data(), aside_.size() + step.bytes);
    aside_.clear();
    co_return filled::some;
  }
}

// Only what the server lets wait counts: neither a slow disk nor our own limit of the rate.
bool exchange::too_slow(std::size_t bytes, std::chrono::steady_clock::duration waited) {
  if (times_.lowest_rate == 0)
    return false;
  window_bytes_ += bytes;
  window_waited_ += waited;
  if (window_waited_ < (times_.idle.count() == 0 ? usual_window : times_.idle))
    return false;
  const double seconds = std::chrono::duration<double>(window_waited_).count();
  const bool slow =
      static_cast<double>(window_bytes_) < seconds * static_cast<double>(times_.lowest_rate);
  window_bytes_ = 0;
  window_waited_ = {};
  return slow;
}

bool exchange::skip_at_hand() {
  while (!parser_->is_done() && !unread_.empty()) {
    if (parser_->parse(unread_) != response_parser::state::body)
      break;
  }
  return parser_->is_done();
}

// A piece of header or framing that isn't complete yet is kept apart, so that a server that sends
// a byte a minute doesn't hold a whole buffer.
result<void> exchange::put_aside() {
  if (!unread_.empty()) {
    aside_.assign(unread_.data(), unread_.size());
    unread_ = {};
  }
  if (aside_.size() > most_header_)
    return failure(
        stage_, cause::limit_exceeded,
        fmt::format("header or chunk framing longer than {} bytes", most_header_));
  return {};
}

error exchange::lost(stage where, error_code why) const {
  if (until_.passed())
    return until_.failure(where);
  if (where == stage::request)
    return failure(
        where, cause::connection_lost,
        fmt::format("connection lost while sending the request: {}", why.message()), why);
  if (!answered_)
    return failure(where, cause::connection_lost, "connection closed before a response came", why);
  if (where == stage::first_byte)
    return failure(
        where, cause::connection_lost, "connection closed in the middle of the header", why);
  return failure(
      where, cause::connection_lost, "connection closed before the body was complete", why);
}

error exchange::broken(stage where, response_parser::state how) const {
  if (how == response_parser::state::too_much)
    return failure(
        where, cause::limit_exceeded,
        fmt::format("the response exceeds a limit: {}", parser_->complaint()));
  return failure(
      where, cause::malformed_response,
      fmt::format("malformed response: {}", parser_->complaint()));
}

bool exchange::reusable() const {
  return parser_ && parser_->is_done() && parser_->keep_alive() && unread_.empty() &&
         aside_.empty() && !ended_;
}

} // namespace haul
