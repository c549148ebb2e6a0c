#include "contender.hpp"

#include "child_process.hpp"

#include <unistd.h>

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

std::filesystem::path haul_file() {
  const std::filesystem::path beside = this_program().parent_path() / "haul";
  return ::access(beside.c_str(), X_OK) == 0 ? beside : find_program("haul");
}

} // namespace haul::bench
