#include "table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace haul::bench {

namespace {

// How many columns a text takes: characters of UTF-8, not bytes.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char each) {
    return (static_cast<unsigned char>(each) & 0xc0) != 0x80;
  }));
}

bool is_number(const std::string& text) {
  return !text.empty() && (std::isdigit(static_cast<unsigned char>(text.front())) != 0);
}

} // namespace

void table::drop_empty_columns() {
  for (std::size_t column = rows_.front().size(); column-- != 0;) {
    const bool empty = std::all_of(
        rows_.begin() + 1, rows_.end(), [&](const auto& row) { return row[column].empty(); });
    if (!empty)
      continue;
    for (auto& row : rows_)
      row.erase(row.begin() + static_cast<std::ptrdiff_t>(column));
  }
}

std::string table::markdown() {
  if (rows_.size() > 1)
    drop_empty_columns();
  const std::size_t columns = rows_.front().size();
  std::vector<std::size_t> widths(columns, 3);
  std::vector<bool> to_the_right(columns, false);
  for (std::size_t row = 0; row != rows_.size(); ++row) {
    for (std::size_t column = 0; column != columns; ++column) {
      widths[column] = std::max(widths[column], width_of(rows_[row][column]));
      to_the_right[column] = to_the_right[column] || (row != 0 && is_number(rows_[row][column]));
    }
  }
  std::string text;
  const auto write_row = [&](const std::vector<std::string>& row) {
    for (std::size_t column = 0; column != columns; ++column)
      text += to_the_right[column] ? fmt::format("| {:>{}} ", row[column], widths[column])
                                   : fmt::format("| {:<{}} ", row[column], widths[column]);
    text += "|\n";
  };
  write_row(rows_.front());
  for (std::size_t column = 0; column != columns; ++column)
    text += fmt::format("|{:-<{}}{}", "", widths[column] + 1, to_the_right[column] ? ":" : "-");
  text += "|\n";
  std::for_each(rows_.begin() + 1, rows_.end(), write_row);
  return text;
}

std::string short_number(double value) {
  if (value >= 100 || value == 0)
    return fmt::format("{:.0f}", value);
  if (value >= 10)
    return fmt::format("{:.1f}", value);
  return fmt::format("{:.{}f}", value, value >= 1 ? 2 : 3);
}

std::string grouped(double value) {
  std::string digits = fmt::format("{:.0f}", value);
  for (auto position = static_cast<std::ptrdiff_t>(digits.size()) - 3; position > 0; position -= 3)
    digits.insert(static_cast<std::size_t>(position), ",");
  return digits;
}

std::string ratio(double of, double base) {
  return base > 0 ? fmt::format("{:.2f}", of / base) : std::string();
}

} // namespace haul::bench
