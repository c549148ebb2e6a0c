#include "to_do_list.hpp"

#include "failure.hpp"

#include <chrono>
#include <utility>

namespace haul::bench {

namespace {

// Waking the caller for each task costs more than its share of the task: it gathers what finishes
// within this time. The workers don't wait for it.
constexpr std::chrono::milliseconds gathering{1};

} // namespace

result<output_folder::claim> to_do_list::claim(const task& wanted) {
  // An output folder remembers the folders below it, in a table that has no lock.
  if (wanted.output.find('/') != std::string::npos)
    return failure(
        stage::input, cause::bad_output, "the threaded variant writes into one folder only");
  return outputs_.claim_name(wanted.output);
}

std::optional<to_do_list::job> to_do_list::start_next() {
  std::optional<job> started;
  if (next_ == tasks_.size())
    return started;
  const task_id id = next_++;
  const task& wanted = tasks_[id];
  const auto [at, fresh] = running_.emplace(id, claim(wanted));
  started.emplace();
  started->id = id;
  started->wanted = &wanted;
  started->output = &at->second;
  return started;
}

std::optional<to_do_list::job> to_do_list::take() {
  const std::lock_guard hold(mutex_);
  return start_next();
}

std::optional<to_do_list::job> to_do_list::hand_in(task_id id, outcome ended) {
  std::unique_lock hold(mutex_);
  running_.erase(id);
  finished_.emplace_back(id, std::move(ended));
  std::optional<job> next = start_next();
  const bool wake = std::exchange(waiting_, false) || all_finished();
  hold.unlock();
  if (wake)
    finished_some_.notify_one();
  return next;
}

bool to_do_list::fetch(std::vector<completion>& done) {
  done.clear();
  if (fetched_ == tasks_.size())
    return false;
  std::vector<std::pair<task_id, outcome>> taken;
  {
    std::unique_lock hold(mutex_);
    while (finished_.empty()) {
      waiting_ = true;
      finished_some_.wait(hold);
    }
    finished_some_.wait_for(hold, gathering, [&]() { return all_finished(); });
    taken.swap(finished_);
    fetched_ += taken.size();
  }
  for (auto& [id, ended] : taken) {
    completion& each = done.emplace_back();
    each.id = id;
    each.task = tasks_[id];
    each.outcome = std::move(ended);
  }
  return true;
}

void to_do_list::close() {
  const std::lock_guard hold(mutex_);
  next_ = tasks_.size();
}

} // namespace haul::bench
