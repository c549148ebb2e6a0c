#include "connection_pool.hpp"

#include <utility>

namespace haul {

namespace asio = boost::asio;

void connection_pool::lease::keep() {
  if (connection_ != nullptr)
    pool_->put_idle(key_, std::move(connection_));
}

asio::awaitable<result<connection_pool::lease>> connection_pool::take(
    const origin& to, bool named, bool fresh, deadline& until) {
  std::string key = proxies().connection_key(to);
  // Before a look at what is idle: a task that names such an address may have left a connection.
  if (const result<void> fine = opener_.check_literal(to, named); !fine)
    co_return fine.error();
  if (!fresh) {
    std::unique_ptr<connection> kept = take_idle(key);
    if (kept != nullptr)
      co_return lease(*this, std::move(key), std::move(kept), true);
  }
  if (count_ == most_)
    drop_oldest();
  result<std::unique_ptr<connection>> opened = co_await opener_.open(to, named, until);
  if (!opened)
    co_return opened.error();
  co_return lease(*this, std::move(key), *std::move(opened), false);
}

std::unique_ptr<connection> connection_pool::take_idle(const std::string& key) {
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
  by_age_.push_back(*kept);
  by_key_[key].push_back(std::move(kept));
  ++count_;
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
