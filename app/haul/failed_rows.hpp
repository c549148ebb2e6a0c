#pragma once

#include "append_file.hpp"
#include "record.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace haul {

/// An input whose rows may fail.
struct failed_rows_input {
  std::filesystem::path file; ///< `-` is standard input
  std::string format;         ///< its name; compared only
};

/// A list of the rows that failed, in their own format, to be fed back.
///
/// Each row stands in the file once `add` has returned; the file stands from the beginning and is
/// empty when nothing fails. A format with an epilogue is only complete after `close`.
class failed_rows {
 public:
  /// Empties the file, made when missing; `-` is standard output. An error when it can't be used,
  /// when it is one of the inputs, or when these are of more than one format, as their rows could
  /// not stand in one list.
  static result<failed_rows> open(
      const std::filesystem::path& path, std::span<const failed_rows_input> inputs);

  /// Whether such a row belongs here: errors do (cancelled ones, too), and what was not found when
  /// `not_found_is_error`.
  static bool wants(const record& written, bool not_found_is_error);

  /// A row's text (`row_place::text`) and what its reader's `prologue` is, which is written before
  /// the first row. An error when a later prologue differs (tables with different headers) or the
  /// file can't be written; the row is missing then.
  result<void> add(std::string_view prologue, std::string_view text);

  /// Writes `epilogue` if there was a row. Must be the last call.
  result<void> close(std::string_view epilogue);

 private:
  explicit failed_rows(append_file opened);
  append_file file_;
  std::optional<std::string> prologue_; // engaged once a row was written
};

} // namespace haul
