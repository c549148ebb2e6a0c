#pragma once

#include "bench_options.hpp"

#include <string_view>

namespace haul::bench {

/// Says on standard error what went wrong. The exit code for it.
int complain(std::string_view message);

/// Each measures, shows the tables, and writes the results where `--output` says: the three
/// variants, haul beside curl, lists of several lengths beside what others use, haul beside its
/// peers and the limit, rows beside slow hosts and slow names, what durable files cost, small files
/// in several forms, and a large one from far away. The exit code: 1 when a file of haul's came out
/// wrong, a pause that a host asked for was not kept, or nothing could be measured.
int measure_matrix(const bench_options& from);
int measure_curl(const bench_options& from);
int measure_lists(const bench_options& from);
int measure_peers(const bench_options& from);
int measure_hosts(const bench_options& from);
int measure_names(const bench_options& from);
int measure_durable(const bench_options& from);
int measure_files(const bench_options& from);
int measure_far(const bench_options& from);

/// Runs the one cell that this process was started for, and prints its figures as a line of JSON.
int run_child_cell(const bench_options& from);

/// Writes the files that this process was started for, one by one.
int run_write_alone(const bench_options& from);

/// The same with the bare file calls.
int run_write_bare(const bench_options& from);

} // namespace haul::bench
