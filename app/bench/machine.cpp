#include "machine.hpp"

#include <boost/version.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sys/utsname.h>
#include <unistd.h>

namespace haul::bench {

namespace {

// What follows `name` and a colon in a table of the proc file system.
std::string read_entry(const char* path, const std::string& name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(':');
    if (line.starts_with(name) && colon != std::string::npos)
      return line.substr(std::min(line.find_first_not_of(" \t", colon + 1), line.size()));
  }
  return "unknown";
}

std::string kernel() {
  utsname named{};
  ::uname(&named);
  return fmt::format("{} {} {}", named.sysname, named.release, named.machine);
}

std::string compiler() {
#ifdef __clang__
  return "clang " __clang_version__;
#else
  return "GCC " __VERSION__;
#endif
}

std::string build() {
#ifdef NDEBUG
  return "release";
#else
  return "with assertions: not for comparing";
#endif
}

std::string load() {
  double one_minute = 0;
  ::getloadavg(&one_minute, 1);
  return fmt::format("{:.2f} over the minute before", one_minute);
}

} // namespace

machine_facts describe_machine() {
  const long memory_mib =
      std::strtol(read_entry("/proc/meminfo", "MemTotal").c_str(), nullptr, 10) / 1024;
  return {
      {"date", fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(std::time(nullptr)))},
      {"processor", read_entry("/proc/cpuinfo", "model name")},
      {"cores", std::to_string(::sysconf(_SC_NPROCESSORS_ONLN))},
      {"memory", fmt::format("{} MiB", memory_mib)},
      {"kernel", kernel()},
      {"load", load()},
      {"compiler", compiler()},
      {"build", build()},
      {"boost", fmt::format("{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000)},
  };
}

std::string to_markdown(const machine_facts& facts) {
  std::string text;
  for (const auto& [name, value] : facts)
    text += fmt::format("- {}: {}\n", name, value);
  return text;
}

} // namespace haul::bench
