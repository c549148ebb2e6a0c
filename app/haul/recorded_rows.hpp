#pragma once

#include "record.hpp"

#include <haul/error.hpp>
#include <haul/outcome.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>
#include <unordered_map>

namespace haul {

/// Which rows an earlier run has done, so that this one goes on from there.
///
/// Of a row only 16 bits are kept: a fingerprint of its code, URL and output. A row that was
/// changed in the list since is done again, but for one change in 65,535, which is not noticed.
/// Memory: two bytes a row, as far as the rows stand close together.
class recorded_rows {
 public:
  /// What of an earlier run is done with.
  struct done_rules {
    bool not_found = false; ///< what was not found
    bool standing = true;   ///< what stands; false when it is to be looked at anew
  };

  recorded_rows() = default;

  /// Reads the results of earlier runs and compacts them: afterwards the file holds just the
  /// records that count, one a row, and is ready for `results_log::open`. It is replaced in one
  /// step and durable when this returns. A file that is missing, or `-`, is as one that is empty.
  ///
  /// The last record of a row counts if it is `ok` and the file stands in `folder` with as many
  /// bytes as recorded, if it is `skipped` or `unchanged` and the file stands, or if it is
  /// `not_found`, each as far as `rules` has it. A torn last line is cut off. The file is left as
  /// it was when there is an error: a line that is no record (named with its number), a file that
  /// another run is writing
  /// (`cause::output_in_use`), a failure of the system.
  static result<recorded_rows> read(
      const std::filesystem::path& path, const std::filesystem::path& folder, done_rules rules);

  /// Whether that row is done and still stands for the same thing. `url` is redacted.
  bool is_done(
      std::uint64_t row, std::string_view code, std::string_view url,
      std::string_view output) const;

  /// What the rows that are done came to.
  const tally& counts() const { return counts_; }

  /// Takes note of a row that is done.
  void add(const record& done);

  /// Whether a record of that row was added, whatever it stood for.
  bool knows(std::uint64_t row) const { return fingerprint_of(row) != 0; }

 private:
  static constexpr std::size_t rows_a_page = 4096;
  using page = std::array<std::uint16_t, rows_a_page>;

  std::uint16_t fingerprint_of(std::uint64_t row) const; // 0: none

  // In pages, so that a row with a huge number in a damaged file costs no more than a page.
  std::unordered_map<std::uint64_t, std::unique_ptr<page>> pages_;
  tally counts_;
};

} // namespace haul
