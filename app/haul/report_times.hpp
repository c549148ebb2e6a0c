#pragma once

#include "record.hpp"
#include "report_figures.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace haul {

/// When rows ended and how long they took, by all records, superseded ones too: each of them tells
/// of work that was done. Memory does not grow with the records.
class report_times {
 public:
  /// The most pieces of time; where there are more, pieces of twice the width are made.
  static constexpr std::int64_t most_moments = 240;

  void add(const record& written);

  /// Of the records that were started at some time, by when they ended.
  report_course course() const;

  /// Of the records with an attempt, how long they took in all. Median and percentiles are at most
  /// an eighth too long.
  report_latency latency() const;

  const std::vector<report_slow>& slowest() const { return slowest_; }

 private:
  static constexpr int bars_a_decade = 20;
  static constexpr std::size_t all_bars = 12 * bars_a_decade; // 1 us to 11 days

  void add_moment(const record& written);
  void widen();
  void add_latency(const record& written);
  void add_slow(const record& written);
  std::chrono::microseconds quantile(double part) const;

  std::map<std::int64_t, report_moment> moments_; // by the time of their begin, in widths
  std::int64_t width_ = 1;                        // seconds, a power of 2
  std::array<std::uint64_t, all_bars> bars_{};
  std::uint64_t records_ = 0;
  std::chrono::microseconds longest_{};
  std::vector<report_slow> slowest_;
};

} // namespace haul
