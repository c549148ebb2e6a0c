#include "client.hpp"

#include "content_decoder.hpp"
#include "http1_exchange.hpp"
#include "http2_exchange.hpp"
#include "redirect.hpp"
#include "request.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace haul {

namespace asio = boost::asio;

namespace {

constexpr std::uint64_t cheap_to_discard = 64 * 1024; // bytes: less than a new connection costs

// A failure with how far the task came: the URL that was asked last, and the last response's
// status.
error so_far(error failed, const std::string& asked, unsigned status) {
  failed.url = redact(asked);
  if (failed.http_status == 0) // else a proxy answered
    failed.http_status = status;
  return failed;
}

// A coroutine keeps what is inlined into its loops as long as it waits, and thousands may wait: the
// variables of what is called from there are kept out of it.

// Whether an answer leads on; else it is what came.
[[gnu::noinline]] bool take(
    journey& way, result<response>& answer, result<std::optional<response>>& came) {
  if (!answer) {
    came = so_far(answer.error(), way.at.text(), way.status);
    return false;
  }
  way.status = answer->head().status;
  if (is_redirect(way.status))
    return true;
  came = std::optional<response>(*std::move(answer));
  return false;
}

[[gnu::noinline]] error late(const journey& way, const deadline& until) {
  return so_far(until.failure(stage::redirect), way.visited.back(), way.status);
}

// The proxy itself may have answered.
[[gnu::noinline]] void look_for_proxy(
    result<void>& sent, const proxy& by, const origin& to, const response_head& head) {
  if (head.status == 407)
    sent = of_proxy(by, refused_by_proxy(by, to, head));
}

} // namespace

asio::awaitable<result<std::span<const char>>> response::read() {
  result<std::span<const char>> piece = co_await exchange_->read_body();
  keep_at_end(piece);
  co_return piece;
}

std::optional<result<std::span<const char>>> response::at_hand() {
  std::optional<result<std::span<const char>>> piece = exchange_->body_at_hand();
  if (piece)
    keep_at_end(*piece);
  return piece;
}

void response::keep_at_end(const result<std::span<const char>>& piece) {
  if (piece && piece->empty() && exchange_->reusable())
    lease_.keep();
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

void response::drop() {
  exchange_->leave();
  lease_.drop();
}

asio::awaitable<result<std::optional<response>>> client::get(journey& way, deadline& until) {
  result<std::optional<response>> came = std::optional<response>();
  while (true) {
    result<response> answer = co_await ask(way, until);
    const bool leads_on = take(way, answer, came);
    if (!leads_on)
      co_return came;
    const bool stays = follow(way, *answer, came);
    if (came)
      co_await answer->discard();
    if (came && until.passed())
      came = late(way, until);
    if (!came || !stays)
      co_return came;
  }
}

// Where a redirect leads to; whether that is the same host.
[[gnu::noinline]] bool client::follow(
    journey& way, const response& answer, result<std::optional<response>>& came) const {
  way.visited.push_back(way.at.text());
  result<url> next =
      follow_redirect(way.at, answer.head().location, way.visited, how_.max_redirects);
  if (!next) {
    came = so_far(next.error(), way.at.text(), way.status);
    return false;
  }
  way.credentials = way.credentials && next->from() == way.at.from();
  way.named = false;
  const bool stays = next->from().host == way.at.from().host;
  way.at = *std::move(next);
  return stays;
}

[[gnu::noinline]] void client::begin(const journey& way, const proxy* by, exchange& on) const {
  request wanted(way.at, how_.user_agent);
  wanted.by = by;
  std::vector<header>& extra = wanted.extra;
  if (way.credentials) {
    // Of several that authorise, the last one is sent.
    if (way.at.authorization().empty() && !how_.logins.empty()) {
      header& login = extra.emplace_back();
      login.name = "Authorization";
      login.value = authorization_for(way.at.from().host, how_.logins);
    }
    extra.insert(extra.end(), how_.headers.begin(), how_.headers.end());
    extra.insert(extra.end(), way.headers.begin(), way.headers.end());
  }
  if (way.rest) {
    const std::string last = way.rest->last ? fmt::to_string(*way.rest->last) : std::string();
    extra.push_back({"Range", fmt::format("bytes={}-{}", way.rest->first, last)});
    extra.push_back({"If-Range", way.rest->validator});
  }
  if (!way.known.etag.empty())
    extra.push_back({"If-None-Match", way.known.etag});
  if (!way.known.last_modified.empty())
    extra.push_back({"If-Modified-Since", way.known.last_modified});
  // A range is of the body as it is sent: what is coded can't go on where the file ends.
  if (how_.compressed && !way.rest)
    wanted.codings = content_decoder::accept_encoding;
  on.ask(wanted);
}

[[gnu::noinline]] std::unique_ptr<exchange> client::exchange_on(
    const connection_pool::lease& held, deadline& until) {
  if (held.http2())
    return std::make_unique<http2_exchange>(
        held.http2(), until, how_.timeouts, how_.max_header_bytes);
  return std::make_unique<http1_exchange>(
      *held.http1(), buffers_, until, how_.timeouts, how_.max_header_bytes);
}

// Whether a request that failed is made again, as if it had never been: it was nobody's failure,
// and a GET is safe to repeat. A kept-alive connection may be closed by the server just as the
// request goes out (RFC 9112 section 9.3.1); one that speaks HTTP/2 may be about to end, or take no
// more for now (RFC 9113 section 8.7).
[[gnu::noinline]] bool client::may_repeat(const response& failed, const error& why, repeats& left) {
  if (why.cause != cause::connection_lost)
    return false;
  switch (failed.exchange_->may_repeat()) {
  case exchange::repeat::no: return false;
  case exchange::repeat::if_reused:
    return failed.lease_.reused() && !std::exchange(left.fresh, true);
  case exchange::repeat::at_once: return left.refused-- != 0;
  case exchange::repeat::over_http1: break;
  }
  if (how_.http != http_version::any)
    return false;
  pool_.avoid_http2(failed.from().from());
  return left.refused-- != 0;
}

asio::awaitable<result<response>> client::ask(journey& way, deadline& until) {
  repeats left;
  const origin& to = way.at.from();
  const proxy* const by = to.encrypted ? nullptr : pool_.proxies().find(to); // behind no tunnel
  while (true) {
    const auto began = std::chrono::steady_clock::now();
    until.arm(limit::connect, how_.timeouts.connect);
    std::optional<connection_pool::lease> leased;
    if (!left.fresh)
      leased = pool_.take_idle(to, way.named);
    way.took = phases();
    if (!leased) {
      result<connection_pool::lease> opened = co_await pool_.open(to, way.named, until);
      way.took.connect = std::chrono::steady_clock::now() - began;
      if (!opened)
        co_return opened.error();
      leased.emplace(*std::move(opened));
    }
    const auto connected = std::chrono::steady_clock::now();
    response made(way.at, *std::move(leased));
    way.remote_address = made.lease_.remote_address();
    made.exchange_ = exchange_on(made.lease_, until);
    way.protocol = made.exchange_->protocol();
    begin(way, by, *made.exchange_);
    result<void> sent = co_await made.exchange_->answer();
    way.took.first_byte = std::chrono::steady_clock::now() - connected;
    if (sent && by != nullptr)
      look_for_proxy(sent, *by, to, made.head());
    if (sent)
      co_return made;
    if (!may_repeat(made, sent.error(), left))
      co_return sent.error();
  }
}

} // namespace haul
