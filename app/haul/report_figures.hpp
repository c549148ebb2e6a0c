#pragma once

#include <haul/outcome.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace haul {

/// How many of the longest lists a report names one by one.
inline constexpr std::size_t report_examples = 10;

/// Puts another one among the first by `before`, of which `report_examples` are kept; of equal ones
/// the earlier stands in front.
template<class Value, class Order>
void keep_first(std::vector<Value>& first, Value another, Order before) {
  if (first.size() == report_examples && !before(another, first.back()))
    return;
  first.insert(std::upper_bound(first.begin(), first.end(), another, before), std::move(another));
  if (first.size() > report_examples)
    first.pop_back();
}

/// Errors of one kind.
struct report_kind {
  std::string name; ///< as `kind_of` gives it
  std::uint64_t errors = 0;
  std::string code;    ///< of the first
  std::string message; ///< of the first, at most 200 bytes
};

/// What came of the rows of one host.
struct report_host {
  std::string name; ///< in lower case; empty: rows without one
  std::uint64_t rows = 0;
  std::uint64_t errors = 0;
  std::uint64_t bytes = 0;
};

/// A code that more than one row has, or more than one file.
struct report_repeat {
  std::string code;
  std::uint64_t rows = 0;
  std::uint64_t files = 0;
};

/// A row of the list.
struct report_row {
  std::uint64_t row = 0; ///< from 1
  std::string code;
};

/// What became of the rows, each with its last record.
struct report_rows_end {
  tally counts;
  std::uint64_t superseded = 0;         ///< records of rows that have a later one
  std::vector<report_kind> kinds;       ///< most errors first
  std::vector<report_host> hosts;       ///< most errors first, then most rows
  std::uint64_t repeated = 0;           ///< codes of several rows or files
  std::uint64_t in_several_files = 0;   ///< of those, the ones of several files
  std::vector<report_repeat> repeats;   ///< `report_examples` at most, several files first
  std::uint64_t missing = 0;            ///< rows of the list without a record
  std::uint64_t not_in_list = 0;        ///< rows with a record that the list does not have
  std::vector<report_row> missing_rows; ///< the first ones, `report_examples` at most
};

/// What ended within a piece of time.
struct report_moment {
  std::uint64_t records = 0;
  std::uint64_t errors = 0;
  std::uint64_t bytes = 0;

  report_moment& operator+=(const report_moment& more) {
    records += more.records;
    errors += more.errors;
    bytes += more.bytes;
    return *this;
  }
};

/// Records over time, in pieces of the same width without a gap.
struct report_course {
  std::chrono::system_clock::time_point begin{};
  std::chrono::seconds width{1};
  std::vector<report_moment> moments; ///< empty where no record has a time
};

/// How many rows took so long: up to `most`, and longer than the bar before.
struct report_bar {
  std::chrono::microseconds most{};
  std::uint64_t records = 0;
};

/// How long rows took.
struct report_latency {
  std::uint64_t records = 0;
  std::chrono::microseconds median{};
  std::chrono::microseconds p95{};
  std::chrono::microseconds p99{};
  std::chrono::microseconds longest{};
  std::vector<report_bar> bars; ///< from the first that is not empty to the last, without a gap
};

/// One of the slowest.
struct report_slow {
  std::uint64_t row = 0;
  std::string code; ///< at most 200 bytes
  std::string host;
  haul::status status = haul::status::error;
  unsigned attempts = 0;
  std::chrono::microseconds elapsed{};
};

/// All that a report tells. Texts are as they came: to be made safe where they are shown.
struct report_figures {
  std::uint64_t files = 0;
  std::uint64_t records = 0;
  bool against_list = false; ///< whether `missing` and `not_in_list` mean anything
  report_rows_end rows;
  report_course course;
  report_latency latency;
  std::vector<report_slow> slowest; ///< the slowest first, `report_examples` at most
};

} // namespace haul
