#include "awaiting.hpp"
#include "run.hpp"

#include <utility>

namespace haul {

namespace asio = boost::asio;
using boost::system::error_code;

run::run(std::shared_ptr<house> in, source& tasks)
    : house_(std::move(in)),
      tasks_(tasks),
      most_to_do_(
          house_->how.max_requests + house_->how.look_ahead +
          (house_->packer == nullptr ? 0 : house_->how.pack.tasks)),
      room_(house_->executor, clock::time_point::max()),
      channel_(house_->executor, most_to_do_) {
}

// The consumer finds out whose completion it is, and strikes it off the list.
completion run::take(task_id done) {
  const auto found = to_do_.find(done);
  completion taken;
  taken.id = done;
  taken.task = std::move(found->second.wanted);
  taken.outcome = std::move(*found->second.ended);
  to_do_.erase(found);
  tell_of_room();
  if (over())
    house_->wheel.rest();
  return taken;
}

// A completion that nobody needs to wait for: to await it all the same is a turn of the event loop
// for each, with a look at all sockets.
std::optional<task_id> run::done_already() {
  std::optional<task_id> done;
  if (turned_away_.empty()) {
    channel_.try_receive([&](error_code, task_id next) { done = next; });
    return done;
  }
  done = turned_away_.front();
  turned_away_.pop_front();
  return done;
}

asio::awaitable<std::optional<completion>> run::next(std::shared_ptr<run> self) {
  std::optional<task_id> done = self->done_already();
  if (!done && !self->over()) {
    const auto [failed, received] = co_await self->channel_.async_receive(as_value);
    if (!failed)
      done = received;
  }
  std::optional<completion> taken;
  if (done) {
    taken = self->take(*done);
    co_return taken;
  }
  // Either admission ended with nothing in flight, or whoever awaits this was cancelled.
  if (!self->over())
    cancel(self);
  else if (self->source_failed_)
    std::rethrow_exception(std::exchange(self->source_failed_, nullptr));
  co_return taken;
}

// Called when a task is done. There is always room, for no more tasks than that are read. But a
// channel of Boost 1.81 whose receiver was cancelled turns everything away until somebody receives
// again.
void run::push(to_do& item) {
  item.is = to_do::state::done;
  item.output.reset(); // whoever wants the name next may have it
  --unfinished_;
  settle_if_last();
  if (!channel_.is_open())
    return; // abandoned: nobody wants to know
  if (turned_away_.empty() && channel_.try_send(error_code(), item.id))
    return;
  turned_away_.push_back(item.id);
}

void run::push(to_do& item, outcome ended) {
  item.ended = std::make_unique<outcome>(std::move(ended));
  push(item);
}

void run::abandon(const std::shared_ptr<run>& self) {
  cancel(self);
  self->channel_.close();
}

completions::completions(std::shared_ptr<run> started) : run_(std::move(started)) {
}
completions::completions(completions&&) noexcept = default;

completions& completions::operator=(completions&& other) noexcept {
  std::swap(run_, other.run_);
  return *this;
}

completions::~completions() {
  if (run_ != nullptr)
    run::abandon(run_);
}

asio::awaitable<std::optional<completion>> completions::next() {
  return run::next(run_);
}
void completions::stop() {
  run::stop(run_);
}
void completions::cancel() {
  run::cancel(run_);
}
bool completions::done() const {
  return run_->over();
}
std::size_t completions::running() const {
  return run_->running();
}
std::size_t completions::in_flight() const {
  return run_->in_flight();
}

} // namespace haul
