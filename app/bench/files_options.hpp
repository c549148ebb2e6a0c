#pragma once

#include "compare_files.hpp"

#include <CLI/CLI.hpp>

namespace haul::bench {

/// Declares what only `files` has on its subcommand, which keeps references to `into`.
void add_files_options(CLI::App& files, files_comparison& into);

} // namespace haul::bench
