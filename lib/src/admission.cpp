#include "run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/this_coro.hpp>

#include <utility>

namespace haul {

namespace asio = boost::asio;

// Admission: decides when a task may start. A task is taken from the source only when there is a
// permit for it, so what is in memory is what is in flight, whatever the length of the list.

void run::start(const std::shared_ptr<run>& self) {
  asio::co_spawn(
      self->house_->executor, admit(self),
      asio::bind_cancellation_slot(self->admission_.slot(), [self](std::exception_ptr failed) {
        self->admission_ended(std::move(failed));
      }));
}

asio::awaitable<void> run::admit(std::shared_ptr<run> self) {
  // A source that awaits must notice a cancel as an error of its own operation and nothing else.
  co_await asio::this_coro::throw_if_cancelled(false);
  co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
  for (task_id id = 0; !self->stopping_; ++id) {
    // First a slot of this run, so that one whose completions nobody takes holds no permit.
    semaphore::permit slot = co_await self->slots_.acquire();
    semaphore::permit permit = co_await self->house_->permits.acquire();
    if (self->stopping_)
      co_return;
    std::optional<task> wanted = co_await self->tasks_.next();
    if (self->stopping_ || !wanted)
      co_return;
    const auto [item, fresh] = self->to_do_.try_emplace(
        id, self->house_->wheel, self->house_->how.timeouts.task, *std::move(wanted),
        std::move(slot));
    start_task(self, id, item->second, std::move(permit));
  }
}

void run::start_task(
    const std::shared_ptr<run>& self, task_id id, to_do& item, semaphore::permit permit) {
  asio::co_spawn(
      self->house_->executor, download_one(self, id, std::move(permit)),
      asio::bind_cancellation_slot(item.until.slot(), [](std::exception_ptr bug) {
        if (bug)
          std::rethrow_exception(bug);
      }));
}

void run::admission_ended(std::exception_ptr failed) {
  admitting_ = false;
  // What a source says about having been cancelled is no news.
  if (failed && !stopping_)
    source_failed_ = std::move(failed);
  if (to_do_.empty())
    channel_.close();
  house_->wheel.rest();
}

// A signal is only emitted on the event loop: from elsewhere co_spawn's slot (of Boost 1.81) would
// post a pointer to the signal, which may be gone when its turn comes.

void run::stop(const std::shared_ptr<run>& self) {
  self->stopping_ = true;
  asio::dispatch(self->house_->executor, [self] { self->stop_now(); });
}

void run::cancel(const std::shared_ptr<run>& self) {
  self->stopping_ = true;
  asio::dispatch(self->house_->executor, [self] { self->cancel_now(); });
}

void run::stop_now() {
  if (admitting_)
    admission_.emit(asio::cancellation_type::terminal);
}

void run::cancel_now() {
  stop_now();
  for (auto& [id, started] : to_do_)
    started.until.cancel();
}

} // namespace haul
