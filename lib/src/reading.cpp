#include "awaiting.hpp"
#include "run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace haul {

namespace asio = boost::asio;

// The way of a task from its source to the line in front of its host, and what a cancel does there.

namespace {

// A source that is never out of breath must leave the loop to others now and then: every few
// milliseconds.
constexpr task_id in_one_go = 256;

} // namespace

void run::start(const std::shared_ptr<run>& self) {
  self->self_ = self;
  asio::co_spawn(
      self->house_->executor, read(self),
      asio::bind_cancellation_slot(self->reader_.slot(), [self](std::exception_ptr failed) {
        self->reading_ended(std::move(failed));
      }));
}

asio::awaitable<void> run::read(std::shared_ptr<run> self) {
  // A source that awaits must notice a cancel as an error of its own operation and nothing else.
  co_await asio::this_coro::throw_if_cancelled(false);
  co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
  for (task_id id = 0; !self->stopping_; ++id) {
    if (self->to_do_.size() >= self->most_to_do_)
      co_await wait_for_room(self);
    if (self->stopping_)
      co_return;
    std::optional<task> wanted = co_await self->tasks_.next();
    if (self->stopping_ || !wanted)
      co_return;
    if (to_do* unread = self->take_in(id, *std::move(wanted)))
      co_await read_standing(self, *unread);
    if (id % in_one_go == in_one_go - 1)
      co_await asio::post(self->house_->executor, asio::use_awaitable);
  }
}

asio::awaitable<void> run::wait_for_room(std::shared_ptr<run> self) {
  self->waits_for_room_ = true;
  self->settle_if_last();
  co_await self->room_.async_wait(as_value);
  self->waits_for_room_ = false;
}

// Some room at once: to be woken for each task would cost more than to read it.
void run::tell_of_room() {
  const std::size_t wanted = std::min<std::size_t>(in_one_go, most_to_do_ / 4 + 1);
  if (waits_for_room_ && to_do_.size() + wanted <= most_to_do_)
    room_.cancel();
}

// Into the to-do table, and as far as it goes at once. Given back when what stands under its output
// is to be read first.
run::to_do* run::take_in(task_id id, task wanted) {
  to_do& item = to_do_.try_emplace(id, *this, id, std::move(wanted)).first->second;
  ++unfinished_;
  result<url> asked = parse_task(item.wanted, last_ ? &*last_ : nullptr);
  if (asked && (!last_ || last_->from() != asked->from()))
    last_ = *asked;
  const result<standing> found = asked ? look_at_output(item) : asked.error();
  if (!found)
    push(item, failed_with(found.error()));
  else if (*found == standing::as_wanted)
    push(item, skipped_task());
  else
    item.asked = *std::move(asked);
  if (found && *found == standing::nothing)
    line_up(item);
  return found && *found == standing::unread ? &item : nullptr;
}

void run::line_up(to_do& item) {
  item.is = to_do::state::waits;
  house& in = *house_;
  in.admission.enter(in, item, item.asked->from().host);
  admission::dispatch(house_);
}

void run::to_do::admitted(semaphore::permit taken, admission::place at) {
  permit = std::move(taken);
  place = std::move(at);
  if (woken != nullptr) {
    woken->cancel();
    return;
  }
  is = state::runs;
  ++of.running_;
  if (of.relieved_ != nullptr) {
    *std::exchange(of.relieved_, nullptr) = this;
    return;
  }
  const auto stop = std::make_shared<asio::cancellation_signal>();
  asio::co_spawn(
      of.house_->executor, work(of.self_.lock(), this, *stop),
      asio::bind_cancellation_slot(stop->slot(), [stop](std::exception_ptr bug) {
        if (bug)
          std::rethrow_exception(bug);
      }));
}

void run::reading_ended(std::exception_ptr failed) {
  reading_ = false;
  // What a source says about having been cancelled is no news.
  if (failed && !stopping_)
    source_failed_ = std::move(failed);
  if (to_do_.empty())
    channel_.close();
  settle_if_last();
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
  if (reading_)
    reader_.emit(asio::cancellation_type::terminal);
  drop_waiting();
  settle_if_last();
}

// Those that were read ahead and have not started.
void run::drop_waiting() {
  for (auto& [id, item] : to_do_) {
    if (item.is != to_do::state::waits)
      continue;
    house_->admission.leave(item);
    push(item, cancelled(item, 0));
  }
}

void run::cancel_now() {
  stop_now();
  for (auto& [id, item] : to_do_)
    item.until.cancel();
}

} // namespace haul
