#pragma once

#include "response_parser.hpp"

#include <haul/options.hpp>
#include <haul/outcome.hpp>

#include <chrono>
#include <cstddef>
#include <optional>

namespace haul {

// Whether a task is tried again, and when. Functions of values: no I/O, no clock of their own.

/// Whether what became of an attempt may be another thing the next time.
bool worth_retrying(const outcome& ended, const retry_options& how);

/// How long to wait before attempt `next` (2 is the first retry). Doubles from `first_delay` to
/// `most_delay`; `chance`, from 0 to 1, picks from the upper half of it.
std::chrono::milliseconds back_off(unsigned next, const retry_options& how, double chance);

/// How long the server asks not to be asked, by Retry-After (RFC 9110 section 10.2.3; seconds, or a
/// date, which counts from the answer's Date or, for want of one, from `now`) with an answer that
/// says so, or by a RateLimit that has nothing left (draft-ietf-httpapi-ratelimit-headers); nothing
/// when it does not. At most `most`, at least 0.
std::optional<std::chrono::milliseconds> asked_pause(
    const response_head& head, std::chrono::system_clock::time_point now,
    std::chrono::milliseconds most);

/// Whether an outcome says that its host bears less than it was given.
bool tells_overload(const outcome& ended);

/// Credit for retries of one host: each takes one, each answer that needed none gives one back.
class retry_budget {
 public:
  /// Starts full; `most` 0 has no end.
  explicit retry_budget(std::size_t most) : most_(most), left_(most) {}

  bool take();
  void give();
  bool full() const { return left_ == most_; }

 private:
  std::size_t most_;
  std::size_t left_;
};

} // namespace haul
