#pragma once

#include "contender.hpp"
#include "workload.hpp"

#include <haul/error.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <future>
#include <optional>
#include <string>
#include <vector>

namespace haul::bench {

/// Rows of two kinds in turn: so many of the one, then so many of the other, and again.
struct mixed_rows {
  const workload& quick;
  const workload& slow;
  std::size_t blocks = 0;
  std::size_t quick_in_block = 0;
  std::size_t slow_in_block = 0; ///< 0: only quick ones

  std::size_t quick_rows() const { return blocks * quick_in_block; }
};

/// Writes them as a table for `haul get`.
result<void> write_table(const std::filesystem::path& to, const mixed_rows& rows);

/// A run of `haul get` of which one moment is of interest.
struct timed_get {
  std::filesystem::path home;    ///< for its list and its files; left empty
  std::vector<std::string> more; ///< options besides those that are always given
  bool to_the_end = false;       ///< else it is ended soon after that moment
  std::optional<int> core;
};

/// Runs it. `figures::wall_seconds` goes from its start to the moment, and `failures` counts the
/// quick rows without the right file. `whole_seconds` becomes the time to its end.
figures run_timed(
    const timed_get& how, const mixed_rows& rows,
    std::future<std::chrono::steady_clock::time_point> moment, double& whole_seconds);

} // namespace haul::bench
