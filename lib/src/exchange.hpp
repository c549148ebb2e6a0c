#pragma once

#include "buffer_pool.hpp"
#include "connection.hpp"
#include "deadline.hpp"
#include "response_parser.hpp"

#include <haul/options.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace haul {

/// One request and its response over HTTP/1.1, on a connection that somebody else holds.
///
/// `send`, then `read_body` until it gives an empty piece. Every wait ends at the deadline. The
/// connection, the pool and the deadline must outlive the exchange.
class exchange {
 public:
  exchange(
      connection& on, buffer_pool& buffers, deadline& until, const timeouts& times,
      std::size_t most_header)
      : connection_(on),
        buffers_(buffers),
        until_(until),
        times_(times),
        most_header_(most_header) {}

  exchange(const exchange&) = delete;
  exchange& operator=(const exchange&) = delete;

  /// Sends a serialised request and waits for the response's header. Interim responses (1xx) are
  /// skipped.
  boost::asio::awaitable<result<void>> send(std::string request);

  /// After `send` succeeded.
  const response_head& head() const { return parser_->head(); }

  /// The next piece of the body, empty at its end. A piece stays valid until the next call.
  boost::asio::awaitable<result<std::span<const char>>> read_body();

  /// What `read_body` would give without waiting; nothing when it would wait.
  std::optional<result<std::span<const char>>> body_at_hand();

  /// Drops what is here of the body, without waiting for more. Whether that was all of it.
  bool skip_at_hand();

  /// Nothing more will be read: only the head is kept.
  void leave() {
    unread_ = {};
    buffer_ = buffer_pool::lease();
  }

  /// Whether not a single byte of a response came: how a stale connection shows itself.
  bool unanswered() const { return !answered_; }

  /// Whether the connection may serve another exchange: the response was read to its end, nothing
  /// came behind it, and both sides want to go on.
  bool reusable() const;

 private:
  enum class filled { some, end };

  std::optional<result<void>> head_at_hand();
  boost::asio::awaitable<result<filled>> fill();
  std::span<const char> joined(std::span<const char> piece, std::span<const char> next);
  result<void> put_aside();
  bool too_slow(std::size_t bytes, std::chrono::steady_clock::duration waited);
  error lost(stage where, boost::system::error_code why) const;
  error broken(stage where, response_parser::state how) const;

  connection& connection_;
  buffer_pool& buffers_;
  deadline& until_;
  const timeouts& times_;
  std::size_t most_header_;

  std::optional<response_parser> parser_;
  buffer_pool::lease buffer_;
  std::span<const char> unread_;   // in `buffer_`
  std::string aside_;              // what was left of a buffer that went back to the pool
  std::uint64_t window_bytes_ = 0; // that came, and
  std::chrono::steady_clock::duration window_waited_{}; // how long that was waited for
  bool answered_ = false;
  bool ended_ = false; // the peer has closed its side
  stage stage_ = stage::request;
};

} // namespace haul
