#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

namespace haul {

/// What a downloader knows of one host at a moment.
struct host_load {
  std::string_view host;     ///< in lower case, without port; valid only while it is shown
  std::size_t limit = 0;     ///< how many requests it bears at once, as far as that is known
  std::size_t in_flight = 0; ///< requests under way
  std::size_t waiting = 0;   ///< tasks in line for it, those that are to be tried again among them

  /// How long it gets no request, because it asked for that or because of what it answered; 0 when
  /// there is no pause. The distance that `options::rate_per_host` keeps is none.
  std::chrono::steady_clock::duration pause{};
};

} // namespace haul
