#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace haul {

/// How often durations lay up to each of some limits, as Prometheus' histograms have it.
class duration_histogram {
 public:
  /// In rising order: from what a server next door takes to what a large file takes.
  static constexpr std::array<double, 15> limits_in_seconds = {
      0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800};

  /// Negative durations count as 0.
  void add(std::chrono::microseconds duration);

  /// How many were at most as long as the limit with this number.
  std::uint64_t up_to(std::size_t limit) const;

  std::uint64_t count() const { return count_; }
  double sum_in_seconds() const;

 private:
  std::array<std::uint64_t, limits_in_seconds.size()> counts_{}; // each without those before
  std::uint64_t count_ = 0;
  std::chrono::microseconds sum_{};
};

} // namespace haul
