#include "http1_exchange.hpp"

#include "failure.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace haul {

namespace asio = boost::asio;
using boost::system::error_code;

// Thousands may wait in here: what a coroutine must not hold meanwhile is done by functions, for
// their variables are gone when they return.
asio::awaitable<result<void>> http1_exchange::answer() {
  until_.arm(limit::idle, times_.idle);
  const io_step step = connection_.try_write(asio::buffer(wire_));
  if (step.what == io_step::state::failed)
    co_return lost(stage::request, step.error);
  const std::size_t at_once = step.what == io_step::state::done ? step.bytes : 0;
  if (at_once != wire_.size()) {
    const asio::const_buffer rest = asio::buffer(wire_) + at_once;
    const error_code failed = co_await connection_.write(rest, until_, times_.idle);
    if (failed)
      co_return lost(stage::request, failed);
  }
  std::string().swap(wire_);
  stage_ = stage::first_byte;
  until_.arm(limit::first_byte, times_.first_byte);
  std::optional<result<void>> read;
  while (!read) {
    const error_code waited = co_await more();
    const result<filled> got = fill(waited);
    if (!got)
      co_return got.error();
    if (*got == filled::end)
      co_return lost(stage_, asio::error::eof);
    read = final_head();
  }
  co_return *read;
}

// Skips the interim responses that are here. Nothing: more is needed.
[[gnu::noinline]] std::optional<result<void>> http1_exchange::final_head() {
  while (true) {
    std::optional<result<void>> read = head_at_hand();
    if (!read || !*read)
      return read;
    if (head().status == 101)
      return failure(stage_, cause::malformed_response, "the server switches protocols unasked");
    if (head().status >= 200) {
      stage_ = stage::body;
      return read;
    }
    if (++interim_ > most_interim)
      return failure(
          stage_, cause::limit_exceeded,
          fmt::format("more than {} interim responses", most_interim));
    parser_.reset();
  }
}

// Nothing: more is needed of the header.
std::optional<result<void>> http1_exchange::head_at_hand() {
  if (unread_.empty())
    return std::nullopt;
  if (parser_ == nullptr)
    parser_ = std::make_unique<response_parser>(most_header_);
  const response_parser::state how = parser_->parse(unread_);
  if (how == response_parser::state::header_done)
    return result<void>();
  if (how != response_parser::state::need_more)
    return broken(stage_, how);
  if (result<void> kept = put_aside(); !kept)
    return kept;
  return std::nullopt;
}

asio::awaitable<result<std::span<const char>>> http1_exchange::read_body() {
  std::optional<result<std::span<const char>>> piece = body_at_hand();
  while (!piece) {
    const error_code waited = co_await more();
    const result<filled> got = fill(waited);
    if (!got)
      co_return got.error();
    if (*got == filled::end && parser_->finish() != response_parser::state::done)
      co_return lost(stage_, asio::error::eof);
    piece = body_at_hand();
  }
  co_return *piece;
}

std::optional<result<std::span<const char>>> http1_exchange::body_at_hand() {
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
std::span<const char> http1_exchange::joined(
    std::span<const char> piece, std::span<const char> next) {
  if (piece.empty())
    return next;
  char* const end = buffer_.data() + (piece.data() - buffer_.data()) + piece.size();
  std::memmove(end, next.data(), next.size());
  return {piece.data(), piece.size() + next.size()};
}

// Waits for bytes, without a buffer.
asio::awaitable<error_code> http1_exchange::more() {
  buffer_ = buffer_pool::lease();
  waits_since_ = std::chrono::steady_clock::now();
  return connection_.wait_readable(until_);
}

// Reads what has come, behind what was put aside. Of TLS that may be nothing yet.
[[gnu::noinline]] result<http1_exchange::filled> http1_exchange::fill(error_code waited) {
  if (waited)
    return until_.failure(stage_);
  buffer_ = buffers_.take();
  std::memcpy(buffer_.data(), aside_.data(), aside_.size());
  const asio::mutable_buffer room(
      buffer_.data() + aside_.size(), buffer_pool::buffer_size - aside_.size());
  const io_step step = connection_.try_read(room);
  if (step.what == io_step::state::failed)
    return lost(stage_, step.error);
  ended_ = step.what == io_step::state::end;
  if (step.what != io_step::state::done)
    return ended_ ? filled::end : filled::nothing;
  if (answered_) {
    pace_.add(step.bytes);
    if (!pace_.keeps(std::chrono::steady_clock::now() - waits_since_))
      return pace_.failure(stage_);
  }
  answered_ = true;
  until_.arm(limit::idle, times_.idle);
  unread_ = std::span<const char>(buffer_.data(), aside_.size() + step.bytes);
  aside_.clear();
  return filled::some;
}

bool http1_exchange::skip_at_hand() {
  while (!parser_->is_done() && !unread_.empty()) {
    if (parser_->parse(unread_) != response_parser::state::body)
      break;
  }
  return parser_->is_done();
}

// A piece of header or framing that isn't complete yet is kept apart, so that a server that sends
// a byte a minute doesn't hold a whole buffer.
result<void> http1_exchange::put_aside() {
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

[[gnu::noinline]] error http1_exchange::lost(stage where, error_code why) const {
  if (until_.passed())
    return until_.failure(where);
  return lost_connection(where, answered_, why);
}

error http1_exchange::broken(stage where, response_parser::state how) const {
  return how == response_parser::state::too_much ? excessive_response(where, parser_->complaint())
                                                 : malformed_response(where, parser_->complaint());
}

bool http1_exchange::reusable() const {
  return parser_ && parser_->is_done() && parser_->keep_alive() && unread_.empty() &&
         aside_.empty() && !ended_;
}

} // namespace haul
