#include "run.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace haul {

namespace asio = boost::asio;
using boost::system::error_code;

run::run(std::shared_ptr<house> in, source& tasks)
    : house_(std::move(in)),
      tasks_(tasks),
      channel_(house_->executor, house_->how.max_requests) {
}

// The consumer finds out whose completion it is, and strikes it off the list.
completion run::take(finished done) {
  const auto found = to_do_.find(done.id);
  completion taken;
  taken.id = done.id;
  taken.task = std::move(found->second.wanted);
  taken.outcome = std::move(done.ended);
  to_do_.erase(found);
  if (over())
    house_->wheel.rest();
  return taken;
}

asio::awaitable<std::optional<completion>> run::next() {
  std::optional<completion> taken;
  if (over()) {
    if (source_failed_)
      std::rethrow_exception(std::exchange(source_failed_, nullptr));
    co_return taken;
  }
  auto [failed, done] = co_await channel_.async_receive(asio::as_tuple(asio::use_awaitable));
  if (!failed) {
    taken.emplace(take(std::move(done)));
    co_return taken;
  }
  // Either admission ended with nothing in flight, or whoever awaits this was cancelled.
  if (!over())
    cancel();
  else if (source_failed_)
    std::rethrow_exception(std::exchange(source_failed_, nullptr));
  co_return taken;
}

// Called by a task that is done. Waits while the consumer is behind, with the task's permit still
// held: so finished tasks don't pile up. A cancelled task waits as well; it must be reported, too.
asio::awaitable<void> run::push(finished done) {
  if (channel_.try_send(error_code(), std::move(done)))
    co_return;
  co_await channel_.async_send(error_code(), std::move(done), asio::as_tuple(asio::use_awaitable));
}

void run::abandon() {
  cancel();
  channel_.close();
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
    run_->abandon();
}

asio::awaitable<std::optional<completion>> completions::next() {
  return run_->next();
}
void completions::stop() {
  run_->stop();
}
void completions::cancel() {
  run_->cancel();
}
bool completions::done() const {
  return run_->over();
}
std::size_t completions::in_flight() const {
  return run_->in_flight();
}

} // namespace haul
