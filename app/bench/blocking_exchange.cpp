#include "blocking_exchange.hpp"

#include "failure.hpp"

#include <fmt/format.h>

#include <cstring>

namespace haul::bench {

namespace {

constexpr int most_interim = 16; // as the library

} // namespace

result<void> blocking_exchange::send(std::string_view request) {
  if (const result<void> sent = connection_.write(request, how_.timeouts.idle, left_); !sent)
    return sent;
  for (int interim = 0; interim <= most_interim; ++interim) {
    parser_.emplace(how_.max_header_bytes);
    if (const result<void> read = read_head(); !read)
      return read;
    if (head().status == 101)
      return failure(stage_, cause::malformed_response, "the server switches protocols unasked");
    if (head().status >= 200) {
      stage_ = stage::body;
      return {};
    }
  }
  return failure(stage_, cause::limit_exceeded, "too many interim responses");
}

result<void> blocking_exchange::read_head() {
  while (true) {
    if (!unread_.empty()) {
      const response_parser::state how = parser_->parse(unread_);
      if (how == response_parser::state::header_done)
        return {};
      if (how != response_parser::state::need_more)
        return broken(how);
    }
    const result<bool> more = fill();
    if (!more)
      return more.error();
    if (!*more)
      return failure(
          stage_, cause::connection_lost,
          answered_ ? "connection closed in the middle of the header"
                    : "connection closed before a response came");
  }
}

result<std::span<const char>> blocking_exchange::read_body() {
  while (!parser_->is_done()) {
    if (!unread_.empty()) {
      const response_parser::state how = parser_->parse(unread_);
      if (how == response_parser::state::body)
        return parser_->body();
      if (how == response_parser::state::done)
        break;
      if (how != response_parser::state::need_more)
        return broken(how);
    }
    const result<bool> more = fill();
    if (!more)
      return more.error();
    if (!*more && parser_->finish() != response_parser::state::done)
      return failure(
          stage_, cause::connection_lost, "connection closed before the body was complete");
  }
  return std::span<const char>();
}

// Reads behind what the parser has left over. False when the peer has closed.
result<bool> blocking_exchange::fill() {
  const std::size_t kept = unread_.size();
  if (kept > how_.max_header_bytes)
    return failure(
        stage_, cause::limit_exceeded,
        fmt::format("header or chunk framing longer than {} bytes", how_.max_header_bytes));
  if (kept != 0)
    std::memmove(buffer_.data(), unread_.data(), kept);
  const result<std::size_t> read = answered_ ? connection_.read(
                                                   buffer_.subspan(kept), how_.timeouts.idle, left_,
                                                   stage_, "in the middle of the response")
                                             : connection_.read(
                                                   buffer_.subspan(kept), how_.timeouts.first_byte,
                                                   left_, stage_, "waiting for the first byte");
  if (!read)
    return read.error();
  unread_ = std::span<const char>(buffer_.data(), kept + *read);
  ended_ = *read == 0;
  answered_ = answered_ || !ended_;
  return !ended_;
}

error blocking_exchange::broken(response_parser::state how) const {
  const cause why =
      how == response_parser::state::too_much ? cause::limit_exceeded : cause::malformed_response;
  return failure(stage_, why, fmt::format("bad response: {}", parser_->complaint()));
}

bool blocking_exchange::reusable() const {
  return parser_ && parser_->is_done() && parser_->keep_alive() && unread_.empty() && !ended_;
}

} // namespace haul::bench
