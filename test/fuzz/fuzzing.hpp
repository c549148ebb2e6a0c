#pragma once

// What fuzz targets share: how a rule is held, how the input is taken apart, and what UTF-8 is,
// told once more so that the code under test is not its own judge.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace haul::fuzzing {

/// Ends the process with the rule that does not hold.
inline void require(bool holds, const char* rule) {
  if (holds)
    return;
  std::fprintf(stderr, "does not hold: %s\n", rule);
  std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return size == 0 ? std::string_view()
                   : std::string_view(reinterpret_cast<const char*>(data), size);
}

/// Takes what stands in front of the next `end`, or all of it, off `rest`.
inline std::string_view take_until(std::string_view& rest, char end) {
  const std::string_view taken = rest.substr(0, rest.find(end));
  rest.remove_prefix(std::min(taken.size() + 1, rest.size()));
  return taken;
}

/// How many bytes the first character of `text` has, which is not empty; 0 when it is broken. By
/// the table of RFC 3629 section 4.
inline std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
  };
  const auto in = [&](std::size_t at, unsigned lowest, unsigned highest) {
    return byte(at) >= lowest && byte(at) <= highest;
  };
  if (byte(0) < 0x80)
    return 1;
  if (in(0, 0xc2, 0xdf))
    return in(1, 0x80, 0xbf) ? 2 : 0;
  const unsigned lowest = byte(0) == 0xe0 ? 0xa0U : byte(0) == 0xf0 ? 0x90U : 0x80U;
  const unsigned highest = byte(0) == 0xed ? 0x9fU : byte(0) == 0xf4 ? 0x8fU : 0xbfU;
  if (!in(0, 0xe0, 0xf4) || !in(1, lowest, highest) || !in(2, 0x80, 0xbf))
    return 0;
  if (byte(0) < 0xf0)
    return 3;
  return in(3, 0x80, 0xbf) ? 4 : 0;
}

} // namespace haul::fuzzing
