#pragma once

// For tests of readers: what comes out of them.

#include "row.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace haul::test {

inline constexpr std::size_t in_one_piece = std::numeric_limits<std::size_t>::max();

/// Takes what the reader has now.
inline void take_rows(row_reader& reader, std::vector<row_result>& into) {
  while (std::optional<row_result> each = reader.next())
    into.push_back(std::move(*each));
}

/// Pushes all of `input` in pieces of that size and takes every row.
inline std::vector<row_result> read_rows(
    row_reader& reader, std::string_view input, std::size_t piece = in_one_piece) {
  std::vector<row_result> rows;
  while (!input.empty()) {
    reader.push(input.substr(0, piece));
    input.remove_prefix(std::min(piece, input.size()));
    take_rows(reader, rows);
  }
  reader.finish();
  take_rows(reader, rows);
  return rows;
}

inline const row_place& place_of(const row_result& read) {
  return std::visit([](const auto& each) -> const row_place& { return each.place; }, read);
}

/// The fields as `name=value`, with a blank between them; `bad FIELD: MESSAGE` of a bad row.
inline std::string shown(const row_result& read) {
  if (const bad_row* const bad = std::get_if<bad_row>(&read))
    return "bad " + bad->field + ": " + bad->message;
  std::string text;
  for (const field& each : std::get<row>(read).fields)
    text += (text.empty() ? "" : " ") + each.name + "=" + each.value;
  return text;
}

inline std::vector<std::string> shown(const std::vector<row_result>& rows) {
  std::vector<std::string> all;
  for (const row_result& each : rows)
    all.push_back(shown(each));
  return all;
}

/// The rows as a list of the same format, as `row_reader::prologue` promises.
inline std::string written_again(const row_reader& reader, const std::vector<row_result>& rows) {
  std::string list = reader.prologue();
  for (const row_result& each : rows)
    list += place_of(each).text + "\n";
  return list + reader.epilogue();
}

} // namespace haul::test
