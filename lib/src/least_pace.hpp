#pragma once

#include <haul/error.hpp>
#include <haul/options.hpp>

#include <chrono>
#include <cstdint>

namespace haul {

/// Whether a body comes as fast as `timeouts::lowest_rate` asks. Has no clock.
class least_pace {
 public:
  /// `times` must outlive it.
  explicit least_pace(const timeouts& times) : times_(times) {}

  /// So many bytes have come.
  void add(std::uint64_t bytes) { bytes_ += bytes; }

  /// The server had let us wait so long for them: neither a slow disk nor our own limit of the rate
  /// counts. False: it is too slow.
  bool keeps(std::chrono::steady_clock::duration waited);

  error failure(stage where) const;

 private:
  const timeouts& times_;
  std::uint64_t bytes_ = 0; // that came in this window, and
  std::chrono::steady_clock::duration waited_{};
};

} // namespace haul
