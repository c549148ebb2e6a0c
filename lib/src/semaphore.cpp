#include "awaiting.hpp"

#include <haul/semaphore.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>

namespace haul {

namespace asio = boost::asio;

namespace {

// Somebody who waits for a permit: stands in the frame of `acquire` and leaves the queue with it,
// so a frame that is destroyed while it waits leaves nothing behind.
struct waiter
    : boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
  explicit waiter(const asio::any_io_executor& executor)
      : woken(executor, asio::steady_timer::time_point::max()) {}

  asio::steady_timer woken; // never runs out; cancelling it wakes the waiter
  bool granted = false;
};

} // namespace

struct semaphore::state {
  asio::any_io_executor executor;
  std::size_t available;
  bool closed = false;
  boost::intrusive::list<waiter, boost::intrusive::constant_time_size<false>> queue{};

  // A permit that came back goes straight to the first in the queue: nobody can overtake it.
  void give_back() {
    if (queue.empty()) {
      ++available;
      return;
    }
    waiter& first = queue.front();
    first.unlink();
    first.granted = true;
    first.woken.cancel();
  }
};

semaphore::semaphore(const asio::any_io_executor& executor, std::size_t permits)
    : state_(new state{executor, permits}) {
}

semaphore::~semaphore() {
  state_->closed = true;
  for (waiter& each : state_->queue)
    each.woken.cancel();
  state_->queue.clear();
}

std::size_t semaphore::available() const {
  return state_->available;
}

std::optional<semaphore::permit> semaphore::try_acquire() {
  if (state_->available == 0)
    return std::nullopt;
  --state_->available;
  return permit(state_);
}

asio::awaitable<semaphore::permit> semaphore::acquire() {
  std::shared_ptr<state> held = state_;
  if (held->available != 0) {
    --held->available;
    co_return permit(std::move(held));
  }
  if (held->closed)
    co_return permit();
  waiter self(held->executor);
  held->queue.push_back(self);
  co_await self.woken.async_wait(as_value);
  if (!self.granted)
    co_return permit();
  co_return permit(std::move(held));
}

void semaphore::permit::release() noexcept {
  if (state_ != nullptr)
    std::exchange(state_, nullptr)->give_back();
}

} // namespace haul
