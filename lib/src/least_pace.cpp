#include "least_pace.hpp"

#include "failure.hpp"

#include <fmt/format.h>

namespace haul {

namespace {

constexpr std::chrono::milliseconds usual_window{60'000};

} // namespace

bool least_pace::keeps(std::chrono::steady_clock::duration waited) {
  if (times_.lowest_rate == 0)
    return true;
  waited_ += waited;
  if (waited_ < (times_.idle.count() == 0 ? usual_window : times_.idle))
    return true;
  const double seconds = std::chrono::duration<double>(waited_).count();
  const bool fast =
      static_cast<double>(bytes_) >= seconds * static_cast<double>(times_.lowest_rate);
  bytes_ = 0;
  waited_ = {};
  return fast;
}

error least_pace::failure(stage where) const {
  return haul::failure(
      where, cause::timed_out,
      fmt::format("timed out: fewer than {} bytes a second came", times_.lowest_rate));
}

} // namespace haul
