#pragma once

namespace haul {

struct get_order;

/// Downloads what was ordered, says what happened, and returns the exit code (see `exit_code`).
int run_get(const get_order& order);

} // namespace haul
