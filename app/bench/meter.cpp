#include "meter.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <unistd.h>

namespace haul::bench {

namespace {

std::string read_all(const char* path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double own_status(std::string_view name) {
  return find_status(read_all("/proc/self/status"), name);
}

// A full queue of connections that wait to be accepted drops what the client sends, which then
// waits (a second, at first) before it tries again. Of the whole system, as well.
double queue_overflows() {
  return find_netstat(read_all("/proc/net/netstat"), "ListenOverflows");
}

// Of all processes: on a machine with nothing else to do that is the same.
double kernel_stacks() {
  return find_status(read_all("/proc/meminfo"), "KernelStack");
}

} // namespace

double user_seconds(const rusage& from) {
  return seconds_of(from.ru_utime);
}
double system_seconds(const rusage& from) {
  return seconds_of(from.ru_stime);
}

double find_busy_seconds(std::string_view table) {
  std::istringstream from{std::string(table)};
  std::string name;
  double user = 0;
  double nice = 0;
  double system = 0;
  double idle = 0;
  double waiting = 0;
  double hard_interrupts = 0;
  double soft_interrupts = 0;
  double stolen = 0;
  from >> name >> user >> nice >> system >> idle >> waiting >> hard_interrupts >> soft_interrupts >>
      stolen;
  return (user + nice + system + stolen) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double busy_seconds() {
  return find_busy_seconds(read_all("/proc/stat"));
}

double find_status(std::string_view table, std::string_view name) {
  std::istringstream lines{std::string(table)};
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(name) && line.substr(name.size()).starts_with(':'))
      return std::strtod(line.c_str() + name.size() + 1, nullptr);
  }
  return 0;
}

double find_netstat(std::string_view table, std::string_view name) {
  std::istringstream lines{std::string(table)};
  std::string names;
  std::string values;
  while (std::getline(lines, names) && std::getline(lines, values)) {
    std::istringstream each_name(names);
    std::istringstream each_value(values);
    std::string found;
    std::string value;
    while (each_name >> found && each_value >> value) {
      if (found == name)
        return std::strtod(value.c_str(), nullptr);
    }
  }
  return 0;
}

// The system's own ru_maxrss would count what this process was before it became this program.
meter::meter()
    : memory_before_(own_status("VmRSS")),
      overflows_before_(queue_overflows()),
      stacks_before_(kernel_stacks()) {
  ::getrusage(RUSAGE_SELF, &usage_before_);
  start_ = std::chrono::steady_clock::now();
}

void meter::count_threads() {
  threads_ = own_status("Threads");
  stacks_ = std::max(0.0, kernel_stacks() - stacks_before_);
}

figures meter::stop(std::size_t tasks) const {
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start_;
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  figures made;
  made.wall_seconds = wall.count();
  made.requests_per_second = static_cast<double>(tasks) / wall.count();
  made.user_seconds = user_seconds(usage) - user_seconds(usage_before_);
  made.system_seconds = system_seconds(usage) - system_seconds(usage_before_);
  made.memory_before_kib = memory_before_;
  made.memory_peak_kib = own_status("VmHWM");
  made.kernel_stacks_kib = stacks_;
  made.threads = threads_;
  made.voluntary_switches = static_cast<double>(usage.ru_nvcsw - usage_before_.ru_nvcsw);
  made.involuntary_switches = static_cast<double>(usage.ru_nivcsw - usage_before_.ru_nivcsw);
  made.queue_overflows = queue_overflows() - overflows_before_;
  return made;
}

} // namespace haul::bench
