#pragma once

#include "output_folder.hpp"

#include <haul/outcome.hpp>
#include <haul/task.hpp>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace haul::bench {

/// What a pool of threads and the caller of `download_many` share: the tasks that wait, the to-do
/// table of those that run, and the finished ones in the order in which they finish.
///
/// One short lock a task: handing one in and taking the next is a single step.
class to_do_list {
 public:
  /// Both must outlive the list. `outputs` is used by nobody else meanwhile.
  to_do_list(std::span<const task> tasks, output_folder& outputs)
      : tasks_(tasks),
        outputs_(outputs) {}

  /// A started task: valid until it is handed in.
  struct job {
    task_id id = 0;
    const task* wanted = nullptr;
    const result<output_folder::claim>* output = nullptr;
  };

  /// For a worker: the next task; nothing when there are no more.
  std::optional<job> take();

  /// For a worker: hands in what became of its task and takes the next.
  std::optional<job> hand_in(task_id id, outcome ended);

  /// For the caller: waits until tasks have finished and puts them into `done`, at most a
  /// millisecond late. False when all have been fetched.
  bool fetch(std::vector<completion>& done);

  /// No more tasks are given out.
  void close();

 private:
  std::optional<job> start_next();
  result<output_folder::claim> claim(const task& wanted);
  bool all_finished() const { return fetched_ + finished_.size() == tasks_.size(); }

  std::span<const task> tasks_;
  output_folder& outputs_;

  std::mutex mutex_;
  std::condition_variable finished_some_;
  std::size_t next_ = 0;
  std::size_t fetched_ = 0;
  bool waiting_ = false; // the caller, in `fetch`
  std::unordered_map<task_id, result<output_folder::claim>> running_;
  std::vector<std::pair<task_id, outcome>> finished_;
};

} // namespace haul::bench
