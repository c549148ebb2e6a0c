#include "fetch_reader.hpp"

#include "row_fields.hpp"

#include <haul/text.hpp>

#include <algorithm>
#include <utility>

namespace haul {

namespace {

// Up to the next blank, which is taken off with those behind it.
std::string_view take_word(std::string_view& rest) {
  const std::string_view word = rest.substr(0, rest.find_first_of(" \t"));
  rest.remove_prefix(word.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
  return word;
}

std::string decoded_path(std::string_view path) {
  std::string decoded;
  for (std::size_t position = 0; position < path.size(); ++position) {
    const std::string_view three = path.substr(position, 3);
    char meant = path[position];
    if (equal_in_any_case(three, "%0A"))
      meant = '\n';
    else if (equal_in_any_case(three, "%0D"))
      meant = '\r';
    const bool escaped = meant != path[position] || three == "%25";
    decoded += meant;
    position += escaped ? 2 : 0;
  }
  return decoded;
}

} // namespace

fetch_reader::fetch_reader(std::string file) : line_row_reader(std::move(file)) {
}

std::optional<row_result> fetch_reader::read(const input_line& line) {
  if (trimmed(line.text).empty())
    return std::nullopt;
  std::string_view rest = line.text;
  rest.remove_prefix(rest.find_first_not_of(" \t"));
  const std::string_view url = take_word(rest);
  const std::string_view length = take_word(rest);
  if (rest.empty())
    return refuse(line, length.empty() ? "size" : "output", "not URL, length and path");
  row made{place(line), {}};
  add_field(made, "url", url);
  if (length != "-")
    add_field(made, "size", length);
  add_field(made, "output", decoded_path(rest));
  return made;
}

} // namespace haul
