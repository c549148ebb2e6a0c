#include "deadline.hpp"

#include "failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace haul {

namespace {

constexpr std::uint64_t very_late = 4; // ticks

// Never at once: what has come in meanwhile has its turn before that.
constexpr std::chrono::milliseconds shortest_wait{5};

constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

std::string seconds(std::chrono::milliseconds time) {
  return fmt::format("{:g} s", static_cast<double>(time.count()) / 1000);
}

} // namespace

deadline_wheel::deadline_wheel(const boost::asio::any_io_executor& executor)
    : timer_(executor),
      self_(std::make_shared<deadline_wheel*>(this)) {
}

deadline_wheel::~deadline_wheel() {
  *self_ = nullptr;
}

void deadline_wheel::rest() {
  const bool empty =
      std::all_of(slots_.begin(), slots_.end(), [](const slot& each) { return each.empty(); });
  if (empty && waiting_)
    timer_.cancel();
}

void deadline_wheel::hang(entry& moved, clock::time_point when) {
  if (when == clock::time_point::max()) {
    moved.due = never;
    return;
  }
  moved.due = tick_of(when) + 1; // the slot's end: a limit is never cut short
  if (moved.is_linked() && moved.visited <= moved.due)
    return;
  moved.unlink();
  if (!waiting_)
    current_ = tick_of(clock::now());
  link(moved);
  if (!waiting_)
    wait(next_tick());
}

void deadline_wheel::link(entry& moved) {
  moved.visited = std::clamp(moved.due, current_ + 1, current_ + slot_count - 1);
  slots_[moved.visited % slot_count].push_back(moved);
}

void deadline_wheel::wait(clock::time_point until) {
  waiting_ = true;
  timer_.expires_at(std::max(until, clock::now() + shortest_wait));
  timer_.async_wait([self = self_](boost::system::error_code) {
    deadline_wheel* const wheel = *self;
    if (wheel == nullptr)
      return;
    wheel->waiting_ = false;
    wheel->walk(); // also after a rest: somebody may have come meanwhile
  });
}

void deadline_wheel::walk() {
  const std::uint64_t now = tick_of(clock::now());
  const bool late = now > current_ + very_late;
  // After the loop itself was held up (a slow disk), what has come in meanwhile gets its turn
  // before anybody is blamed for being late: only who was late at the last walk has had one since.
  const std::uint64_t until = late ? std::exchange(looked_at_, now) : now;
  // After a long sleep once round is enough: each slot is visited then.
  current_ = std::max(current_, until - std::min<std::uint64_t>(until, slot_count));
  while (current_ < until) {
    ++current_;
    slot visited;
    visited.swap(slots_[current_ % slot_count]);
    while (!visited.empty()) {
      entry& each = visited.front();
      each.unlink();
      if (each.due <= current_)
        static_cast<deadline&>(each).run_out();
      else if (each.due != never)
        link(each);
    }
  }
  const bool any =
      std::any_of(slots_.begin(), slots_.end(), [](const slot& each) { return !each.empty(); });
  // When it came late, a whole tick for what has come in: one turn looks at 128 sockets only.
  if (any && !waiting_)
    wait(late ? clock::now() + tick : next_tick());
}

deadline::deadline(deadline_wheel& wheel, std::chrono::milliseconds whole)
    : wheel_(wheel),
      whole_(whole),
      whole_end_(deadline_wheel::clock::time_point::max()) {
  if (whole.count() != 0)
    whole_end_ = deadline_wheel::clock::now() + whole;
}

void deadline::arm(limit what, std::chrono::milliseconds allowed) {
  armed_ = what;
  allowed_ = allowed;
  auto end = deadline_wheel::clock::time_point::max();
  if (allowed.count() != 0)
    end = deadline_wheel::clock::now() + allowed;
  whole_first_ = whole_end_ < end;
  if (state_ == state::running)
    wheel_.hang(*this, std::min(end, whole_end_));
}

void deadline::restart() {
  suspend();
  if (whole_.count() != 0)
    whole_end_ = deadline_wheel::clock::now() + whole_;
}

void deadline::resume() {
  if (whole_.count() != 0)
    whole_end_ = deadline_wheel::clock::now() + left_;
}

void deadline::suspend() {
  if (whole_.count() != 0)
    left_ = std::max(whole_end_ - deadline_wheel::clock::now(), deadline_wheel::clock::duration());
  if (state_ == state::timed_out)
    state_ = state::running;
  unlink();
  whole_end_ = deadline_wheel::clock::time_point::max();
  armed_ = limit::task;
}

void deadline::end() {
  if (state_ == state::running)
    state_ = state::over;
  unlink();
}

void deadline::cancel() {
  if (state_ != state::running)
    return;
  state_ = state::cancelled;
  signal_.emit(boost::asio::cancellation_type::terminal);
}

void deadline::run_out() {
  if (state_ != state::running)
    return;
  state_ = state::timed_out;
  signal_.emit(boost::asio::cancellation_type::terminal);
}

error deadline::failure(stage where) const {
  if (state_ == state::cancelled)
    return haul::failure(where, cause::cancelled, "cancelled");
  std::string message;
  if (whole_first_ || armed_ == limit::task)
    message = fmt::format("timed out: not done after {}", seconds(whole_));
  else if (armed_ == limit::connect)
    message = fmt::format("timed out connecting after {}", seconds(allowed_));
  else if (armed_ == limit::first_byte)
    message = fmt::format("timed out waiting for the first byte after {}", seconds(allowed_));
  else
    message = fmt::format("timed out: nothing was transferred for {}", seconds(allowed_));
  return haul::failure(where, cause::timed_out, std::move(message));
}

} // namespace haul
