#include "schedule.hpp"

#include <cmath>

namespace haul {

namespace {

// Hosts without work that are remembered for what they have shown: half a kilobyte each.
constexpr std::size_t most_idle = 10'000;

} // namespace

host_queue& schedule::host_of(const std::string& name, bool known) {
  std::unique_ptr<host_queue>& found = hosts_[name];
  if (found == nullptr)
    found = std::make_unique<host_queue>(name, how_);
  host_queue& at = *found;
  if (at.idle_) {
    at.idle_ = false;
    at.turn_.unlink();
    --idle_count_;
  }
  if (known && !at.known_) {
    at.known_ = true;
    at.turn_.unlink();
  }
  return at;
}

bool schedule::is_known(const std::string& host) const {
  const auto found = hosts_.find(host);
  return found != hosts_.end() && found->second->known_;
}

void schedule::enter(candidate& who, const std::string& host, bool known) {
  host_queue& at = host_of(host, known);
  who.at_ = &at;
  at.waiting_.push_back(who);
  ++waiting_;
  refresh(at);
}

void schedule::enter_again(candidate& who, const std::string& host, bool known, time_point due) {
  host_queue& at = host_of(host, known);
  who.at_ = &at;
  who.due_ = due;
  delayed_.insert(who);
  ++at.delayed_;
  ++waiting_;
  refresh(at);
}

void schedule::leave(candidate& who) {
  if (!who.waits())
    return;
  host_queue& at = *who.at_;
  if (who.delayed_.is_linked())
    --at.delayed_;
  who.delayed_.unlink();
  who.in_queue_.unlink();
  who.at_ = nullptr;
  --waiting_;
  retire(at);
}

// Puts a host where it belongs, when it is nowhere yet.
void schedule::refresh(host_queue& at) {
  if (at.turn_.is_linked() || at.asleep_.is_linked())
    return;
  if (!at.known_) {
    if (!at.asked_)
      unknown_.push_back(at);
  } else if (!at.waiting_.empty() && at.running_ < at.limit()) {
    ready_.push_back(at);
  }
}

void schedule::wake(time_point now) {
  while (!delayed_.empty() && delayed_.begin()->due_ <= now) {
    candidate& who = *delayed_.begin();
    who.delayed_.unlink();
    --who.at_->delayed_;
    who.at_->waiting_.push_front(who);
    refresh(*who.at_);
  }
  while (!asleep_.empty() && asleep_.begin()->wakes_ <= now) {
    host_queue& at = *asleep_.begin();
    at.asleep_.unlink();
    refresh(at);
  }
}

std::optional<schedule::started> schedule::take(time_point now) {
  wake(now);
  while (!ready_.empty()) {
    host_queue& at = ready_.front();
    ready_.pop_front();
    if (at.waiting_.empty() || at.running_ >= at.limit())
      continue; // it comes back when that changes
    if (at.rests_until() > now) {
      at.wakes_ = at.rests_until();
      asleep_.insert(at);
      continue;
    }
    started made;
    made.who = &at.waiting_.front();
    made.at = &at;
    at.waiting_.pop_front();
    made.who->at_ = nullptr;
    --waiting_;
    ++at.running_;
    if (how_.rate_per_host > 0)
      at.next_start_ = now + std::chrono::ceil<std::chrono::steady_clock::duration>(
                                 std::chrono::duration<double>(1 / how_.rate_per_host));
    refresh(at);
    return made;
  }
  return std::nullopt;
}

std::optional<schedule::time_point> schedule::next_change() const {
  std::optional<time_point> soonest;
  if (!delayed_.empty())
    soonest = delayed_.begin()->due_;
  if (!asleep_.empty() && (!soonest || asleep_.begin()->wakes_ < *soonest))
    soonest = asleep_.begin()->wakes_;
  return soonest;
}

void schedule::ended(host_queue& at, const host_report& told, time_point began, time_point now) {
  --at.running_;
  if (told.what == host_report::kind::good) {
    at.limit_.good();
    at.budget_.give();
    at.overloads_ = 0;
  } else if (told.what == host_report::kind::overloaded) {
    at.limit_.overloaded(began, now);
    ++at.overloads_;
  }
  if (told.pause.count() > 0)
    at.paused_until_ = std::max(at.paused_until_, now + told.pause);
  refresh(at);
  retire(at);
}

std::optional<std::string> schedule::take_unknown() {
  if (unknown_.empty())
    return std::nullopt;
  host_queue& at = unknown_.front();
  unknown_.pop_front();
  at.asked_ = true;
  return at.name();
}

void schedule::looked_up(const std::string& host) {
  const auto found = hosts_.find(host);
  if (found == hosts_.end())
    return;
  host_queue& at = *found->second;
  at.asked_ = false;
  at.known_ = true;
  refresh(at);
  retire(at);
}

// A host without work is remembered for a while, for its pause, its limit and its budget.
void schedule::retire(host_queue& at) {
  if (at.idle_ || !at.forgettable())
    return;
  at.turn_.unlink();
  at.asleep_.unlink();
  at.known_ = false; // an address has its time, too
  at.idle_ = true;
  idle_.push_back(at);
  if (++idle_count_ > most_idle)
    forget_oldest();
}

void schedule::forget_oldest() {
  const std::string name = idle_.front().name();
  idle_.pop_front();
  --idle_count_;
  hosts_.erase(name);
}

void schedule::visit(time_point now, const std::function<void(const host_load&)>& look) const {
  for (const auto& [name, at] : hosts_) {
    host_load shown;
    shown.host = name;
    shown.limit = at->limit();
    shown.in_flight = at->running_;
    shown.waiting = at->waiting_.size() + at->delayed_;
    shown.pause = std::max(at->paused_until_ - now, host_load().pause);
    look(shown);
  }
}

} // namespace haul
