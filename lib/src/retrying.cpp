#include "awaiting.hpp"
#include "failure.hpp"
#include "pursuit.hpp"
#include "run.hpp"

#include <haul/text.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <random>
#include <utility>

namespace haul {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

double chance() {
  static std::minstd_rand numbers{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(numbers);
}

// A coroutine keeps what is inlined into its loops as long as it waits: the variables of what is
// called from there are kept out of it.

// Where this attempt leads; null, with its end made, when its URL is none.
[[gnu::noinline]] journey* way_of(pursuit& going, std::unique_ptr<attempt_end>& made) {
  const result<journey*> way = going.way();
  if (way)
    return *way;
  made = std::make_unique<attempt_end>();
  made->outcome = failed_with(way.error());
  return nullptr;
}

[[gnu::noinline]] void count(outcome& ended, const pursuit& going) {
  ended.attempts = going.attempts();
  if (ended.error)
    ended.error->attempt = going.attempts();
}

} // namespace

// Downloads one task after the other, for as long as there is one that may start when another has
// ended: to spawn a coroutine for each costs more than to ask for it. `stop` is where this one
// listens, and lives as long as it.
asio::awaitable<void> run::work(
    std::shared_ptr<run> self, to_do* item, asio::cancellation_signal& stop) {
  co_await asio::this_coro::throw_if_cancelled(false);
  while (item != nullptr) {
    // The answers that are here come first, and the new requests then go out together: a server
    // that has to be woken for each of them costs us more than it costs itself.
    co_await asio::post(self->house_->executor, asio::use_awaitable);
    // What ended the time of the last task was nothing to this one.
    co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
    item->until.slot().assign([&stop](asio::cancellation_type how) { stop.emit(how); });
    const auto started = clock::now();
    const auto started_at = std::chrono::system_clock::now();
    std::exception_ptr bug;
    try {
      co_await self->try_until_done(*item);
    } catch (...) {
      bug = std::current_exception();
    }
    if (bug)
      end_with_bug(*item, bug);
    item->ended->started_at = started_at;
    item->ended->elapsed = clock::now() - started;
    item->ended->took.queue = started - item->entered;
    item = self->finish(*item);
  }
}

// The completion of a task, of which there is exactly one whatever has happened. The task that may
// start in its place, if it is of this run.
run::to_do* run::finish(to_do& item) {
  item.until.end();
  item.until.slot().clear();
  item.place.give_back({});
  item.permit.release();
  --running_;
  push(item);
  to_do* next = nullptr;
  relieved_ = &next;
  admission::dispatch(house_);
  relieved_ = nullptr;
  return next;
}

// Attempt after attempt, each with a permit and a place at the host, until one of them is the last.
asio::awaitable<void> run::try_until_done(to_do& item) {
  pursuit going(item.wanted, *std::move(item.asked), house_->how.retry);
  bool goes_on = false;
  while (true) {
    if (goes_on)
      item.until.resume();
    else
      item.until.restart();
    std::unique_ptr<attempt_end> made;
    if (journey* const way = way_of(going, made))
      made = co_await attempt(house_, item.wanted, *way, *item.output, item.until);
    attempt_end& came = *made;
    count(came.outcome, going);
    semaphore::permit slot;
    std::shared_ptr<packer::wait> member;
    if (came.file && house_->packer != nullptr) {
      item.until.suspend();
      member = co_await pack(item, came);
    } else if (came.file && house_->committer.waits()) {
      item.until.suspend();
      slot = co_await house_->committer.room();
    }
    goes_on = came.goes_on;
    const std::optional<milliseconds> after = give_back(item, came, going);
    if (!after) {
      // Who has waited for the permit and the place of this task need not wait for the disk, too.
      if (member != nullptr || slot)
        admission::dispatch(house_);
      if (member != nullptr)
        co_await wait_for_shard(std::move(member), came.outcome);
      else if (came.file && house_->committer.waits())
        co_await commit(item, came);
      else if (came.file)
        commit_now(item, came);
      item.ended = std::make_unique<outcome>(std::move(came.outcome));
      co_return;
    }
    std::string host = going.host();
    const bool admitted = co_await wait_for_turn(item, std::move(host), *after);
    if (!admitted) {
      end_cancelled(item, going);
      co_return;
    }
  }
}

// Ends an attempt's permit and place, with what it has shown about the host; tells after how long
// the next one may start, if there is to be one.
[[gnu::noinline]] std::optional<milliseconds> run::give_back(
    to_do& item, const attempt_end& came, pursuit& going) {
  admission& at_door = house_->admission;
  host_queue& host = item.place.at();
  const host_report told =
      report_of(came, at_door.waiting().overloads(host), house_->how.retry, chance());
  const std::optional<milliseconds> after =
      going.next(came, told.pause, chance(), [&] { return at_door.take_retry(host); });
  item.place.give_back(told);
  item.permit.release();
  return after;
}

// Gives the file of a task its name on the disk: only then it is ok.
asio::awaitable<void> run::commit(const to_do& item, attempt_end& came) {
  ++settling_;
  const result<void> how =
      co_await house_->committer.commit(*std::move(came.file), nobody_may_come());
  --settling_;
  placed(item, came.outcome, how);
}

[[gnu::noinline]] void run::commit_now(const to_do& item, attempt_end& came) {
  placed(item, came.outcome, came.file->commit());
}

[[gnu::noinline]] void run::end_cancelled(to_do& item, const pursuit& going) {
  item.ended = std::make_unique<outcome>(cancelled(item, going.attempts()));
}

[[gnu::noinline]] void run::end_with_bug(to_do& item, const std::exception_ptr& bug) {
  item.ended = std::make_unique<outcome>(internal_failure(bug, item.wanted));
}

// The file of a task has its name, or has not.
void run::placed(const to_do& item, outcome& ended, const result<void>& how) {
  if (how)
    return;
  if (how.error().cause == cause::output_in_use && stands_by_now(item, ended))
    ended.status = status::skipped;
  fail(ended, how.error());
}

// Whether another run has made meanwhile what this one has received: as if it had stood before.
bool run::stands_by_now(const to_do& item, const outcome& received) {
  const result<std::optional<std::uint64_t>> bytes = item.output->standing();
  return bytes && *bytes == received.bytes && item.wanted.digests.empty();
}

// The body came, but it does not stand.
void run::fail(outcome& ended, const error& why) {
  ended.bytes = ended.resumed = 0;
  ended.digest.reset();
  if (ended.status == status::skipped)
    return;
  ended.status = status::error;
  ended.error = why;
  ended.error->attempt = ended.attempts;
}

// Makes the file of a task a member of a shard. Its permit is still out: so much and no more is
// held in memory.
asio::awaitable<std::shared_ptr<packer::wait>> run::pack(const to_do& item, attempt_end& came) {
  sink body = *std::move(came.file);
  came.file.reset();
  result<std::shared_ptr<packer::wait>> member =
      co_await house_->packer->add(item.wanted, came.outcome, std::move(body));
  if (member)
    co_return *std::move(member);
  fail(came.outcome, member.error());
  came.outcome.error->url = redact(item.wanted.url);
  co_return nullptr;
}

// The task is only ok once its shard is whole.
asio::awaitable<void> run::wait_for_shard(std::shared_ptr<packer::wait> since, outcome& ended) {
  ++settling_;
  settle_if_last();
  const result<std::string> shard = co_await house_->packer->whole(std::move(since));
  --settling_;
  if (shard)
    ended.shard = *shard;
  else
    fail(ended, shard.error());
}

// A shard, or a batch, waits for more as long as somebody may come: nobody does when there is
// nothing more to read, or no room for it, and all that was read is done or waits itself.
bool run::nobody_may_come() const {
  return settling_ != 0 && settling_ == unfinished_ && (!reading_ || stopping_ || waits_for_room_);
}

void run::settle_if_last() {
  if (!nobody_may_come())
    return;
  if (house_->packer != nullptr)
    house_->packer->close_early();
  house_->committer.hurry();
}

outcome run::cancelled(const to_do& item, unsigned attempts) {
  outcome made = failed_with(failure(stage::input, cause::cancelled, "cancelled"));
  made.error->url = redact(item.wanted.url);
  made.attempts = made.error->attempt = attempts;
  return made;
}

// Stands in line again, with nothing held; false when the run was cancelled meanwhile.
asio::awaitable<bool> run::wait_for_turn(to_do& item, std::string host, milliseconds after) {
  item.until.suspend();
  co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
  asio::steady_timer woken(house_->executor, clock::time_point::max());
  house_->admission.enter_again(*house_, item, host, after);
  item.woken = &woken;
  admission::dispatch(house_);
  if (!item.place && !item.until.passed())
    co_await woken.async_wait(as_value);
  item.woken = nullptr;
  house_->admission.leave(item);
  co_return item.place && !item.until.passed();
}

} // namespace haul
