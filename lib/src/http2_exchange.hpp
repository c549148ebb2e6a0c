#pragma once

#include "deadline.hpp"
#include "exchange.hpp"
#include "http2_session.hpp"
#include "http2_stream.hpp"
#include "least_pace.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <vector>

namespace haul {

/// An exchange over HTTP/2: a stream of a connection that it shares with others. Its own window
/// opens as it is read. The deadline and `times` must outlive it.
class http2_exchange final : public exchange, private http2_stream {
 public:
  http2_exchange(
      std::shared_ptr<http2_session> on, deadline& until, const timeouts& times,
      std::size_t most_header);

  /// Resets the stream, unless it has ended.
  ~http2_exchange() override;

  void ask(const request& what) override;
  boost::asio::awaitable<result<void>> answer() override;
  const response_head& head() const override { return http2_stream::head(); }
  boost::asio::awaitable<result<std::span<const char>>> read_body() override;
  std::optional<result<std::span<const char>>> body_at_hand() override;
  bool skip_at_hand() override;
  void leave() override;
  repeat may_repeat() const override;
  bool reusable() const override { return ended() == end::whole; }
  std::string_view protocol() const override { return "HTTP/2"; }

 private:
  void told() override { woken_.cancel(); }
  bool is_silent() const { return ended() == end::none && here() == 0; }
  void expect_more();
  void give_back();
  error broken(stage where) const;

  std::shared_ptr<http2_session> session_;
  deadline& until_;
  const timeouts& times_;
  least_pace pace_;
  boost::asio::steady_timer woken_;              // never runs out
  std::vector<char> piece_;                      // that was handed out last
  std::chrono::steady_clock::duration waited_{}; // for what is here
};

} // namespace haul
