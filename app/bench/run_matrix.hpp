#pragma once

#include "cell.hpp"
#include "figures.hpp"

#include <chrono>
#include <optional>
#include <span>
#include <vector>

namespace haul::bench {

/// Where programs run; anywhere when there is no number.
struct cores {
  std::optional<int> client;
  std::optional<int> server;
};

/// The first and the last core this process may use; the same when there is only one.
cores choose_cores();

/// From this `figures::disturbance` on, a run may say more of other processes than of its own.
inline constexpr double disturbing = 0.1;

/// A cell and each time it was run.
struct measured_cell {
  cell of;
  std::vector<figures> runs;
};

/// The delays there are, each once, in the order of the cells.
std::vector<std::chrono::milliseconds> delays_of(std::span<const measured_cell> cells);

/// Runs each cell `repeat` times, every cell once before any comes again, so that what disturbs the
/// machine for a while does not meet one cell alone. Each run is a process of its own with a server
/// in another. Says on standard error how it goes. After a stop signal it
/// returns what it has.
std::vector<measured_cell> run_matrix(
    const std::vector<cell>& cells, unsigned repeat, const cores& on);

/// Runs a cell once.
figures run_once(const cell& of, const cores& on);

} // namespace haul::bench
