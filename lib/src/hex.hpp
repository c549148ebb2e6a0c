#pragma once

#include <span>
#include <string>

namespace haul {

/// Two digits for each byte, in lower case.
inline std::string to_hex(std::span<const unsigned char> bytes) {
  constexpr const char* digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const unsigned char each : bytes) {
    text += digits[each >> 4];
    text += digits[each & 0xf];
  }
  return text;
}

} // namespace haul
