#pragma once

#include "buffer_pool.hpp"
#include "connection.hpp"
#include "deadline.hpp"
#include "exchange.hpp"
#include "least_pace.hpp"
#include "response_parser.hpp"

#include <haul/options.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace haul {

/// An exchange over HTTP/1.1. The connection, the pool and the deadline must outlive it.
class http1_exchange final : public exchange {
 public:
  http1_exchange(
      connection& on, buffer_pool& buffers, deadline& until, const timeouts& times,
      std::size_t most_header)
      : connection_(on),
        buffers_(buffers),
        until_(until),
        times_(times),
        pace_(times),
        most_header_(most_header) {}

  void ask(const request& what) override { wire_ = serialise(what); }
  boost::asio::awaitable<result<void>> answer() override;
  const response_head& head() const override { return parser_->head(); }
  boost::asio::awaitable<result<std::span<const char>>> read_body() override;
  std::optional<result<std::span<const char>>> body_at_hand() override;
  bool skip_at_hand() override;
  void leave() override {
    unread_ = {};
    buffer_ = buffer_pool::lease();
  }
  repeat may_repeat() const override { return answered_ ? repeat::no : repeat::if_reused; }

  /// When the response was read to its end, nothing came behind it, and both sides want to go on.
  bool reusable() const override;
  std::string_view protocol() const override { return "HTTP/1.1"; }

 private:
  enum class filled { some, nothing, end };

  std::optional<result<void>> head_at_hand();
  std::optional<result<void>> final_head();
  boost::asio::awaitable<boost::system::error_code> more();
  result<filled> fill(boost::system::error_code waited);
  std::span<const char> joined(std::span<const char> piece, std::span<const char> next);
  result<void> put_aside();
  error lost(stage where, boost::system::error_code why) const;
  error broken(stage where, response_parser::state how) const;

  connection& connection_;
  buffer_pool& buffers_;
  deadline& until_;
  const timeouts& times_;
  least_pace pace_;
  std::size_t most_header_;

  std::string wire_;                        // the request, until it is out
  std::unique_ptr<response_parser> parser_; // from when there is something to read
  buffer_pool::lease buffer_;
  std::span<const char> unread_; // in `buffer_`
  std::string aside_;            // what was left of a buffer that went back to the pool
  std::chrono::steady_clock::time_point waits_since_;
  int interim_ = 0; // 1xx responses so far
  bool answered_ = false;
  bool ended_ = false; // the peer has closed its side
  stage stage_ = stage::request;
};

} // namespace haul
