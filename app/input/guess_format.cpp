#include "input_format.hpp"
#include "line_reader.hpp"
#include "row_fields.hpp"

#include <haul/text.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace haul {

namespace {

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && equal_in_any_case(text.substr(text.size() - end.size()), end);
}

std::optional<input_format> format_of_name(std::string_view name) {
  for (const std::string_view compression : {".gz", ".zst"})
    if (ends_with(name, compression))
      name.remove_suffix(compression.size());
  if (const std::size_t slash = name.rfind('/'); slash != std::string_view::npos)
    name.remove_prefix(slash + 1);
  if (equal_in_any_case(name, "fetch.txt"))
    return input_format::fetch;
  constexpr std::array<std::pair<std::string_view, input_format>, 5> endings = {{
      {".csv", input_format::csv},
      {".tsv", input_format::tsv},
      {".jsonl", input_format::json_lines},
      {".ndjson", input_format::json_lines},
      {".meta4", input_format::metalink},
  }};
  for (const auto& [ending, format] : endings)
    if (ends_with(name, ending))
      return format;
  return std::nullopt;
}

bool is_url(std::string_view text) {
  return (equal_in_any_case(text.substr(0, 7), "http://") ||
          equal_in_any_case(text.substr(0, 8), "https://")) &&
         text.find_first_of(" \t\"<>") == std::string_view::npos;
}

bool is_indented_option(std::string_view line) {
  return (line.starts_with(' ') || line.starts_with('\t')) &&
         line.find('=') != std::string_view::npos && !is_url(trimmed(line));
}

// `line` is the first that says something, `following` the one behind it.
std::optional<input_format> format_of_lines(std::string_view line, std::string_view following) {
  if (trimmed(line) == "TsvHttpData-1.0")
    return input_format::tsv_http_data;
  const std::string_view content = trimmed(line);
  if (content.starts_with('{'))
    return input_format::json_lines;
  if (content.starts_with("<?xml") || content.starts_with("<metalink"))
    return input_format::metalink;
  const std::vector<std::string_view> parts = split(content, "\t");
  if (!std::ranges::all_of(parts, is_url))
    return std::nullopt;
  return parts.size() > 1 || is_indented_option(following) ? input_format::aria2
                                                           : input_format::urls;
}

} // namespace

std::optional<input_format> guess_format(std::string_view file_name, std::string_view first_bytes) {
  if (const std::optional<input_format> named = format_of_name(file_name))
    return named;
  line_reader lines;
  lines.push(first_bytes);
  lines.finish();
  std::string first;
  while (const std::optional<input_line> line = lines.next()) {
    const std::string_view content = trimmed(line->text);
    if (content.empty() || content.starts_with('#'))
      continue;
    if (!first.empty())
      return format_of_lines(first, line->text);
    first = line->text;
  }
  if (first.empty())
    return std::nullopt;
  return format_of_lines(first, {});
}

} // namespace haul
