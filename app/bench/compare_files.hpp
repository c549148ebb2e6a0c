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

/// What small files cost in several forms and on several file systems.
struct files_comparison {
  std::vector<std::string> folders = {"."}; ///< where else than in memory; each must be there
  std::size_t files = 20'000;               ///< at most a million
  std::size_t size = 2048;                  ///< of each file, in bytes
  std::size_t connections = 64;
  unsigned patience = 300; ///< a run is ended after so many seconds
  unsigned repeat = 3;
  cores on;
};

/// How many files a folder takes where they are fanned out.
inline constexpr std::size_t files_a_folder = 1000;

/// A way to write the files.
struct files_way {
  enum class maker { haul, curl, bare };
  std::string_view name; ///< in the tables
  maker by = maker::haul;
  bool fanned = false; ///< into folders of a thousand
  /// Only where there is a disk to wait for.
  bool on_disk_only = false;
  /// Further options of haul's, or of the bare loop.
  std::vector<std::string> options = {};
};

/// All there are; the first is what the others are compared with.
const std::vector<files_way>& files_ways();

/// What the ways came to on one file system.
struct files_place {
  std::string file_system;        ///< its kind; the path is nobody's business
  std::vector<contender> results; ///< in the order of `files_ways`, without those left out here
};

/// A place of this kind with its ways, before anything ran.
files_place plan_files_place(std::string file_system);

/// Downloads the files from nginx in every way at every place, and writes as many with the bare
/// calls; all ways once before any comes again, in turn forwards and backwards. Every file is
/// checked after each run, those of packs as `tar` extracts them. What was written before is
/// brought to the disk before each run. The first place is in memory. Stops early after a stop
/// signal. An error when nginx does not work; throws `std::filesystem::filesystem_error` when a
/// folder is not to be written to.
result<std::vector<files_place>> compare_files(const files_comparison& what);

/// The medians in Markdown, a table for each place; and each run as JSON.
std::string files_tables(const files_comparison& what, std::span<const files_place> places);
std::string files_json(
    const files_comparison& what, const machine_facts& machine,
    std::span<const files_place> places);

} // namespace haul::bench
