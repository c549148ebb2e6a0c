#pragma once

#include "compare_peers.hpp"

#include <CLI/CLI.hpp>

namespace haul::bench {

/// Declares what only `peers` has on its subcommand, which keeps references to `into`.
void add_peers_options(CLI::App& peers, peer_comparison& into);

} // namespace haul::bench
