#pragma once

#include "record.hpp"
#include "repeated_outputs.hpp"
#include "report_figures.hpp"

#include <haul/error.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace haul {

/// What became of rows by the records of any number of files. A row is known by its number and its
/// code; of several records of a row the last one that was added counts, each other one is
/// superseded. Where a code is no more than the row's number, the URL goes with it, for two lists
/// have a row 1 each.
///
/// Memory: one and a half times the bound, however many records there are, and 10,000 hosts and
/// 1,000 kinds of errors; those that come later are counted together. What is more goes to a
/// temporary file without a name, 46 bytes and the code for each record and each row of the list.
class report_rows {
 public:
  static constexpr std::size_t default_most_in_memory = 16 * 1024 * 1024;
  static constexpr std::size_t most_hosts = 10'000;
  static constexpr std::size_t most_kinds = 1'000;

  /// What hosts and kinds that come too late are counted as.
  static constexpr const char* others = "(others)";

  /// `temporary` as in `folder_of_temporaries`; `most_in_memory` as in `sorted_records`.
  explicit report_rows(
      std::filesystem::path temporary = {}, std::size_t most_in_memory = default_most_in_memory);

  /// The records that come now are those of another file.
  void begin_file() { file_begins_.push_back(number_ + 1); }

  /// Errors are those of `sorted_records`. Only behind `begin_file`, never after `finish`.
  result<void> add(const record& written);

  /// A row of the list that the results should have, by the row, code and URL of its record. The
  /// same errors.
  result<void> expect(const record& wanted);

  /// What became of all. The last call.
  result<report_rows_end> finish();

 private:
  struct entry;
  class group;

  result<void> put_down(const record& from, const entry& what);
  void take(const entry& last, report_rows_end& into);
  std::uint32_t host_number(const record& written);
  std::uint32_t kind_number(const record& written);
  std::uint64_t file_of(std::uint64_t number) const;
  void sort_groups(report_rows_end& into);

  sorted_records all_; // by code, then row, then number
  std::string bytes_;  // of the entry that is added, so that its memory is used again
  std::uint64_t number_ = 0;
  std::vector<std::uint64_t> file_begins_; // the numbers of their first records
  std::unordered_map<std::string, std::uint32_t> host_numbers_;
  std::unordered_map<std::string, std::uint32_t> kind_numbers_;
  std::vector<report_host> hosts_;
  std::vector<report_kind> kinds_;
};

} // namespace haul
