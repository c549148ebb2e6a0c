#pragma once

#include "append_file.hpp"
#include "record.hpp"

#include <filesystem>

namespace haul {

/// The results: a line of JSON for each row, in the order in which they come.
///
/// Each record is handed to the system before `append` returns, so a kill loses none of those
/// (a power cut may). No other run can write the same file meanwhile.
class results_log {
 public:
  /// Goes on behind what the file holds; `recorded_rows::read` must have cut off a torn end. Made
  /// when missing; `-` is standard output. An error when it can't be used: a link, no regular
  /// file, in use by another run (`cause::output_in_use`).
  static result<results_log> open(const std::filesystem::path& path);

  /// An error (`cause::disk_full`, `cause::output_failed`) is final: it is returned by each later
  /// call too, and nothing more is written.
  result<void> append(const record& written);

 private:
  explicit results_log(append_file opened);
  append_file file_;
};

} // namespace haul
