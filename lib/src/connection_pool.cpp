#include "connection_pool.hpp"

#include <utility>

namespace haul {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::minutes keep_for{2}; // idle

} // namespace

void connection_pool::lease::keep() {
  if (connection_ != nullptr)
    pool_->put_idle(key_, std::move(connection_));
}

std::optional<connection_pool::lease> connection_pool::take_idle(const origin& to, bool named) {
  // A task that names an address that is refused now may have left a connection.
  if (!opener_.check_literal(to, named))
    return std::nullopt;
  std::string key = proxies().connection_key(to);
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
  result<std::unique_ptr<connection>> opened = co_await opener_.open(to, named, until);
  if (!opened)
    co_return opened.error();
  co_return lease(*this, proxies().connection_key(to), *std::move(opened), false);
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
  if (waiting.empty())
    by_key_.erase(found);
  return taken;
}

void connection_pool::put_idle(const std::string& key, std::unique_ptr<connection> held) {
  if (count_ == most_)
    drop_oldest();
  auto kept = std::make_unique<idle>();
  kept->key = key;
  kept->held = std::move(held);
  drop_older_than(kept->since - keep_for);
  by_age_.push_back(*kept);
  by_key_[key].push_back(std::move(kept));
  ++count_;
}

void connection_pool::drop_older_than(std::chrono::steady_clock::time_point moment) {
  while (!by_age_.empty() && by_age_.front().since < moment)
    drop_oldest();
}

void connection_pool::drop_oldest() {
  const auto found = by_key_.find(by_age_.front().key);
  stack& waiting = found->second;
  waiting.erase(waiting.begin()); // each stack is in the order of age, too
  --count_;
  if (waiting.empty())
    by_key_.erase(found);
}

} // namespace haul
