#pragma once

#include "row.hpp"

#include <haul/error.hpp>
#include <haul/outcome.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace haul {

/// Why a row failed, as its record says it.
struct recorded_error {
  std::string kind;  ///< the name of a `cause`
  std::string stage; ///< the name of a `stage`
  std::string message;
  bool operator==(const recorded_error&) const = default;
};

/// What happened to one input row: a line of the results. Holds no secret of a URL, but may hold
/// bytes of the input and of servers.
struct record {
  std::uint64_t row = 0; ///< its number in all of the input, from 1
  std::string code;      ///< redacted when it is a URL
  std::string url;       ///< redacted; empty for a row that has none
  std::string shard;     ///< the archive that has the file as a member; empty without `--pack`
  std::string final_url; ///< redacted; empty when it is `url`
  haul::status status = haul::status::error;
  unsigned http_status = 0;            ///< 0: no response came
  std::optional<recorded_error> error; ///< engaged when `status` is `error`
  unsigned attempts = 0;
  std::uint64_t bytes = 0;
  std::uint64_t resumed = 0;          ///< of those, from a request that was broken off
  std::optional<haul::digest> digest; ///< of the file, where one was to be recorded
  std::string output;                 ///< empty for a row that has none
  std::chrono::system_clock::time_point started_at{}; ///< the clock's epoch: nothing was started
  std::chrono::microseconds elapsed{};
  std::chrono::microseconds queue{};
  std::chrono::microseconds connect{};
  std::chrono::microseconds first_byte{};
  std::chrono::microseconds body{};
  std::string remote_address;   ///< empty when nothing was connected
  std::string protocol;         ///< likewise
  std::string input_file;       ///< `-` is standard input; empty for the command line
  std::uint64_t input_line = 0; ///< from 1; 0 for the command line
  bool operator==(const record&) const = default;
};

/// The record of a task that was finished. `row` counts from 1; a `place` whose line is 0 stands
/// for the command line.
record make_record(std::uint64_t row, const row_place& place, completion finished);

/// The record of a row of which no task could be made.
record make_record(
    std::uint64_t row, const row_place& place, std::string_view code, const haul::error& why);

/// Whether it is an error because the run was cancelled.
bool was_cancelled(const record& written);

/// One line of JSON without an end of line, as docs/results.md tells. Always valid UTF-8 and
/// without control characters.
std::string to_json(const record& written);

/// The record that such a line holds. Members that are not known are ignored; times are whole
/// microseconds. The error says what is wrong with the line; it may hold bytes of it.
result<record> parse_record(std::string_view line);

} // namespace haul
