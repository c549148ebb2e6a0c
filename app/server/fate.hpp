#pragma once

#include "flag_server.hpp"

#include <chrono>
#include <cstdint>

namespace haul {

/// What chance has in store for a request.
struct fate {
  std::chrono::milliseconds delay{0}; ///< to wait before the reply
  bool teapot = false;                ///< whether the reply is a 418
};

/// Draws the fate of a request for `key` (see `flag_target`) that was asked for `times_before`
/// times before. A function of its arguments: the same everywhere and always. The draw of the
/// teapot does not depend on the limits of the delay, nor the other way round.
fate draw_fate(const server_behaviour& behaviour, std::uint64_t key, std::uint64_t times_before);

} // namespace haul
