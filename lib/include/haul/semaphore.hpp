#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

namespace haul {

/// Limits how many of something run at once, on one thread.
///
/// Waiters get their permits in the order in which they asked (FIFO); nobody who asks later
/// overtakes them. All calls must come from the thread that runs the executor.
class semaphore {
  struct state;

 public:
  /// The right to run. Given back by its destructor, or by `release`. May outlive the semaphore.
  class permit {
   public:
    permit() = default;
    permit(permit&&) noexcept = default;
    permit& operator=(permit&& other) noexcept {
      release();
      state_ = std::move(other.state_);
      return *this;
    }
    ~permit() { release(); }

    /// Gives the permit back now. Without effect when there is none.
    void release() noexcept;
    explicit operator bool() const { return state_ != nullptr; }

   private:
    friend class semaphore;
    explicit permit(std::shared_ptr<state> taken) : state_(std::move(taken)) {}
    std::shared_ptr<state> state_;
  };

  /// `permits` is how many are out at the most; at least 1.
  semaphore(const boost::asio::any_io_executor& executor, std::size_t permits);

  /// Closes the semaphore: whoever waits gets an empty permit.
  ~semaphore();

  semaphore(const semaphore&) = delete;
  semaphore& operator=(const semaphore&) = delete;

  /// A permit at once, or nothing when all are out or somebody waits already.
  std::optional<permit> try_acquire();

  /// Waits for a permit. An empty one is returned when the wait was cancelled (any cancellation
  /// type that the awaiting coroutine lets through; no permit is lost then) or the semaphore was
  /// closed. The semaphore may be destroyed while this waits.
  boost::asio::awaitable<permit> acquire();

  /// How many permits could be taken at once right now.
  std::size_t available() const;

 private:
  std::shared_ptr<state> state_;
};

} // namespace haul
