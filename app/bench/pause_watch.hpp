#pragma once

#include <chrono>
#include <cstddef>

namespace haul::bench {

/// What a host that asks for pauses has seen.
struct pause_counts {
  std::size_t asked = 0;     ///< pauses it asked for
  std::size_t under_way = 0; ///< requests that crossed the first answer of a pause
  std::size_t within = 0;    ///< requests that came later, and before the pause was over
};

/// Counts the requests that come while a host has asked for a pause. A pause begins with the first
/// refusal and is not made longer by those that follow, lest a client that never stops would seem
/// to have only requests under way.
class pause_watch {
 public:
  using clock = std::chrono::steady_clock;

  /// What comes so shortly after the refusal was sent before it was read.
  static constexpr std::chrono::milliseconds crossing{50};

  explicit pause_watch(std::chrono::seconds length) : length_(length) {}

  void request_came(clock::time_point now) {
    if (counts_.asked == 0 || now >= refused_ + length_)
      return;
    ++(now < refused_ + crossing ? counts_.under_way : counts_.within);
  }

  void refused(clock::time_point now) {
    if (counts_.asked != 0 && now < refused_ + length_)
      return;
    refused_ = now;
    ++counts_.asked;
  }

  const pause_counts& counts() const { return counts_; }

 private:
  std::chrono::seconds length_;
  clock::time_point refused_{};
  pause_counts counts_;
};

} // namespace haul::bench
