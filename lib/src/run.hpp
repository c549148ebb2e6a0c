#pragma once

#include "deadline.hpp"
#include "house.hpp"

#include <haul/downloader.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/experimental/channel.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <unordered_map>

namespace haul {

/// One run: the tasks of one source, from admission to completion.
///
/// Its coroutines hold it by shared pointers, so it lives until the last of them has ended, whoever
/// else has left.
class run {
 public:
  run(std::shared_ptr<house> in, source& tasks);

  /// Starts admission on the io_context.
  static void start(const std::shared_ptr<run>& self);

  /// As `completions::next`.
  static boost::asio::awaitable<std::optional<completion>> next(std::shared_ptr<run> self);

  static void stop(const std::shared_ptr<run>& self);
  static void cancel(const std::shared_ptr<run>& self);
  static void abandon(const std::shared_ptr<run>& self);

  bool over() const { return !admitting_ && to_do_.empty(); }
  std::size_t in_flight() const { return to_do_.size(); }

 private:
  // What a finished task pushes onto the channel; who it was stands in the to-do table.
  struct finished {
    finished() = default;
    finished(task_id which, outcome how) : id(which), ended(std::move(how)) {}
    task_id id = 0;
    outcome ended;
  };

  // A started task whose completion was not taken yet.
  struct to_do {
    to_do(
        deadline_wheel& wheel, std::chrono::milliseconds limit, task what, semaphore::permit place)
        : slot(std::move(place)),
          wanted(std::move(what)),
          until(wheel, limit) {}
    semaphore::permit slot;
    task wanted;
    deadline until;
  };

  using as_completed_channel =
      boost::asio::experimental::channel<void(boost::system::error_code, finished)>;

  static boost::asio::awaitable<void> admit(std::shared_ptr<run> self);
  static void start_task(
      const std::shared_ptr<run>& self, task_id id, to_do& item, semaphore::permit permit);
  static boost::asio::awaitable<void> download_one(
      std::shared_ptr<run> self, task_id id, semaphore::permit permit);
  void push(finished done);
  void stop_now();
  void cancel_now();
  void admission_ended(std::exception_ptr failed);
  completion take(finished done);

  std::shared_ptr<house> house_;
  source& tasks_;
  boost::asio::cancellation_signal admission_;
  bool admitting_ = true;
  bool stopping_ = false;
  std::exception_ptr source_failed_;
  semaphore slots_;                          // for tasks whose completion was not taken yet
  std::unordered_map<task_id, to_do> to_do_; // from task to code, URL and deadline
  as_completed_channel channel_;
};

} // namespace haul
