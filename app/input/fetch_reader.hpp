#pragma once

#include "line_row_reader.hpp"

namespace haul {

/// BagIt's `fetch.txt` (RFC 8493 section 2.2.3): URL, length or `-`, and path, between blanks, as
/// `url`, `size` and `output`. In the path `%0A`, `%0D` and `%25` are decoded and nothing else is.
/// Blank lines are skipped.
class fetch_reader final : public line_row_reader {
 public:
  /// `file` is the name for `row_place`.
  explicit fetch_reader(std::string file);

 private:
  std::optional<row_result> read(const input_line& line) override;
};

} // namespace haul
