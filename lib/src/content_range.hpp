#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace haul {

/// Which bytes of the whole a partial response brings (RFC 9110 section 14.4).
struct content_range {
  /// Offsets of the first and the last byte, counted from 0; `first` is never above `last`.
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  /// How many bytes the whole has, always more than `last`; nothing when the server doesn't know.
  std::optional<std::uint64_t> total;

  bool operator==(const content_range&) const = default;
};

/// The value of the `Content-Range` of a 206: `bytes first-last/total` or `bytes first-last/*`, the
/// unit in any case, with white space around it. Nothing when it has any other form, contradicts
/// itself, or when a number, or `last + 1`, doesn't fit into 64 bits.
std::optional<content_range> parse_content_range(std::string_view value);

/// The same for a 416, `bytes */total`: how many bytes the whole has.
std::optional<std::uint64_t> parse_unsatisfied_range(std::string_view value);

} // namespace haul
