#include "committer.hpp"

#include "awaiting.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <latch>
#include <pthread.h>
#include <sys/resource.h>
#include <unordered_map>
#include <utility>

namespace haul {

namespace asio = boost::asio;

namespace {

// One pass costs about as much for these as for one file; and how long a file waits for others.
constexpr std::size_t batch_size = 64;
constexpr std::chrono::milliseconds batch_time{200};

// Several that wait at once share some of the disk's flushes, and their waits overlap.
constexpr std::size_t flushers = 4;

constexpr auto never = std::chrono::steady_clock::time_point::max();

} // namespace

std::string_view to_string(durability value) {
  switch (value) {
  case durability::none: return "none";
  case durability::batch: return "batch";
  case durability::each: return "each";
  }
  return "unknown";
}

std::size_t committer::most_waiting() {
  constexpr std::size_t most = 4 * batch_size;
  rlimit limit = {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return batch_size;
  return std::clamp<std::size_t>(limit.rlim_cur / 4, 1, most);
}

committer::waiter::waiter(const asio::any_io_executor& executor) : done(executor, never) {
}

committer::committer(const asio::any_io_executor& executor, durability how)
    : executor_(executor),
      how_(how),
      places_(executor, most_waiting()),
      soon_(executor) {
  if (!waits())
    return;
  thread_ = std::make_unique<asio::thread_pool>(1);
  asio::post(*thread_, [] { ::pthread_setname_np(::pthread_self(), "haul-commit"); });
  if (how_ == durability::batch)
    flushers_ = std::make_unique<asio::thread_pool>(flushers);
}

committer::~committer() {
  if (thread_ != nullptr)
    thread_->join();
  if (flushers_ != nullptr)
    flushers_->join();
}

asio::awaitable<result<void>> committer::commit(sink file, bool last) {
  if (!waits())
    co_return file.commit();
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  waiter self(executor_);
  if (next_ == nullptr)
    next_ = std::make_unique<batch>();
  next_->files.push_back(std::move(file));
  next_->waiters.push_back(&self);
  if (last || how_ == durability::each || next_->files.size() == batch_size) {
    start();
  } else if (next_->files.size() == 1) {
    soon_.expires_after(batch_time);
    soon_.async_wait([this](boost::system::error_code stopped) {
      if (!stopped)
        start();
    });
  }
  co_await self.done.async_wait(as_value);
  co_return std::move(self.came);
}

void committer::perform(
    std::function<result<void>()> what, std::function<void(const result<void>&)> told) {
  if (!waits()) {
    told(what());
    return;
  }
  asio::post(*thread_, [what = std::move(what), told = std::move(told), loop = executor_] {
    asio::post(loop, [how = what(), told] { told(how); });
  });
}

// On the event loop. Hands the batch over to the thread, and tells those who wait when it comes
// back.
void committer::start() {
  if (next_ == nullptr)
    return; // it was full when its time came, or nobody waits
  soon_.cancel();
  std::shared_ptr<batch> all = std::move(next_);
  asio::post(*thread_, [this, all, loop = executor_] {
    make_durable(*all);
    asio::post(loop, [all] {
      for (std::size_t at = 0; at != all->waiters.size(); ++at) {
        all->waiters[at]->came = std::move(all->results[at]);
        all->waiters[at]->done.cancel();
      }
    });
  });
}

// Waits for the contents, each file's for itself: an error is that file's own.
void committer::flush(batch& all) {
  all.results.resize(all.files.size());
  if (flushers_ == nullptr || all.files.size() == 1) {
    std::ranges::transform(all.files, all.results.begin(), &sink::flush);
    return;
  }
  // Shared: the last one to count still touches it when the wait is over.
  const auto left = std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(all.files.size()));
  for (std::size_t at = 0; at != all.files.size(); ++at) {
    asio::post(*flushers_, [&all, left, at] {
      all.results[at] = all.files[at].flush();
      left->count_down();
    });
  }
  left->wait();
}

// In this order a file that has its name has its content (see the commit protocol in the
// architecture): contents, names, folders.
void committer::make_durable(batch& all) {
  for (const sink& each : all.files)
    each.start_flush();
  flush(all);
  std::unordered_map<folder*, result<void>> folders;
  for (std::size_t at = 0; at != all.files.size(); ++at) {
    sink& file = all.files[at];
    if (!all.results[at])
      continue; // a second try would succeed, although the content is lost
    const std::shared_ptr<folder> in = file.in();
    all.results[at] = file.commit();
    if (all.results[at])
      folders.try_emplace(in.get());
  }
  for (auto& [in, synced] : folders)
    synced = in->flush();
  for (std::size_t at = 0; at != all.files.size(); ++at) {
    if (all.results[at])
      all.results[at] = folders.at(all.files[at].in().get());
  }
  all.files.clear();
}

} // namespace haul
