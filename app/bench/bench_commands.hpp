#pragma once

#include "bench_options.hpp"

#include <string_view>

namespace haul::bench {

/// Says on standard error what went wrong. The exit code for it.
int complain(std::string_view message);

/// Measures the three variants, or haul beside curl, shows the tables, and writes the results where
/// `--output` says. The exit code: 1 when a file came out wrong or nothing could be measured.
int measure_matrix(const bench_options& from);
int measure_curl(const bench_options& from);

/// Runs the one cell that this process was started for, and prints its figures as a line of JSON.
int run_child_cell(const bench_options& from);

} // namespace haul::bench
