#pragma once

#include "flags_options.hpp"

namespace haul {

/// Downloads what was ordered, tells how on the console, and gives the exit code. Blocks until all
/// is done; runs everything, haul's own server among it, on one io_context in this thread.
int run_flags(const flags_order& order);

} // namespace haul
