#pragma once

#include "contender.hpp"
#include "machine.hpp"
#include "pace.hpp"
#include "run_matrix.hpp"

#include <haul/error.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace haul::bench {

/// Lists of several lengths from nginx, by `haul get` and the programs that people use for it.
struct list_comparison {
  std::vector<std::size_t> rows = {10'000, 100'000, 1'000'000};
  std::size_t size = 2048; ///< of each file, in bytes
  std::size_t connections = 64;
  unsigned patience = 300; ///< a run is ended after so many seconds
  std::vector<std::string> programs = {"haul", "haul-results", "haul-pack",
                                       "curl", "aria2",        "wget2"};
  unsigned repeat = 3;
  cores on;
};

/// What the programs came to with a list of so many rows.
struct measured_list {
  std::size_t rows = 0;
  std::vector<contender> contenders; ///< in the order of `list_comparison::programs`

  /// How the rate went within each run of each contender, in the same order, as nginx saw it.
  std::vector<std::vector<tenths>> paces;
};

/// Runs every program with every list, all of them once before any comes again, and checks every
/// file. The rate counts right files only. What a program did that was ended for lack of patience
/// counts, and `figures::problem` tells. Stops early after a stop signal. An error when nginx does
/// not work; a program that is missing has a problem and no figures.
result<std::vector<measured_list>> compare_lists(const list_comparison& what);

/// How a figure of one program changed from the shortest list to the longest, as a part of the
/// first: 0.1 is a tenth more. 0 where there are no figures.
double growth_of(
    std::span<const measured_list> lists, std::size_t program, double figures::* member);

/// The rates within a program's runs in the median, each tenth's own. Runs in which they are not to
/// be known are left out; all zero when there is no other.
tenths median_pace(std::span<const tenths> runs);

/// The medians in Markdown, a table for each length with one of the rates within the runs, and
/// below how memory and rate change from one length to the other; and each run as JSON.
std::string lists_tables(const list_comparison& what, std::span<const measured_list> lists);
std::string lists_json(
    const list_comparison& what, const machine_facts& machine,
    std::span<const measured_list> lists);

} // namespace haul::bench
