#pragma once

#include "unnamed_file.hpp"

#include <haul/error.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace haul {

/// Adds a number to what is sorted, its most significant byte first: then the order of the bytes is
/// that of the numbers. `size` is in bytes, 8 at most.
void put_number(std::string& to, std::uint64_t number, std::size_t size = 8);

/// Takes such a number from the begin.
std::uint64_t take_number(std::string_view& from, std::size_t size = 8);

/// Sorts more than memory may hold: by key, then the shorter one first, then by bytes.
///
/// What is too much goes to a temporary file that has no name, so that nothing stays behind however
/// the process ends. After an error nothing but the destructor may be called.
class sorted_records {
 public:
  struct entry {
    std::uint64_t key = 0;
    std::string_view bytes;
  };

  /// `folder` is where a temporary file is made, once it is needed. `most_in_memory` is in bytes;
  /// zero: every record goes to the file. A single record that is larger is held all the same, and
  /// so are 4 KiB for each time that half the bound went to the file.
  sorted_records(std::filesystem::path folder, std::size_t most_in_memory)
      : folder_(std::move(folder)),
        most_in_memory_(most_in_memory) {}

  /// Copies `bytes`. Never after `next`. Errors: the temporary file can't be made or written
  /// (`cause::disk_full` or `cause::output_failed`).
  result<void> add(std::uint64_t key, std::string_view bytes);

  /// The first record, then each time the one behind it, valid until the next call; nothing once
  /// there are no more. An error when the temporary file can't be read.
  result<std::optional<entry>> next();

 private:
  // Where a record stands in `records_`, with its header.
  struct held {
    std::uint64_t key;
    std::size_t offset;
    std::size_t size;
  };

  // Sorted records, some of them in `buffer`, what comes behind those in the file.
  struct run {
    std::string buffer;
    std::size_t read = 0;     // in the buffer, up to the end of `current`
    std::uint64_t offset = 0; // in the file, of what is not in the buffer yet
    std::uint64_t end = 0;
    entry current;
  };

  static bool comes_before(const entry& left, const entry& right);
  static bool comes_later(const run* left, const run* right) {
    return comes_before(right->current, left->current);
  }
  std::string take_sorted();
  result<void> spill();
  result<void> begin();
  result<bool> advance(run& of);
  result<void> fill(run& of, std::size_t wanted);
  result<void> push(run& of);

  std::filesystem::path folder_;
  std::size_t most_in_memory_;
  std::string records_;     // each with a header: key and size
  std::vector<held> index_; // of `records_`
  std::optional<unnamed_file> file_;
  std::vector<run> runs_;
  std::vector<run*> heap_; // the run served last is not in it
  run* served_ = nullptr;
  std::size_t read_at_once_ = 0;
  bool begun_ = false;
};

/// The folder of temporary files: the given one; where that is empty `$TMPDIR`, or `/tmp` where
/// that is not set.
std::filesystem::path folder_of_temporaries(std::filesystem::path given);

/// Where a row stands in the input.
struct output_place {
  std::uint64_t row = 0;  ///< its number in the whole input, from 1
  std::string file;       ///< as it was given to `add`
  std::uint64_t line = 0; ///< in that file, from 1
  bool operator==(const output_place&) const = default;
};

/// An output that more than one row would write.
struct repeated_output {
  std::string output;
  std::uint64_t times = 0;         ///< at least 2
  std::vector<output_place> first; ///< the first rows, in order; `most_places` at most
};

/// Finds the outputs that more than one row of a list would write, however long the list is and
/// however often one output comes. Names are compared byte by byte: `A` is not `a`.
///
/// Memory: one and a half times the bound, and the names of the input files. Disk beyond the bound:
/// 40 bytes and the output for each row, 72 to 144 bytes and the output for each one repeated.
class repeated_outputs {
 public:
  /// So many places are told of one output.
  static constexpr std::size_t most_places = 5;

  static constexpr std::size_t default_most_in_memory = 16 * 1024 * 1024;

  /// `temporary` is the folder of the temporary files; empty: `$TMPDIR`, or `/tmp` where that is
  /// not set. It is only used once the rows take more than `most_in_memory` bytes.
  explicit repeated_outputs(
      std::filesystem::path temporary = {}, std::size_t most_in_memory = default_most_in_memory);

  /// Takes note of a row. Copies the texts. Rows may come in any order. Errors are those of
  /// `sorted_records`: the temporary file can't be made or written. None may be added behind one.
  result<void> add(
      std::string_view output, std::uint64_t row, std::string_view file, std::uint64_t line);

  /// Calls `tell` for each output that was added more than once, in the order of their first rows,
  /// and returns how many there were. The last call, and only after `add` without an error. Errors
  /// are those of `add`, and a temporary file that can't be read; some may have been told by then.
  result<std::uint64_t> finish(const std::function<void(const repeated_output&)>& tell);

 private:
  std::uint64_t number_of(std::string_view file);
  result<sorted_records> find_repeats();
  repeated_output decode(std::string_view bytes) const;

  std::filesystem::path folder_;
  std::size_t most_in_memory_;
  sorted_records rows_;
  std::string record_; // of the row being added, so that its memory is used again
  std::map<std::string, std::uint64_t, std::less<>> file_numbers_;
  std::vector<std::string> files_; // by number
};

} // namespace haul
