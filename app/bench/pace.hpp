#pragma once

#include <array>
#include <span>
#include <string_view>

namespace haul::bench {

/// A moment, and how many requests a server had taken by then.
struct pace_mark {
  double seconds = 0; ///< since whenever
  double requests = 0;
};

/// The requests a second in each of ten parts of a run, each of as many requests.
using tenths = std::array<double, 10>;

/// Those of a run of so many requests. `marks` are in the order of time, the first from before the
/// run; the time until the first request is left out. All zero when the marks don't reach to the
/// end, or where nothing was asked for.
tenths tenths_of(std::span<const pace_mark> marks, double requests);

/// How many requests there were, by what nginx says at the place of its module `stub_status`; 0 in
/// any other text.
double find_requests(std::string_view status);

} // namespace haul::bench
