#pragma once

#include "csv_record.hpp"
#include "line_row_reader.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace haul {

/// A table with a header, which gives the names of the fields: CSV (RFC 4180) or TSV, in which a
/// quote is a character like others. Names stand as they are, but known ones are taken in any case.
/// `mirror` and `mirrors` may hold several, between blanks or `|`, and come more than once. An
/// empty value of a known name is left out.
///
/// A record with another number of values than the header is a bad row. A header with an empty
/// name, the same name twice or more than 1,000 names ends the list with one bad row. A quote that
/// isn't closed within 1 MiB, or at all, takes what it encloses with it. Empty lines are skipped.
class table_reader final : public line_row_reader {
 public:
  enum class kind { csv, tsv };

  /// `file` is the name for `row_place`.
  table_reader(kind what, std::string file);

  std::string prologue() const override { return header_; }

 private:
  std::optional<row_result> read(const input_line& line) override;
  std::optional<row_result> read_too_long(const input_line& line) override;
  std::optional<row_result> read_end() override;

  bool add_line(const input_line& line);
  row_result take_record();
  row_result bad(std::string field, std::string message);
  std::string header_problem() const;
  std::optional<row_result> take_header();

  kind kind_;
  std::string header_; // with its end of line
  std::vector<std::string> names_;

  // The record that is being read.
  bool open_ = false;
  row_place place_;
  csv_record csv_;
  std::vector<std::string> values_;
  std::size_t count_ = 0;
};

} // namespace haul
