#pragma once

#include <string_view>

namespace haul {

/// `text` without the blanks that may stand around parts of a field's value (OWS, RFC 9110 section
/// 5.6.3).
inline std::string_view trimmed(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t");
  if (start == std::string_view::npos)
    return {};
  return text.substr(start, text.find_last_not_of(" \t") - start + 1);
}

} // namespace haul
