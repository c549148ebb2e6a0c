#include "contender.hpp"

#include "child_process.hpp"

#include <algorithm>
#include <iterator>
#include <unistd.h>
#include <utility>

namespace haul::bench {

figures figures_of(const ended_process& ended) {
  figures made;
  made.wall_seconds = ended.wall_seconds;
  made.user_seconds = ended.user_seconds;
  made.system_seconds = ended.system_seconds;
  made.memory_peak_kib = ended.memory_peak_kib;
  made.voluntary_switches = ended.voluntary_switches;
  made.involuntary_switches = ended.involuntary_switches;
  return made;
}

figures run_whole(const program& what, std::string* printed) {
  result<child_process> running = child_process::start(what);
  if (!running)
    return failed_run(running.error().message);
  std::string said = running->read_all();
  const ended_process ended = running->wait();
  figures made = figures_of(ended);
  if (!ended.fine())
    made.problem = ended.describe();
  if (printed != nullptr)
    *printed = std::move(said);
  return made;
}

void count_files(figures& of, std::size_t files, std::size_t wrong) {
  of.failures = static_cast<double>(wrong);
  if (of.wall_seconds > 0)
    of.requests_per_second = static_cast<double>(files - wrong) / of.wall_seconds;
}

void scale_to(figures& of, double done, double wanted) {
  if (of.wall_seconds > 0)
    of.requests_per_second = done / of.wall_seconds;
  for (double figures::* const member :
       {&figures::wall_seconds, &figures::user_seconds, &figures::system_seconds,
        &figures::server_cpu_seconds, &figures::others_cpu_seconds})
    of.*member *= wanted / done;
}

std::vector<contender> own_of(const std::vector<contender>& contenders) {
  std::vector<contender> own;
  std::copy_if(
      contenders.begin(), contenders.end(), std::back_inserter(own),
      [](const contender& each) { return each.name.starts_with("haul"); });
  return own;
}

std::filesystem::path haul_file() {
  const std::filesystem::path beside = this_program().parent_path() / "haul";
  return ::access(beside.c_str(), X_OK) == 0 ? beside : find_program("haul");
}

} // namespace haul::bench
