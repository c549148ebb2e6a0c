#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace haul {

// Codes and labels are ASCII whatever the locale says, which <cctype> would ask.

inline bool is_letter(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

inline char upper(char character) {
  const bool lower_case = character >= 'a' && character <= 'z';
  return lower_case ? static_cast<char>(character - 'a' + 'A') : character;
}

inline char lower(char character) {
  const bool upper_case = character >= 'A' && character <= 'Z';
  return upper_case ? static_cast<char>(character - 'A' + 'a') : character;
}

inline std::string upper(std::string_view text) {
  std::string changed(text);
  std::transform(text.begin(), text.end(), changed.begin(), [](char each) { return upper(each); });
  return changed;
}

inline std::string lower(std::string_view text) {
  std::string changed(text);
  std::transform(text.begin(), text.end(), changed.begin(), [](char each) { return lower(each); });
  return changed;
}

} // namespace haul
