#pragma once

#include "line_row_reader.hpp"

namespace haul {

/// One URL a line: the field `url`. Blanks around it are dropped; blank lines and lines that begin
/// with `#` are skipped.
class url_list_reader final : public line_row_reader {
 public:
  /// `file` is the name for `row_place`.
  explicit url_list_reader(std::string file);

 private:
  std::optional<row_result> read(const input_line& line) override;
};

} // namespace haul
