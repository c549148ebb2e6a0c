#pragma once

#include "row.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace haul {

/// The most values that a row may have: a line of 1 MiB could hold a million. Of what is added
/// only one more is kept; the row is a bad one then, see `checked`.
inline constexpr std::size_t most_fields = 1000;

/// `text` without the blanks and tabs around it.
std::string_view trimmed(std::string_view text);

/// The parts of `text` between any of `separators`; empty ones are left out.
std::vector<std::string_view> split(std::string_view text, std::string_view separators);

/// A known name, in whatever case, as `row` has it (`mirrors` is `mirror`); others as they stand.
std::string field_name(std::string_view name);

/// Adds a value under a name that `field_name` made. Several mirrors may stand in one value,
/// between blanks or `|`. An empty value of a known name means that there is none. A later value
/// takes the place of an earlier one, but for `mirror` and `header`.
void add_field(row& to, std::string_view name, std::string_view value);

/// Adds the first of `urls` as `url`, the others as `mirror`. Those that haul has no protocol for
/// (`ftp`, `magnet`) are left out, unless all are such.
void add_urls(row& to, const std::vector<std::string_view>& urls);

/// The row, or, when it has too many values, a bad one in its place.
row_result checked(row made);

/// The field of a digest of that type (`sha-256` is `sha256`), in whatever case; empty when it is
/// not one that haul knows.
std::string_view digest_field(std::string_view type);

} // namespace haul
