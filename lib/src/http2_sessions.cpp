#include "http2_sessions.hpp"

#include "awaiting.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace haul {

namespace asio = boost::asio;

namespace {

constexpr std::size_t few_keys = 64; // of which no more is known than how they are spoken to
constexpr std::size_t everybody = std::numeric_limits<std::size_t>::max();

} // namespace

std::shared_ptr<http2_session> http2_sessions::join(const std::string& key) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end())
    return nullptr;
  auto& sessions = found->second.sessions;
  rouse(sessions);
  const auto roomy = std::ranges::find_if(sessions, &http2_session::has_room);
  if (roomy == sessions.end())
    return nullptr;
  hold(**roomy);
  return *roomy;
}

// One that nobody holds may have ended meanwhile.
void http2_sessions::rouse(std::vector<std::shared_ptr<http2_session>>& sessions) {
  std::erase_if(sessions, [this](const std::shared_ptr<http2_session>& each) {
    if (each->idle())
      each->wake();
    const bool over = !each->usable();
    if (over && each->is_linked())
      idle_.erase(idle_.iterator_to(*each));
    return over;
  });
}

void http2_sessions::hold(http2_session& held) {
  if (held.is_linked())
    idle_.erase(idle_.iterator_to(held));
  held.hold();
}

void http2_sessions::release(http2_session& held) {
  held.release();
  const auto found = by_key_.find(held.key());
  if (found == by_key_.end())
    return;
  wake(found->second, 1);
  if (!held.idle())
    return;
  auto& sessions = found->second.sessions;
  const auto kept =
      std::ranges::find_if(sessions, [&held](const auto& each) { return each.get() == &held; });
  if (kept == sessions.end())
    return;
  if (!held.usable()) {
    sessions.erase(kept);
    return;
  }
  drop_idle(held.idle_since() - keep_for);
  if (idle_.size() >= most_)
    drop_oldest();
  idle_.push_back(held);
}

bool http2_sessions::worth_waiting(const std::string& key) const {
  const auto found = by_key_.find(key);
  return found != by_key_.end() && found->second.opening != 0 && !found->second.alone;
}

asio::awaitable<void> http2_sessions::wait(std::string key, const deadline& until) {
  {
    waiter here(in_.executor);
    at(key).waiting.push_back(here);
    co_await here.woken.async_wait(as_value);
  }
  // What it was woken for may be the next one's.
  if (until.passed())
    wake(at(key), 1);
}

// What the connections that are there have learned: else each new one would be asked for more than
// it takes, and whoever is refused by several gives up.
std::size_t http2_sessions::expected_of(const group& of) {
  std::size_t expected = http2_protocol::usual_streams;
  for (const std::shared_ptr<http2_session>& each : of.sessions) {
    if (const std::size_t most = each->most_streams(); most != 0)
      expected = std::min(expected, most);
  }
  return expected;
}

// In the order in which they came, each once.
void http2_sessions::wake(group& of, std::size_t most) {
  for (waiter& each : of.waiting) {
    if (most == 0)
      return;
    if (each.woken.cancel() != 0)
      --most;
  }
}

void http2_sessions::drop_idle(std::chrono::steady_clock::time_point then) {
  while (!idle_.empty() && idle_.front().idle_since() <= then)
    drop_oldest();
}

void http2_sessions::drop_oldest() {
  http2_session& oldest = idle_.front();
  idle_.pop_front();
  std::erase_if(
      at(oldest.key()).sessions, [&oldest](const auto& each) { return each.get() == &oldest; });
}

http2_sessions::group& http2_sessions::at(const std::string& key) {
  if (by_key_.size() > 2 * most_ + few_keys)
    std::erase_if(by_key_, [&key](const auto& each) {
      const group& of = each.second;
      return of.sessions.empty() && of.waiting.empty() && of.opening == 0 && each.first != key;
    });
  return by_key_[key];
}

http2_sessions::opening::opening(http2_sessions& in, const std::string& key) : in_(in), key_(key) {
  ++in_.at(key_).opening;
}

http2_sessions::opening::~opening() {
  group& of = in_.at(key_);
  --of.opening;
  wake(of, for_);
}

std::shared_ptr<http2_session> http2_sessions::opening::succeed(std::unique_ptr<connection> on) {
  group& of = in_.at(key_);
  of.alone = false;
  of.sessions.push_back(http2_session::create(in_.in_, std::move(on), key_, expected_of(of)));
  http2_session& made = *of.sessions.back();
  made.hold();
  for_ = made.room() + 1; // one may open the next
  return of.sessions.back();
}

void http2_sessions::opening::fail() {
  in_.at(key_).alone = true;
  for_ = everybody;
}

} // namespace haul
