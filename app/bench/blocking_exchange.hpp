#pragma once

#include "blocking_connection.hpp"
#include "response_parser.hpp"

#include <haul/options.hpp>

#include <optional>
#include <span>
#include <string_view>

namespace haul::bench {

/// One request and its response over a blocking connection: `haul::exchange` without coroutines.
/// The same parser, limits and rules, so that the variants differ in how they wait and in nothing
/// else. All that is handed in must outlive it.
class blocking_exchange {
 public:
  /// `buffer` must be larger than `how.max_header_bytes`.
  blocking_exchange(
      blocking_connection& on, std::span<char> buffer, const options& how, const time_left& left)
      : connection_(on),
        buffer_(buffer),
        how_(how),
        left_(left) {}

  /// Sends a serialised request and waits for the response's header.
  result<void> send(std::string_view request);

  /// After `send` succeeded.
  const response_head& head() const { return parser_->head(); }

  /// The next piece of the body, empty at its end. A piece stays valid until the next call.
  result<std::span<const char>> read_body();

  /// As those of `haul::exchange`.
  bool unanswered() const { return !answered_; }
  bool reusable() const;

 private:
  result<void> read_head();
  result<bool> fill();
  error broken(response_parser::state how) const;

  blocking_connection& connection_;
  std::span<char> buffer_;
  const options& how_;
  const time_left& left_;

  std::optional<response_parser> parser_;
  std::span<const char> unread_; // in `buffer_`
  bool answered_ = false;
  bool ended_ = false; // the peer has closed its side
  stage stage_ = stage::first_byte;
};

} // namespace haul::bench
