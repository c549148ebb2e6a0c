#include "blocking_client.hpp"
#include "failure.hpp"
#include "thread_pool.hpp"
#include "to_do_list.hpp"
#include "variant.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

namespace haul::bench {

namespace {

outcome download(blocking_client& client, const to_do_list::job& job) {
  try {
    return client.download(*job.wanted, *job.output);
  } catch (const std::exception& bug) {
    outcome made;
    made.error = failure(
        stage::internal, cause::internal, fmt::format("a bug in haul-bench: {}", bug.what()));
    return made;
  }
}

void work(to_do_list& list, const options& how) {
  blocking_client client(how);
  std::optional<to_do_list::job> job = list.take();
  while (job)
    job = list.hand_in(job->id, download(client, *job));
}

// Lets the threads end when the caller leaves early: before the pool joins them.
class closing {
 public:
  explicit closing(to_do_list& closed) : closed_(closed) {}
  ~closing() { closed_.close(); }
  closing(const closing&) = delete;
  closing& operator=(const closing&) = delete;

 private:
  to_do_list& closed_;
};

class threaded final : public variant {
 public:
  result<tally> download_many(
      std::span<const task> tasks, const options& how, const on_completion& told) override {
    if (const result<void> fine = check_options(how); !fine)
      return fine.error();
    result<output_folder> outputs = output_folder::open(how.directory);
    if (!outputs)
      return outputs.error();
    to_do_list list(tasks, *outputs);
    thread_pool pool;
    const closing at_the_end(list);
    const std::size_t threads = std::min(how.max_requests, tasks.size());
    const result<void> started = pool.start(threads, [&]() { work(list, how); });
    if (!started)
      return started.error();
    tally counted;
    for (std::vector<completion> done; list.fetch(done);) {
      for (const completion& each : done) {
        counted.add(each.outcome);
        if (told)
          told(each);
      }
    }
    return counted;
  }
};

} // namespace

std::unique_ptr<variant> make_threaded() {
  return std::make_unique<threaded>();
}

} // namespace haul::bench
