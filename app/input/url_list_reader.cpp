#include "url_list_reader.hpp"

#include "row_fields.hpp"

#include <utility>

namespace haul {

url_list_reader::url_list_reader(std::string file) : line_row_reader(std::move(file)) {
}

std::optional<row_result> url_list_reader::read(const input_line& line) {
  const std::string_view url = trimmed(line.text);
  if (url.empty() || url.starts_with('#'))
    return std::nullopt;
  row made{place(line), {}};
  add_field(made, "url", url);
  return made;
}

} // namespace haul
