#include "client.hpp"

#include "content_decoder.hpp"
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
error so_far(error failed, const url& asked, unsigned status) {
  failed.url = redact(asked.text());
  if (failed.http_status == 0) // else a proxy answered
    failed.http_status = status;
  return failed;
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
  std::optional<response> arrived;
  while (true) {
    result<response> answer = co_await ask(way, until);
    if (!answer)
      co_return so_far(answer.error(), way.at, way.status);
    way.status = answer->head().status;
    if (!is_redirect(way.status)) {
      arrived.emplace(*std::move(answer));
      co_return arrived;
    }
    way.visited.push_back(way.at.text());
    result<url> next =
        follow_redirect(way.at, answer->head().location, way.visited, how_.max_redirects);
    if (!next)
      co_return so_far(next.error(), way.at, way.status);
    co_await answer->discard();
    if (until.passed())
      co_return so_far(until.failure(stage::redirect), way.at, way.status);
    way.credentials = way.credentials && next->from() == way.at.from();
    way.named = false;
    const bool stays = next->from().host == way.at.from().host;
    way.at = *std::move(next);
    if (!stays)
      co_return arrived;
  }
}

std::string client::request_of(const journey& way, const proxy* by) const {
  std::vector<header> extra;
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
  const std::string_view codings =
      how_.compressed && !way.rest ? content_decoder::accept_encoding : "identity";
  return serialise_request(way.at, extra, how_.user_agent, by, codings);
}

// A kept-alive connection may be closed by the server just as the request goes out. That is
// nobody's failure, and a GET is safe to repeat (RFC 9112 section 9.3.1): once, on a fresh
// connection.
asio::awaitable<result<response>> client::ask(journey& way, deadline& until) {
  bool fresh = false;
  const origin to = way.at.from();
  const proxy* const by = to.encrypted ? nullptr : pool_.proxies().find(to); // behind no tunnel
  while (true) {
    const auto began = std::chrono::steady_clock::now();
    until.arm(limit::connect, how_.timeouts.connect);
    std::optional<connection_pool::lease> leased;
    if (!fresh)
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
    const bool reused = leased->reused();
    response made(way.at, *std::move(leased));
    way.remote_address = (*made.lease_).remote_address();
    made.exchange_ = std::make_unique<exchange>(
        *made.lease_, buffers_, until, how_.timeouts, how_.max_header_bytes);
    std::string wire = request_of(way, by);
    const result<void> sent = co_await made.exchange_->send(std::move(wire));
    way.took.first_byte = std::chrono::steady_clock::now() - connected;
    if (sent && by != nullptr && made.head().status == 407)
      co_return of_proxy(*by, refused_by_proxy(*by, to, made.head()));
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
