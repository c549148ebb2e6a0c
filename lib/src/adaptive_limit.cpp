#include "adaptive_limit.hpp"

#include <algorithm>

namespace haul {

void adaptive_limit::good() {
  if (current_ >= most_ || ++good_ < current_)
    return;
  ++current_;
  good_ = 0;
}

void adaptive_limit::overloaded(time_point started, time_point now) {
  if (!adapts_ || started < cut_)
    return;
  current_ = std::max<std::size_t>(current_ / 2, 1);
  good_ = 0;
  cut_ = now;
}

} // namespace haul
