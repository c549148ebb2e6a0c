#pragma once

#include "contender.hpp"
#include "machine.hpp"
#include "run_matrix.hpp"

#include <haul/error.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace haul::bench {

/// What each setting of `haul get --durable` costs, on several file systems.
struct durable_comparison {
  std::vector<std::string> folders = {"."}; ///< where else than in memory; each must be there
  std::size_t files = 2000;                 ///< where a disk is waited for; else ten times as many
  std::size_t size = 2048;                  ///< of each file, in bytes
  std::size_t connections = 64;
  unsigned patience = 600; ///< a run is ended after so many seconds
  unsigned repeat = 3;
  cores on;
};

/// One way to write the files.
struct durable_way {
  /// A setting of `--durable`; empty for the loop that writes one by one without a network.
  std::string setting;
  std::size_t files = 0;
  std::vector<figures> runs;
};

/// What the ways came to on one file system.
struct measured_place {
  std::string file_system;       ///< its kind; the path is nobody's business
  std::vector<durable_way> ways; ///< the loop, then `none`, `batch` and `each`
};

/// Writes the files in every way at every place, all of them once before any comes again, and
/// checks every file. What was written before is brought to the disk before each run, so that no
/// run pays for another. The first place is in memory. Stops early after a stop signal. An error
/// when nginx does not work; throws `std::filesystem::filesystem_error` when a folder is not to be
/// written to.
result<std::vector<measured_place>> compare_durable(const durable_comparison& what);

/// A place of this kind with its ways, before anything ran.
measured_place plan_place(std::string file_system, const durable_comparison& what);

/// The way with this setting at a place; all are there.
const durable_way& way_of(const measured_place& place, std::string_view setting);

/// Seconds for each file, in the median; 0 where there are no figures.
double seconds_each(const durable_way& way);

/// The medians in Markdown, a table for each place; and each run as JSON.
std::string durable_tables(const durable_comparison& what, std::span<const measured_place> places);
std::string durable_json(
    const durable_comparison& what, const machine_facts& machine,
    std::span<const measured_place> places);

} // namespace haul::bench
