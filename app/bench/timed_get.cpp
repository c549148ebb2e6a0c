#include "timed_get.hpp"

#include "child_process.hpp"
#include "failure.hpp"
#include "list_program.hpp"
#include "stop_signal.hpp"

#include <fmt/format.h>

#include <fstream>
#include <thread>

namespace haul::bench {

namespace {

using clock = std::chrono::steady_clock;

constexpr std::chrono::seconds patience{120};
constexpr std::chrono::milliseconds look{100}; // at the stop signal, this often

// What was answered last is still to be written.
constexpr std::chrono::milliseconds for_the_last_files{500};

// Also when the program has ended: then the moment came before, or never.
bool comes(const std::future<clock::time_point>& moment, const child_process& running) {
  const clock::time_point end = clock::now() + patience;
  bool ended = false;
  while (!ended && stop_signal() == 0 && clock::now() < end) {
    ended = running.has_ended();
    if (moment.wait_for(look) == std::future_status::ready)
      return true;
  }
  return false;
}

program get_program(const timed_get& how, const std::filesystem::path& list) {
  program made;
  made.file = haul_file();
  made.arguments = {"get", "--quiet", "--input-file",    list, "--input-format",
                    "tsv", "--dir",   how.home / "files"};
  made.arguments.insert(made.arguments.end(), how.more.begin(), how.more.end());
  made.core = how.core;
  made.patience = patience;
  return made;
}

figures measure(
    const timed_get& how, const program& started, std::future<clock::time_point>& moment,
    double& whole_seconds) {
  const clock::time_point begun = clock::now();
  result<child_process> running = child_process::start(started);
  if (!running)
    return failed_run(running.error().message);
  const bool came = comes(moment, *running);
  if (!came || !how.to_the_end) {
    std::this_thread::sleep_for(for_the_last_files);
    running->terminate();
  }
  running->read_all();
  const ended_process ended = running->wait();
  if (!came)
    return failed_run(fmt::format("not all rows were asked for: {}", ended.describe()));
  whole_seconds = how.to_the_end ? ended.wall_seconds : 0;
  figures made = figures_of(ended);
  made.wall_seconds = std::chrono::duration<double>(moment.get() - begun).count();
  if (how.to_the_end && !ended.fine())
    made.problem = ended.describe();
  return made;
}

} // namespace

result<void> write_table(const std::filesystem::path& to, const mixed_rows& rows) {
  const list_program& reader = list_programs().front();
  std::ofstream file(to, std::ios::binary);
  file << reader.head;
  for (std::size_t block = 0; block != rows.blocks; ++block) {
    for (std::size_t each = 0; each != rows.quick_in_block; ++each)
      file << reader.line(rows.quick.make_task(block * rows.quick_in_block + each));
    for (std::size_t each = 0; each != rows.slow_in_block; ++each)
      file << reader.line(rows.slow.make_task(block * rows.slow_in_block + each));
  }
  if (!file.flush())
    return failure(
        stage::output, cause::output_failed, fmt::format("'{}' can't be written", to.string()));
  return {};
}

figures run_timed(
    const timed_get& how, const mixed_rows& rows, std::future<clock::time_point> moment,
    double& whole_seconds) {
  const std::filesystem::path list = how.home / "list.tsv";
  const std::filesystem::path files = how.home / "files";
  if (const result<void> written = write_table(list, rows); !written)
    return failed_run(written.error().message);
  figures made = measure(how, get_program(how, list), moment, whole_seconds);
  made.failures = static_cast<double>(rows.quick.count_wrong(files, rows.quick_rows()));
  if (made.wall_seconds > 0)
    made.requests_per_second = static_cast<double>(rows.quick_rows()) / made.wall_seconds;
  std::filesystem::remove_all(files);
  std::filesystem::remove(list);
  return made;
}

} // namespace haul::bench
