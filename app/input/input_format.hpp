#pragma once

#include "row.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace haul {

/// The forms of a list of things to download.
enum class input_format {
  urls,          ///< `url_list_reader`
  tsv,           ///< `table_reader`
  csv,           ///< `table_reader`
  json_lines,    ///< `json_lines_reader`
  aria2,         ///< `aria2_reader`
  tsv_http_data, ///< `tsv_http_data_reader`
  fetch,         ///< `fetch_reader`
  metalink,      ///< `metalink_reader`
};

/// Each of them, in the order of the enumeration.
inline constexpr std::array<input_format, 8> all_input_formats = {
    input_format::urls,  input_format::tsv,           input_format::csv,   input_format::json_lines,
    input_format::aria2, input_format::tsv_http_data, input_format::fetch, input_format::metalink};

/// The name that `--input-format` takes: `urls`, `tsv`, `csv`, `jsonl`, `aria2`, `tsv-http-data`,
/// `fetch`, `metalink`. Static lifetime.
std::string_view to_string(input_format format);

/// The format of that name; nothing when there is none.
std::optional<input_format> input_format_named(std::string_view name);

/// The format, when it is sure; else nothing, and the person has to say.
///
/// The name decides where it does: `.csv`, `.tsv`, `.jsonl`, `.ndjson`, `.meta4`, `fetch.txt`, all
/// with `.gz` or `.zst` behind it or not, in any case, in any folder. Then the first lines do, of
/// which `first_bytes` (decoded, as many as are at hand, 4 KiB are plenty) are the begin:
/// `TsvHttpData-1.0`; an object; XML; a URL, alone on its line. URLs with tabs between them, or
/// with an indented `NAME=VALUE` on the next line, are aria2's.
std::optional<input_format> guess_format(std::string_view file_name, std::string_view first_bytes);

/// A reader of that format. `file_name` is what `row_place` says. Never null.
std::unique_ptr<row_reader> make_reader(input_format format, std::string file_name);

} // namespace haul
