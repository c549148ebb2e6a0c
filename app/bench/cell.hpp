#pragma once

#include "variant.hpp"

#include <chrono>
#include <cstddef>
#include <vector>

namespace haul::bench {

/// What is measured in one go: a variant, how much it does at once, and a server's delay.
struct cell {
  variant_kind kind = variant_kind::asynchronous;
  std::size_t concurrency = 1;
  std::chrono::milliseconds delay{0};
  std::size_t tasks = 1;
};

/// What the server's delay alone costs: `concurrency` tasks at a time, each after `delay`.
std::chrono::milliseconds ideal_time(const cell& of);

/// How many tasks keep a cell busy for about `seconds`: as many as the delay allows, and not more
/// than a core can do. A multiple of `concurrency`, at least twice that, so that connections are
/// used again.
std::size_t plan_tasks(std::size_t concurrency, std::chrono::milliseconds delay, double seconds);

/// What to measure.
struct matrix {
  std::vector<variant_kind> variants;
  std::vector<std::size_t> concurrencies;
  std::vector<std::chrono::milliseconds> delays;
  double seconds = 0.5;
};

/// The cells of a matrix, by delay, concurrency and variant. The sequential variant does one thing
/// at a time, so it has one cell for each delay.
std::vector<cell> plan_cells(const matrix& of);

} // namespace haul::bench
