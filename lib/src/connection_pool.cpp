#include "connection_pool.hpp"

#include <utility>

namespace haul {

namespace asio = boost::asio;

namespace {

constexpr std::size_t few_keys = 64; // without a connection

} // namespace

void connection_pool::lease::keep() {
  if (connection_ != nullptr)
    pool_->put_idle(key_, std::move(connection_));
  drop();
}

void connection_pool::lease::drop() {
  connection_.reset();
  if (const std::shared_ptr<http2_session> held = std::move(session_))
    pool_->sessions_.release(*held);
}

const std::string& connection_pool::lease::remote_address() const {
  return session_ ? session_->remote_address() : connection_->remote_address();
}

bool connection_pool::wants_http1(const origin& which) const {
  return http1_only_.size() != 0 && http1_only_.find(which.key()) != nullptr;
}

// HTTP/1.1 is what is left where nothing can be agreed on.
http_version connection_pool::version_for(const origin& to) const {
  if (how_.http == http_version::any)
    return to.encrypted && !wants_http1(to) ? how_.http : http_version::http1;
  const bool by_proxy = !to.encrypted && proxies().find(to) != nullptr;
  return by_proxy ? http_version::http1 : how_.http;
}

std::optional<connection_pool::lease> connection_pool::take_idle(const origin& to, bool named) {
  // A task that names an address that is refused now may have left a connection.
  if (!opener_.check_literal(to, named))
    return std::nullopt;
  std::string key = proxies().connection_key(to);
  if (version_for(to) != http_version::http1) {
    if (std::shared_ptr<http2_session> joined = sessions_.join(key))
      return lease(*this, std::move(joined));
  }
  std::unique_ptr<connection> kept = find_idle(key);
  if (kept == nullptr)
    return std::nullopt;
  return lease(*this, std::move(key), std::move(kept), true);
}

asio::awaitable<result<connection_pool::lease>> connection_pool::open(
    const origin& to, bool named, deadline& until) {
  if (const result<void> fine = opener_.check_literal(to, named); !fine)
    co_return fine.error();
  if (count_ == most_)
    drop_oldest();
  const http_version offered = version_for(to);
  if (offered != http_version::http1) {
    result<lease> shared = co_await open_or_join(to, named, offered, until);
    co_return shared;
  }
  result<std::unique_ptr<connection>> opened = co_await opener_.open(to, named, offered, until);
  if (!opened)
    co_return opened.error();
  co_return lease(*this, proxies().connection_key(to), *std::move(opened), false);
}

asio::awaitable<result<connection_pool::lease>> connection_pool::open_or_join(
    const origin& to, bool named, http_version offered, deadline& until) {
  const std::string key = proxies().connection_key(to);
  std::shared_ptr<http2_session> joined = sessions_.join(key);
  while (joined == nullptr && !until.passed() && sessions_.worth_waiting(key)) {
    co_await sessions_.wait(key, until);
    joined = sessions_.join(key);
  }
  if (joined != nullptr)
    co_return lease(*this, std::move(joined));
  if (until.passed())
    co_return until.failure(stage::connect);
  http2_sessions::opening ours(sessions_, key);
  result<std::unique_ptr<connection>> opened = co_await opener_.open(to, named, offered, until);
  if (opened && ((*opened)->speaks_http2() || !to.encrypted))
    co_return lease(*this, ours.succeed(*std::move(opened)));
  if (opened || opened.error().cause != cause::cancelled)
    ours.fail();
  if (!opened)
    co_return opened.error();
  co_return lease(*this, key, *std::move(opened), false);
}

std::unique_ptr<connection> connection_pool::find_idle(const std::string& key) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end())
    return nullptr;
  stack& waiting = found->second;
  std::unique_ptr<connection> taken;
  while (taken == nullptr && !waiting.empty()) {
    taken = std::move(waiting.back()->held);
    waiting.pop_back();
    --count_;
    if (!taken->quiet())
      taken.reset();
  }
  return taken;
}

void connection_pool::put_idle(const std::string& key, std::unique_ptr<connection> held) {
  if (count_ == most_)
    drop_oldest();
  auto kept = std::make_unique<idle>();
  kept->key = key;
  kept->held = std::move(held);
  drop_expired(kept->since);
  if (by_key_.size() > 2 * most_ + few_keys)
    std::erase_if(by_key_, [](const auto& each) { return each.second.empty(); });
  by_age_.push_back(*kept);
  by_key_[key].push_back(std::move(kept));
  ++count_;
}

void connection_pool::drop_expired(std::chrono::steady_clock::time_point now) {
  sessions_.drop_idle(now - http2_sessions::keep_for);
  while (!by_age_.empty() && now - by_age_.front().since > http2_sessions::keep_for)
    drop_oldest();
}

void connection_pool::drop_oldest() {
  const auto found = by_key_.find(by_age_.front().key);
  stack& waiting = found->second;
  waiting.erase(waiting.begin()); // each stack is in the order of age, too
  --count_;
}

} // namespace haul
