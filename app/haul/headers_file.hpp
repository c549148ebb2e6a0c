#pragma once

#include <haul/error.hpp>
#include <haul/task.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace haul {

/// Headers, a `Name: value` on each line, in their order. Empty lines and lines that begin with `#`
/// are read over; a value stands as it is, with no placeholders and up to the end of its line. Each
/// header is one that `parse_header_line` takes. Errors (`cause::bad_option`) begin with the number
/// of the line ("3: …"); they quote no value, and a name only when it could be one.
result<std::vector<header>> parse_headers_file(std::string_view text);

/// The token that a file or variable holds, without the ends of lines behind it. Refused
/// (`cause::bad_option`) when there is none or it has control characters or blanks; it is not
/// quoted.
result<std::string> parse_token(std::string_view text);

/// What a file (or pipe) of at most 1 MiB holds, for options that name one. The error
/// (`cause::bad_option`) names it.
result<std::string> read_option_file(const std::string& name);

} // namespace haul
