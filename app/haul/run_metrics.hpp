#pragma once

#include "busiest_hosts.hpp"
#include "duration_histogram.hpp"
#include "exit_code.hpp"
#include "metric_label.hpp"
#include "record.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haul {

/// What a run is like at a moment, beside what has become of its tasks.
struct run_moment {
  std::optional<std::uint64_t> rows; ///< of the input, where that is known
  std::uint64_t rows_done_before = 0;
  std::size_t in_flight = 0;
  std::size_t waiting = 0;
  std::size_t max_requests = 0;
  std::uint64_t received_bytes = 0;
};

/// How a run has ended.
struct run_end {
  std::chrono::system_clock::time_point at;
  exit_code code = exit_code::done;
};

/// Counts what becomes of tasks, and writes it as metrics. Memory is bounded: labels have known
/// values, but for hosts (see `busiest_hosts`).
class run_metrics {
 public:
  run_metrics();

  /// Each row's record, once. Costs a few additions.
  void add(const record& written);

  /// Everything in Prometheus' text format (see docs/metrics.md); `labels` at each sample. Counters
  /// that are known from the beginning stand there with 0.
  std::string text(
      const std::vector<metric_label>& labels, const run_moment& now, const busiest_hosts& hosts,
      const std::optional<run_end>& end) const;

 private:
  std::chrono::system_clock::time_point started_ = std::chrono::system_clock::now();
  std::array<std::uint64_t, 5> counts_{}; // by status; errors without what was cancelled
  std::uint64_t cancelled_ = 0;
  std::map<std::string, std::uint64_t, std::less<>> errors_; // by kind
  std::map<unsigned, std::uint64_t> http_errors_; // by HTTP status; 0: none that there is
  std::uint64_t attempts_ = 0;
  std::uint64_t file_bytes_ = 0;
  duration_histogram durations_;
  duration_histogram first_bytes_;
};

} // namespace haul
