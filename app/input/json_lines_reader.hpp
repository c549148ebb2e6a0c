#pragma once

#include "line_row_reader.hpp"

namespace haul {

/// JSON Lines: one object a line; its names are the fields. Values are texts, numbers (given on as
/// they are written) and true and false; null means that there is none, as an empty text does for
/// a known name. `mirror`, `mirrors`, `header` and `headers` may also be arrays of texts, and the
/// latter two objects of name and value. Anything else nested is a bad row. Of equal names the
/// last one counts. Known names are taken in any case. At most 1,000 names; empty lines are
/// skipped.
///
/// A number that would not be given on exactly as it is written (25 digits, `1e3`) is a bad row: as
/// a text it is right.
class json_lines_reader final : public line_row_reader {
 public:
  /// `file` is the name for `row_place`.
  explicit json_lines_reader(std::string file);

 private:
  std::optional<row_result> read(const input_line& line) override;
};

} // namespace haul
