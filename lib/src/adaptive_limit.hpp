#pragma once

#include <chrono>
#include <cstddef>

namespace haul {

/// How many requests a host bears at once: additive increase, multiplicative decrease (Chiu and
/// Jain, "Analysis of the increase and decrease algorithms", 1989). Pure: the time comes from
/// outside.
class adaptive_limit {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  /// Starts at `most`, and stays there when it does not adapt. `most` is at least 1.
  adaptive_limit(std::size_t most, bool adapts) : most_(most), current_(most), adapts_(adapts) {}

  std::size_t current() const { return current_; }

  /// A request was answered as it should be. After as many of them as the limit is, the limit grows
  /// by one.
  void good();

  /// The host had too much. Halves the limit, but not below 1 and only once for what was under way
  /// together: a request that `started` before the last cut tells nothing new.
  void overloaded(time_point started, time_point now);

 private:
  std::size_t most_;
  std::size_t current_;
  bool adapts_;
  std::size_t good_ = 0; // since the last change
  time_point cut_ = time_point::min();
};

} // namespace haul
