#pragma once

#include "record.hpp"
#include "repeated_outputs.hpp"

#include <haul/error.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace haul {

/// What a folder should hold by its results: of the records that say that a file stands (`ok` and
/// `skipped`) the last one of each output. One that says that a task failed takes nothing back, for
/// such a task wrote nothing.
///
/// Memory: three times the bound, however many records there are; what is more goes to temporary
/// files without a name, which is at most about 250 bytes a record beside its code and output.
class verify_list {
 public:
  static constexpr std::size_t default_most_in_memory = 16 * 1024 * 1024;

  /// `temporary` is the folder of the temporary files; empty: `$TMPDIR`, or `/tmp` where that is
  /// none. `most_in_memory` is in bytes, see `sorted_records`.
  explicit verify_list(
      const std::filesystem::path& temporary = {},
      std::size_t most_in_memory = default_most_in_memory);

  /// The next record of the results. Errors are those of `sorted_records`. Never after `next`.
  result<void> add(const record& written);

  /// The first record that counts, then each time the one that was added behind it, with row, code,
  /// status, bytes, digest and output only; nothing once there are no more. After an error nothing
  /// but the destructor may be called.
  result<std::optional<record>> next();

  /// How many outputs have no record but those of tasks that failed, each counted once, and how
  /// many records of failures have no output at all. Known once `next` was called.
  std::uint64_t failed() const { return failed_; }

 private:
  result<void> find_last_ones();
  result<void> keep_last(const std::string& tail);

  sorted_records all_;    // by output: whether it says that the file stands, and its number
  sorted_records stand_;  // by number: what says so
  sorted_records counts_; // the numbers of those that count
  std::uint64_t number_ = 0;
  std::uint64_t failed_ = 0;
  bool found_ = false;
};

} // namespace haul
