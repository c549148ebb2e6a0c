#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace haul {

/// The value of a `Date`, `Last-Modified` or `Retry-After` field, in any of the three forms of RFC
/// 9110 section 5.6.7, in seconds since 1970, which a clock of nanoseconds could not hold for every
/// year; nothing when it is no date. White space around it is ignored.
std::optional<std::int64_t> parse_http_date(std::string_view value);

/// As `Last-Modified` and `If-Modified-Since` have it; empty for a year that has not four digits.
std::string format_http_date(std::int64_t seconds);

} // namespace haul
