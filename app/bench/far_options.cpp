#include "far_options.hpp"

namespace haul::bench {

namespace {

// The file is held in memory to be compared, twice.
constexpr std::size_t most_bytes = std::size_t{4} << 30U;

} // namespace

void add_far_options(CLI::App& far, far_comparison& into) {
  far.add_option("--bytes", into.bytes, "How many bytes the file has")
      ->check(CLI::Range(std::size_t{1}, most_bytes))
      ->capture_default_str();
  far.add_option("--delay", into.delay, "Milliseconds in each direction")
      ->check(CLI::Range(0U, 10'000U))
      ->capture_default_str();
  far.add_option("--pipe", into.pipe_mib, "How many MiB may be under way in a direction")
      ->check(CLI::Range(std::size_t{1}, std::size_t{4096}))
      ->capture_default_str();
  far.add_option("--programs", into.programs, "Which programs")
      ->delimiter(',')
      ->check(CLI::IsMember({"haul", "curl"}))
      ->capture_default_str();
  far.add_option("--patience", into.patience, "Seconds after which a run is ended")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
}

} // namespace haul::bench
