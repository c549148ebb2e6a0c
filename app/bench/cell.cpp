#include "cell.hpp"

#include <algorithm>
#include <cmath>

namespace haul::bench {

namespace {

// Requests a second that a core does at the most, roughly: it only bounds how long a cell takes.
constexpr double most_per_second = 30'000;

constexpr std::size_t least_rounds = 2;

} // namespace

std::chrono::milliseconds ideal_time(const cell& of) {
  const std::size_t rounds = (of.tasks + of.concurrency - 1) / of.concurrency;
  return of.delay * static_cast<std::chrono::milliseconds::rep>(rounds);
}

std::size_t plan_tasks(std::size_t concurrency, std::chrono::milliseconds delay, double seconds) {
  const auto at_once = static_cast<double>(concurrency);
  double a_second = most_per_second;
  if (delay.count() != 0)
    a_second = std::min(a_second, at_once * 1000 / static_cast<double>(delay.count()));
  const double rounds = std::round(a_second * seconds / at_once);
  return concurrency * std::max(least_rounds, static_cast<std::size_t>(rounds));
}

std::vector<cell> plan_cells(const matrix& of) {
  std::vector<cell> planned;
  const auto add = [&](variant_kind kind, std::size_t concurrency, auto delay) {
    cell& made = planned.emplace_back();
    made.kind = kind;
    made.concurrency = concurrency;
    made.delay = delay;
    made.tasks = plan_tasks(concurrency, delay, of.seconds);
  };
  for (const std::chrono::milliseconds delay : of.delays) {
    for (const variant_kind kind : of.variants) {
      if (kind == variant_kind::sequential)
        add(kind, 1, delay);
    }
    for (const std::size_t concurrency : of.concurrencies) {
      for (const variant_kind kind : of.variants) {
        if (kind != variant_kind::sequential)
          add(kind, concurrency, delay);
      }
    }
  }
  return planned;
}

} // namespace haul::bench
