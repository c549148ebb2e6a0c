#pragma once

#include "figures.hpp"

#include <chrono>
#include <cstddef>
#include <string_view>
#include <sys/resource.h>

namespace haul::bench {

/// Measures what this process uses, from its construction on.
class meter {
 public:
  meter();

  /// Notes how many threads there are now, and what they cost the kernel.
  void count_threads();

  /// What was used for `tasks` up to now.
  figures stop(std::size_t tasks) const;

 private:
  double memory_before_;
  double overflows_before_;
  double stacks_before_;
  double stacks_ = 0;
  double threads_ = 0;
  rusage usage_before_{};
  std::chrono::steady_clock::time_point start_;
};

/// User and system time in seconds.
double user_seconds(const rusage& from);
double system_seconds(const rusage& from);

/// What all processes have used since the system was started, and what other systems on the same
/// machine took from it; `table` is as `/proc/stat` has it.
double find_busy_seconds(std::string_view table);
double busy_seconds();

/// The number behind `name` in a table as `/proc/self/status` has it: a name and a colon, then the
/// value. 0 when there is none.
double find_status(std::string_view table, std::string_view name);

/// The number called `name` in a table as `/proc/net/netstat` has it: a line of names, then one of
/// values. 0 when there is none.
double find_netstat(std::string_view table, std::string_view name);

} // namespace haul::bench
