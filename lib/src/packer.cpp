#include "packer.hpp"

#include "awaiting.hpp"
#include "failure.hpp"

#include <haul/text.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace haul {

namespace asio = boost::asio;

namespace {

// Copied in less than a millisecond, and no more than a body that is held in
// memory.
constexpr std::size_t copied_at_once = sink::most_held;

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

} // namespace

packer::wait::wait(const asio::any_io_executor& executor)
    : over_(executor, std::chrono::steady_clock::time_point::max()) {
}

packer::packer(
    const asio::any_io_executor& executor, const options& how, committer& thread,
    std::shared_ptr<folder> in, std::shared_ptr<pack_stock> stock)
    : executor_(executor),
      how_(how),
      thread_(thread),
      folder_(std::move(in)),
      stock_(std::move(stock)),
      turn_(executor, 1),
      next_(stock_->next_number()) {
}

result<void> packer::open_shard() {
  result<std::unique_ptr<pack_shard>> made = pack_shard::create(folder_, next_);
  if (!made)
    return made.error();
  open_ = *std::move(made);
  wait_ = std::make_shared<wait>(executor_);
  next_ = open_->number() + 1;
  return {};
}

asio::awaitable<result<std::shared_ptr<packer::wait>>> packer::add(
    const task& of, const outcome& ended, sink body) {
  semaphore::permit turn;
  if (std::optional<semaphore::permit> at_once = turn_.try_acquire())
    turn = *std::move(at_once);
  else
    turn = co_await turn_.acquire();
  if (!turn)
    co_return failure(stage::output, cause::cancelled, "cancelled");
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  result<void> done;
  if (open_ == nullptr)
    done = open_shard();
  if (done)
    done = co_await copy(of, ended, body);
  if (!done && open_ != nullptr)
    drop_member();
  std::shared_ptr<wait> made;
  if (done) {
    body.give_up();
    made = wait_;
  }
  if (open_ != nullptr && (full() || std::exchange(close_soon_, false)))
    close();
  if (!done)
    co_return done.error();
  co_return std::move(made);
}

void packer::drop_member() {
  open_->drop_member();
  if (!open_->members().empty())
    return;
  next_ = open_->number();
  open_.reset();
}

asio::awaitable<result<void>> packer::copy(const task& of, const outcome& ended, sink& body) {
  pack_head head;
  head.name = of.output;
  head.bytes = body.bytes();
  head.changed_at = body.time().value_or(now());
  if (result<void> begun = open_->begin_member(head); !begun)
    co_return begun;
  piece_.resize(copied_at_once);
  for (std::uint64_t at = 0; at != head.bytes;) {
    const result<std::size_t> bytes = body.read(at, piece_);
    if (!bytes)
      co_return bytes.error();
    if (*bytes == 0)
      co_return failure(stage::output, cause::output_failed, "the part file has become shorter");
    const std::size_t count = std::min<std::uint64_t>(*bytes, head.bytes - at);
    if (result<void> written = open_->write({piece_.data(), count}); !written)
      co_return written;
    at += count;
    if (at != head.bytes)
      co_await asio::post(executor_, asio::use_awaitable);
  }
  pack_details more;
  more.code = redact_if_url(of.code);
  more.url = redact(of.url);
  more.digest = ended.digest;
  co_return open_->end_member(more);
}

asio::awaitable<result<std::string>> packer::whole(std::shared_ptr<wait> since) {
  if (!since->came_)
    co_await since->over_.async_wait(as_value);
  co_return *since->came_;
}

bool packer::full() const {
  return open_->members().size() >= how_.pack.tasks || open_->bytes() >= how_.pack.bytes;
}

void packer::close_early() {
  if (open_ == nullptr)
    return;
  if (turn_.available() == 0)
    close_soon_ = true; // somebody of another run is writing
  else
    close();
}

void packer::close() {
  close_soon_ = false;
  auto all = std::make_shared<closing>();
  all->shard = std::move(open_);
  all->members = std::move(wait_);
  thread_.perform(
      [all, durable = how_.durable] { return all->shard->commit(durable); },
      [this, all](const result<void>& how) { closed(*all, how); });
}

void packer::closed(closing& all, const result<void>& how) {
  if (how) {
    // The shard is whole, whatever comes of this: whoever asks for a member next is told.
    static_cast<void>(stock_->add(all.shard->members()));
    all.members->came_.emplace(all.shard->name());
  } else {
    all.members->came_.emplace(how.error());
  }
  all.members->over_.cancel();
  all.shard.reset(); // here, where nothing waits for a file to be removed
}

} // namespace haul
