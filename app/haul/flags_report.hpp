#pragma once

#include "site.hpp"

#include <haul/outcome.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace haul {

/// What `haul flags` says. Every line is safe for a terminal and without an end of line.

/// Before: which site at which URL, how many flags, from which to which, how many at once. `codes`
/// must not be empty.
std::vector<std::string> opening_report(
    const site& from, std::string_view base_url, const std::vector<std::string>& codes,
    std::size_t max_requests);

/// A finished code: `BR OK`, `ZZ not found: URL`, `BD error: HTTP 418 I'm a Teapot`.
std::string verbose_line(const completion& finished);

/// How a run ended.
struct flags_result {
  tally counts;
  std::uint64_t never_started = 0;
  std::chrono::steady_clock::duration elapsed{};
};

/// After: a line for each count that is not zero, and the time that went by.
std::vector<std::string> closing_report(const flags_result& ended);

/// The errors of a run, the first few of them in full: kept while a bar is shown, told after it.
class error_summary {
 public:
  /// Takes note of an error; completions without one and cancelled ones don't count.
  void add(const completion& finished);

  /// A line for each of the first ten, and one that says how many more there were.
  std::vector<std::string> lines() const;

 private:
  std::vector<std::string> first_;
  std::uint64_t count_ = 0;
};

} // namespace haul
