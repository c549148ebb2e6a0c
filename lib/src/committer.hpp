#pragma once

#include "sink.hpp"

#include <haul/durability.hpp>
#include <haul/semaphore.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace haul {

/// Gives whole files their names, so that they withstand what `durability` says.
///
/// Making a file durable blocks for milliseconds, so that is done on a thread of its own, which
/// with `durability::batch` has four others wait for the files of a batch: the only threads that
/// the library has. They see the files that are handed to them and nothing else.
class committer {
 public:
  /// How many files may be with it at once, each with a descriptor: no more than a quarter of those
  /// that this process may have.
  static std::size_t most_waiting();

  committer(const boost::asio::any_io_executor& executor, durability how);

  /// Waits for what the thread is doing.
  ~committer();

  /// Whether `commit` takes its time. Else `sink::commit` does the same at once.
  bool waits() const { return how_ != durability::none; }

  /// A place for a file: to be had before `commit`, and held until that is done. Empty when the
  /// wait was cancelled.
  boost::asio::awaitable<semaphore::permit> room() { return places_.acquire(); }

  /// As `sink::commit`. What was begun is brought to its end, whatever is cancelled. `last`: nobody
  /// will come to share the batch.
  boost::asio::awaitable<result<void>> commit(sink file, bool last = false);

  /// Nobody will come to share the batch that is open, if any is.
  void hurry() { start(); }

  /// Does what brings something to the disk where that may take its time: on the thread, when there
  /// is one. `told` hears on the event loop how it ended; at once, without the thread.
  void perform(std::function<result<void>()> what, std::function<void(const result<void>&)> told);

 private:
  // A task that waits for its file.
  struct waiter {
    explicit waiter(const boost::asio::any_io_executor& executor);
    result<void> came;
    boost::asio::steady_timer done; // never runs out; cancelled when it is
  };
  // What goes through together.
  struct batch {
    std::vector<sink> files;
    std::vector<waiter*> waiters; // in the frames of their coroutines, which wait for it
    std::vector<result<void>> results;
  };

  void start();
  void make_durable(batch& all);
  void flush(batch& all);

  boost::asio::any_io_executor executor_;
  durability how_;
  semaphore places_;
  std::unique_ptr<batch> next_;
  boost::asio::steady_timer soon_; // when the next batch starts, full or not
  std::unique_ptr<boost::asio::thread_pool> thread_;
  std::unique_ptr<boost::asio::thread_pool> flushers_; // wait for the files of a batch
};

} // namespace haul
