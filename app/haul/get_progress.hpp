#pragma once

#include "progress_bar.hpp"

#include <haul/outcome.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace haul {

/// How far a run of `haul get` has come. What an earlier run has done is in none of it.
struct get_progress {
  tally counts;                       ///< of the rows that are done, whatever became of them
  std::optional<std::uint64_t> total; ///< how many rows there are to do, once that is known
  std::uint64_t in_flight = 0;
  std::chrono::steady_clock::duration elapsed{};
};

/// One line for a terminal, without an end of line:
/// ` 45%|####      | 9/20, 7 ok, 1 not found, 1 error, 1.2 MB, 353 kB/s, 3 in flight
/// [00:01<00:02]`; while the total is not known `9 done, 7 ok, … [00:01]`.
///
/// Never goes beyond `width` columns; what doesn't fit is left out: first what is in flight, then
/// bytes and rate, the times, the outcomes, the bar, the counts, and in the end everything.
std::string render(const get_progress& shown, std::size_t width, bar_style style);

/// The same for a log: `9 of 20 (45%) after 00:10, about 00:12 left, 7 ok, …, 3 in flight`.
std::string render_plain(const get_progress& shown);

} // namespace haul
