#include "input_format.hpp"

#include "aria2_reader.hpp"
#include "fetch_reader.hpp"
#include "json_lines_reader.hpp"
#include "metalink_reader.hpp"
#include "table_reader.hpp"
#include "tsv_http_data_reader.hpp"
#include "url_list_reader.hpp"

#include <cstddef>
#include <stdexcept>
#include <utility>

namespace haul {

std::string_view to_string(input_format format) {
  constexpr std::array<std::string_view, 8> names = {"urls",  "tsv",           "csv",   "jsonl",
                                                     "aria2", "tsv-http-data", "fetch", "metalink"};
  return names.at(static_cast<std::size_t>(format));
}

std::optional<input_format> input_format_named(std::string_view name) {
  for (const input_format each : all_input_formats)
    if (to_string(each) == name)
      return each;
  return std::nullopt;
}

std::unique_ptr<row_reader> make_reader(input_format format, std::string file_name) {
  switch (format) {
  case input_format::urls: return std::make_unique<url_list_reader>(std::move(file_name));
  case input_format::tsv:
    return std::make_unique<table_reader>(table_reader::kind::tsv, std::move(file_name));
  case input_format::csv:
    return std::make_unique<table_reader>(table_reader::kind::csv, std::move(file_name));
  case input_format::json_lines: return std::make_unique<json_lines_reader>(std::move(file_name));
  case input_format::aria2: return std::make_unique<aria2_reader>(std::move(file_name));
  case input_format::tsv_http_data:
    return std::make_unique<tsv_http_data_reader>(std::move(file_name));
  case input_format::fetch: return std::make_unique<fetch_reader>(std::move(file_name));
  case input_format::metalink: return std::make_unique<metalink_reader>(std::move(file_name));
  }
  throw std::logic_error("an input format without a reader");
}

} // namespace haul
