#pragma once

#include "compare_far.hpp"

#include <CLI/CLI.hpp>

namespace haul::bench {

/// Declares what only `far` has on its subcommand, which keeps references to `into`.
void add_far_options(CLI::App& far, far_comparison& into);

} // namespace haul::bench
