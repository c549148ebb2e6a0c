#include "client.hpp"

#include "redirect.hpp"
#include "request.hpp"

#include <haul/text.hpp>

#include <utility>
#include <vector>

namespace haul {

namespace asio = boost::asio;

namespace {

constexpr std::uint64_t cheap_to_discard = 64 * 1024; // bytes: less than a new connection costs

// A failure with how far the task came: the URL that was asked last, and the last response's
// status.
error so_far(error failed, const url& asked, unsigned status) {
  failed.url = redact(asked.text());
  failed.http_status = status;
  return failed;
}

} // namespace

asio::awaitable<result<std::span<const char>>> response::read() {
  result<std::span<const char>> piece = co_await exchange_->read_body();
  if (piece && piece->empty() && exchange_->reusable())
    lease_.keep();
  co_return piece;
}

asio::awaitable<void> response::discard() {
  const std::optional<std::uint64_t> length = head().content_length;
  while (length && *length <= cheap_to_discard) {
    const result<std::span<const char>> piece = co_await read();
    if (!piece || piece->empty())
      co_return;
  }
  if (exchange_->skip_at_hand() && exchange_->reusable())
    lease_.keep();
}

// One URL on the way of a task.
struct client::hop {
  url at;
  bool named;       // in the task itself, not by a redirect
  bool credentials; // the origin of the task has not been left yet
};

asio::awaitable<result<response>> client::get(url asked, deadline& until) {
  hop now{std::move(asked), true, true};
  std::vector<std::string> visited;
  unsigned status = 0;
  while (true) {
    result<response> answer = co_await ask(now, until);
    if (!answer)
      co_return so_far(answer.error(), now.at, status);
    status = answer->head().status;
    if (!is_redirect(status))
      co_return answer;
    visited.push_back(now.at.text());
    result<url> next =
        follow_redirect(now.at, answer->head().location, visited, how_.max_redirects);
    if (!next)
      co_return so_far(next.error(), now.at, status);
    co_await answer->discard();
    if (until.passed())
      co_return so_far(until.failure(stage::redirect), now.at, status);
    now.credentials = now.credentials && next->from() == now.at.from();
    now.named = false;
    now.at = *std::move(next);
  }
}

// A kept-alive connection may be closed by the server just as the request goes out. That is
// nobody's failure, and a GET is safe to repeat (RFC 9112 section 9.3.1): once, on a fresh
// connection.
asio::awaitable<result<response>> client::ask(const hop& at, deadline& until) {
  bool fresh = false;
  while (true) {
    until.arm(limit::connect, how_.timeouts.connect);
    result<connection_pool::lease> leased =
        co_await pool_.take(at.at.from(), at.named, fresh, until);
    if (!leased)
      co_return leased.error();
    const bool reused = leased->reused();
    response made(at.at, *std::move(leased));
    made.exchange_ = std::make_unique<exchange>(
        *made.lease_, buffers_, until, how_.timeouts, how_.max_header_bytes);
    std::span<const header> extra;
    if (at.credentials)
      extra = how_.headers;
    std::string wire = serialise_request(at.at, extra, how_.user_agent);
    const result<void> sent = co_await made.exchange_->send(std::move(wire));
    if (sent)
      co_return made;
    const bool stale =
        reused && made.exchange_->unanswered() && sent.error().cause == cause::connection_lost;
    if (!stale || fresh)
      co_return sent.error();
    fresh = true;
  }
}

} // namespace haul
