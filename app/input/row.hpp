#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace haul {

/// A named value of a row.
struct field {
  std::string name;
  std::string value;
  bool operator==(const field&) const = default;
};

/// Where a row stands in the input, and how it stood there.
struct row_place {
  std::shared_ptr<const std::string> file; ///< never null; `-` is standard input
  std::uint64_t line = 0;                  ///< of its first line, from 1
  std::string text;                        ///< the row as it stood, without the end of its line
};

/// One row of a list: what is known of one thing to download.
struct row {
  row_place place;

  /// In the order of the input. A name may come more than once (`mirror`, `header`). These names
  /// are known: `url`, `code`, `output`, `size`, `sha256`, `sha512`, `sha1`, `md5`, `mirror`,
  /// `header` (`Name: value`). Columns of a table keep their own names besides.
  std::vector<field> fields;

  /// The first value of that name, or nothing.
  const std::string* find(std::string_view name) const;
};

/// A row that can't be read. The rows behind it can.
struct bad_row {
  row_place place;
  std::string field;   ///< which one is wrong; empty when it is the row as a whole
  std::string message; ///< for a person; may hold bytes of the input
};

using row_result = std::variant<row, bad_row>;

/// Reads rows from bytes, however they are cut into pieces. No I/O; nothing is kept of a row once
/// it was taken.
class row_reader {
 public:
  virtual ~row_reader() = default;

  /// More of the input. Rows should be taken before more is pushed, or they pile up.
  virtual void push(std::string_view bytes) = 0;

  /// There is no more: a last row without an end of line is complete now.
  virtual void finish() = 0;

  /// The next row; nothing when more bytes are needed, or, after `finish`, when there are no more.
  virtual std::optional<row_result> next() = 0;

  /// What must stand before and behind rows' texts, each on its lines, to make a list of the same
  /// format of them: the header of a table. Known once the first row has come; often empty.
  virtual std::string prologue() const { return {}; }
  virtual std::string epilogue() const { return {}; }
};

} // namespace haul
