#pragma once

#include "line_row_reader.hpp"

namespace haul {

/// Google's `TsvHttpData-1.0`: that name on the first line, then URL, length and base64 of the MD5
/// between tabs, as `url`, `size` and `md5` (in hexadecimal). Length and MD5 may be left out or
/// empty. A first line that is another ends the list with one bad row.
class tsv_http_data_reader final : public line_row_reader {
 public:
  /// `file` is the name for `row_place`.
  explicit tsv_http_data_reader(std::string file);

  std::string prologue() const override;

 private:
  std::optional<row_result> read(const input_line& line) override;
  std::optional<row_result> read_too_long(const input_line& line) override;
  std::optional<row_result> read_first(const input_line& line);
};

} // namespace haul
