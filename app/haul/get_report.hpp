#pragma once

#include "record.hpp"
#include "run_statistics.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace haul {

/// What `haul get` says. Every line is safe for a terminal and without an end of line.

/// What is going to be done.
struct get_plan {
  std::optional<std::uint64_t> rows; ///< in the whole input; nothing while that is not known
  std::uint64_t done_before = 0;     ///< of them, by an earlier run
  std::filesystem::path directory;
  std::size_t max_requests = 0;
  std::size_t max_per_host = 0; ///< 0: as many as `max_requests`
};

/// Before: how much, where to, how many at once, and what an earlier run has done.
std::vector<std::string> opening_report(const get_plan& plan);

/// A finished row: `BR ok 1.2 kB in 35 ms`, `ZZ not found: URL`, `BD error: HTTP 418`.
std::string verbose_line(const record& written);

/// How a run ended.
struct get_result {
  std::uint64_t done_before = 0;
  std::uint64_t never_started = 0; ///< 0, too, when that is not known
  std::chrono::steady_clock::duration elapsed{};
};

/// After: a line for each count that is not zero, bytes and rate, the five most frequent errors
/// with an example each, the three slowest hosts.
std::vector<std::string> closing_report(const get_result& ended, const run_statistics& statistics);

/// A member of a line of `--log-format json` besides time, level and message.
struct log_field {
  std::string_view name; ///< plain ASCII
  std::variant<std::uint64_t, std::string> value;
};

/// A remark as one line of JSON, without an end of line:
/// `{"time":"2026-11-22T18:35:05.123Z","level":"info","message":"…",…}`.
std::string json_log_line(
    std::chrono::system_clock::time_point time, std::string_view level, std::string_view message,
    std::span<const log_field> fields = {});

} // namespace haul
