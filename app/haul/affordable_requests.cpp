#include "affordable_requests.hpp"

#include "descriptor_limit.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace haul {

namespace {

// Those that are open anyway: console, event loop, name server, inputs, results.
constexpr std::size_t besides = 20;

// What the library keeps for output folders.
constexpr std::size_t part_for_folders = 8;

// And has at the most for files that wait to be brought to the disk.
constexpr std::size_t part_for_commits = 4;
constexpr std::size_t most_for_commits = 256;

} // namespace

std::size_t affordable_requests(
    std::size_t wanted, std::size_t each, const std::function<void(const std::string&)>& warn,
    bool durable, std::size_t others) {
  const std::size_t allowed = raise_descriptor_limit();
  const std::size_t waiting = durable ? std::min(allowed / part_for_commits, most_for_commits) : 0;
  const std::size_t left =
      allowed - allowed / part_for_folders - waiting - std::min(allowed / 2, besides + others);
  const std::size_t possible = std::max<std::size_t>(left / each, 1);
  if (possible < wanted)
    warn(fmt::format("fewer requests at once: this process may only have {} descriptors", allowed));
  return std::min(wanted, possible);
}

} // namespace haul
