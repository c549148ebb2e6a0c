#pragma once

#include <haul/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>

namespace haul {

/// What a task may wait for, each with a limit of its own.
enum class limit { connect, first_byte, idle, task };

class deadline;

/// The one coarse clock for the deadlines of all tasks.
///
/// A timer for each wait would cost more than the wait (a new earliest timer is a system call). So
/// deadlines hang in slots of 25 ms that a single timer walks along; moving one later, which is
/// what nearly always happens, touches nothing but its number. Varghese and Lauck's hashed timing
/// wheel (SOSP 1987, scheme 6), with the moving done lazily.
class deadline_wheel {
 public:
  explicit deadline_wheel(const boost::asio::any_io_executor& executor);

  /// No deadline may be left.
  ~deadline_wheel();

  deadline_wheel(const deadline_wheel&) = delete;
  deadline_wheel& operator=(const deadline_wheel&) = delete;

  /// Stops the timer when no deadline is left, so that the io_context can run out of work.
  void rest();

 private:
  friend class deadline;
  using clock = std::chrono::steady_clock;
  using hook =
      boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
  struct entry : hook {
    std::uint64_t due = 0;     // the tick at which it runs out
    std::uint64_t visited = 0; // the tick whose slot it hangs in: not after `due`
  };
  using slot = boost::intrusive::list<entry, boost::intrusive::constant_time_size<false>>;

  static constexpr std::chrono::milliseconds tick{25};
  static constexpr std::size_t slot_count = 256;

  void hang(entry& moved, clock::time_point when);
  void link(entry& moved);
  void walk();
  void wait(clock::time_point until);
  clock::time_point next_tick() const { return epoch_ + (current_ + 1) * tick; }
  std::uint64_t tick_of(clock::time_point when) const { return (when - epoch_) / tick; }

  clock::time_point epoch_ = clock::now();
  std::uint64_t current_ = 0;   // the last tick that was walked over
  std::uint64_t looked_at_ = 0; // the tick of the last walk that came very late
  bool waiting_ = false;
  std::array<slot, slot_count> slots_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<deadline_wheel*> self_; // what the timer's handler knows of this object
};

/// The end of a task's time: a limit that ran out, or a cancel. Whatever the task awaits ends then
/// with `operation_aborted`; whoever sees that returns `failure`.
///
/// The task's coroutine is spawned with `slot()`, or what comes there is passed on to it, and must
/// not throw when it is cancelled (`this_coro::throw_if_cancelled(false)`). It must have ended
/// before this is destroyed.
class deadline : private deadline_wheel::entry {
 public:
  /// `whole` is the limit for all of the task; 0 is none.
  deadline(deadline_wheel& wheel, std::chrono::milliseconds whole);

  deadline(const deadline&) = delete;
  deadline& operator=(const deadline&) = delete;

  /// From now on the task may wait `allowed` for `what`; 0 is no limit but that of the whole task.
  void arm(limit what, std::chrono::milliseconds allowed);

  /// A new attempt begins: all of the limit for it is there again. Without effect once cancelled.
  void restart();

  /// Between two attempts, and before an attempt goes on, nothing but a cancel ends the time.
  void suspend();

  /// The attempt goes on: what was left of the limit for it is there again.
  void resume();

  /// Ends the task's time now.
  void cancel();

  /// The task has ended by itself: nothing is due any more.
  void end();

  /// Whether the time is over. Operations must not be started then: nothing would end them.
  bool passed() const { return state_ != state::running; }

  /// Why the time is over; `where` is what the task was doing.
  error failure(stage where) const;

  /// Where the task listens for the end of its time.
  boost::asio::cancellation_slot slot() { return signal_.slot(); }

 private:
  friend class deadline_wheel;
  enum class state { running, timed_out, cancelled, over };

  void run_out();

  deadline_wheel& wheel_;
  boost::asio::cancellation_signal signal_;
  state state_ = state::running;
  limit armed_ = limit::task;
  std::chrono::milliseconds allowed_{0};
  std::chrono::milliseconds whole_;
  deadline_wheel::clock::duration left_{}; // of it, while suspended
  deadline_wheel::clock::time_point whole_end_;
  bool whole_first_ = false; // the whole task's end comes before that of what is armed
};

} // namespace haul
