#include "duration_histogram.hpp"

#include <algorithm>
#include <numeric>

namespace haul {

using in_seconds = std::chrono::duration<double>;

void duration_histogram::add(std::chrono::microseconds duration) {
  duration = std::max(duration, std::chrono::microseconds(0));
  const auto at = std::ranges::lower_bound(limits_in_seconds, in_seconds(duration).count());
  if (at != limits_in_seconds.end())
    ++counts_[static_cast<std::size_t>(at - limits_in_seconds.begin())];
  ++count_;
  sum_ += duration;
}

std::uint64_t duration_histogram::up_to(std::size_t limit) const {
  const auto end = counts_.begin() + static_cast<std::ptrdiff_t>(limit) + 1;
  return std::accumulate(counts_.begin(), end, std::uint64_t{0});
}

double duration_histogram::sum_in_seconds() const {
  return in_seconds(sum_).count();
}

} // namespace haul
