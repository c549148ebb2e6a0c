#include "split.hpp"

#include "awaiting.hpp"
#include "content_range.hpp"
#include "failure.hpp"
#include "house.hpp"
#include "pursuit.hpp"
#include "trimmed.hpp"

#include <haul/text.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace haul {

namespace asio = boost::asio;

namespace {

// Where the body of the first answer ends in the file.
std::uint64_t end_of(const response_head& head, std::uint64_t total) {
  const auto range = parse_content_range(text_of(head.content_range));
  return head.status == 206 && range ? range->last + 1 : total;
}

} // namespace

bool split::suits(const options& how, const response_head& head, const intake& file) {
  if (file.in_pieces())
    return true; // began so
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (how.split < 2 || !file.origin() || !file.total() || *file.total() > most)
    return false;
  const std::string_view units = text_of(head.accept_ranges);
  return !equal_in_any_case(trimmed(units), "none") && file.missing().bytes() / 2 >= how.split_size;
}

split::split(std::shared_ptr<house> in, intake& file, const journey& way)
    : house_(std::move(in)),
      file_(file),
      way_(way),
      of_(*file.origin()),
      plan_(file.missing(), house_->how.split, house_->how.split_size),
      news_(house_->executor, asio::steady_timer::time_point::max()) {
}

split::worker::worker(split& in)
    : of(in),
      until(in.house_->wheel, std::chrono::milliseconds(0)),
      own(in.way_, until) {
}

void split::worker::admitted(semaphore::permit taken, admission::place at) {
  permit = std::move(taken);
  place = std::move(at);
  ++of.at_work_;
  const std::shared_ptr<split> held = of.self_.lock();
  asio::co_spawn(
      of.house_->executor, work(held, *this),
      asio::bind_cancellation_slot(until.slot(), [held](std::exception_ptr bug) {
        if (bug)
          std::rethrow_exception(bug);
      }));
}

void split::line_up() {
  const std::size_t wanted = std::min(house_->how.split, plan_.pieces());
  for (std::size_t each = 1; each < wanted; ++each)
    workers_.emplace_back(*this);
  for (worker& each : workers_)
    house_->admission.enter(*house_, each, way_.at.from().host);
  admission::dispatch(house_);
}

void split::leave_line() {
  for (worker& each : workers_)
    house_->admission.leave(each);
}

void split::cancel_workers() {
  leave_line();
  for (worker& each : workers_)
    each.until.cancel();
}

asio::awaitable<result<void>> split::receive(
    std::shared_ptr<split> self, response& answer, deadline& until) {
  self->self_ = self;
  hand own(self->way_, until);
  result<void> came;
  for (bool begun = false;; begun = true) {
    try {
      if (!begun)
        came = co_await self->begin(own, answer);
      else if (came)
        came = co_await self->take_pieces(own);
    } catch (...) {
      self->note_bug();
    }
    if (!came)
      self->note(came.error());
    if (self->broken_)
      self->cancel_workers();
    if (self->at_work_ == 0)
      break;
    co_await self->wait_for_news(until);
  }
  self->leave_line();
  if (self->bug_)
    std::rethrow_exception(self->bug_);
  co_return self->conclude(until);
}

// What the task's own request brings, and more.
asio::awaitable<result<void>> split::begin(hand& own, response& answer) {
  own.at = plan_.take_first();
  line_up();
  const std::uint64_t covered = end_of(answer.head(), *file_.total());
  result<void> came = co_await read(own, answer, covered);
  plan_.give_back(*own.at);
  answer.drop();
  if (came)
    came = co_await take_pieces(own);
  co_return came;
}

// Until another worker has ended. A limit of time of the own request, which may have run out, is no
// reason not to wait for the others: only a cancel is, and the limit for all of the task.
asio::awaitable<void> split::wait_for_news(deadline& until) {
  co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
  until.suspend();
  until.resume();
  until.arm(limit::task, std::chrono::milliseconds(0));
  if (!until.passed())
    co_await news_.async_wait(as_value);
  if (!until.passed())
    co_return;
  cancel_workers();
  while (at_work_ != 0)
    co_await news_.async_wait(as_value);
}

asio::awaitable<void> split::work(std::shared_ptr<split> self, worker& who) {
  co_await asio::this_coro::throw_if_cancelled(false);
  // Its slot may be gone once it has ended, and a coroutine of Boost 1.81 that has never been away
  // still touches it after its last line.
  co_await asio::post(self->house_->executor, asio::use_awaitable);
  result<void> came;
  try {
    came = co_await self->take_pieces(who.own);
  } catch (...) {
    self->note_bug();
  }
  self->ended(who, came);
  admission::dispatch(self->house_);
}

// What a request has shown of the host counts as that of a task does.
void split::ended(worker& who, const result<void>& came) {
  attempt_end shown;
  shown.asked_pause = who.own.asked_pause;
  shown.outcome.status = status::ok;
  shown.outcome.http_status = who.own.way.status;
  if (!came)
    note(came.error());
  if (!came && !who.own.refused) {
    shown.outcome = failed_with(came.error());
    shown.outcome.http_status = came.error().http_status;
  }
  const unsigned overloads = house_->admission.waiting().overloads(who.place.at());
  who.place.give_back(report_of(shown, overloads, house_->how.retry, 1));
  who.permit.release();
  who.until.end();
  --at_work_;
  news_.cancel();
}

// The others must end before the exception may leave.
void split::note_bug() {
  bug_ = std::current_exception();
  broken_ = failure(stage::internal, cause::internal, "a bug");
}

// What has become of the file.
result<void> split::conclude(const deadline& until) const {
  if (until.passed())
    return until.failure(stage::body);
  if (broken_)
    return *broken_;
  if (!plan_.done() && failed_)
    return *failed_;
  return {};
}

} // namespace haul
