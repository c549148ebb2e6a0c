#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace haul {

/// A moment in RFC 3339, in UTC with milliseconds: `2026-11-22T18:35:05.123Z`. Parts of a
/// millisecond are cut off. For the years 0 to 9999.
std::string format_timestamp(std::chrono::system_clock::time_point moment);

/// What `format_timestamp` wrote; nothing for any other form.
std::optional<std::chrono::system_clock::time_point> parse_timestamp(std::string_view text);

} // namespace haul
