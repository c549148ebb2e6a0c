#pragma once

#include "line_row_reader.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace haul {

/// aria2's input file: a line of URLs with tabs between them (the first is `url`, the others
/// `mirror`), and behind it indented lines `NAME=VALUE`: `out` is `output`, below `dir` when there
/// is one; `checksum=TYPE=DIGEST` is `sha256`, `sha512`, `sha1` or `md5`, another type is a bad
/// row; `header`, more than once. A `dir` without `out` is a field of its own. Every other option
/// of aria2 is ignored. Blank lines and lines that begin with `#` are skipped. Rows of more than
/// 1 MiB are bad ones.
class aria2_reader final : public line_row_reader {
 public:
  /// `file` is the name for `row_place`.
  explicit aria2_reader(std::string file);

 private:
  std::optional<row_result> read(const input_line& line) override;
  std::optional<row_result> read_too_long(const input_line& line) override;
  std::optional<row_result> read_end() override;

  std::optional<row_result> start(const input_line& line);
  std::optional<row_result> add_option(const input_line& line);
  void set_option(std::string_view name, std::string_view value);
  void set_checksum(std::string_view value);
  void complain(std::string field, std::string message);

  bool open_ = false; // whether a row is being read, which is:
  row_place place_;
  bool cut_ = false; // not all of its text was kept
  std::string out_;
  std::string dir_;
  std::vector<field> fields_; // digests and headers
  bad_row problem_;           // the first one; none when its message is empty
};

} // namespace haul
