#pragma once

#include "line_reader.hpp"
#include "row.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace haul {

/// What the readers of lists with rows of whole lines have in common.
class line_row_reader : public row_reader {
 public:
  void push(std::string_view bytes) final;
  void finish() final;
  std::optional<row_result> next() final;

 protected:
  /// `file` is the name for `row_place`.
  explicit line_row_reader(std::string file);

  /// Takes one line, not too long; a result when that completes a row.
  virtual std::optional<row_result> read(const input_line& line) = 0;

  /// Takes a line that is too long. Says so unless overridden.
  virtual std::optional<row_result> read_too_long(const input_line& line);

  /// Called once, behind the last line: the row that was still open.
  virtual std::optional<row_result> read_end() { return std::nullopt; }

  /// Reads nothing any more: the list as a whole is wrong.
  void stop() { stopped_ = true; }

  /// Of a row of one line.
  row_place place(const input_line& line) const;

  /// A row of one line that is wrong.
  bad_row refuse(const input_line& line, std::string field, std::string message) const;

 private:
  std::shared_ptr<const std::string> file_;
  line_reader lines_;
  bool finished_ = false;
  bool ended_ = false;
  bool stopped_ = false;
};

} // namespace haul
