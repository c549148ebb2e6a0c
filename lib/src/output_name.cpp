#include "failure.hpp"

#include <haul/text.hpp>

#include <boost/locale/utf.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace haul {

static_assert(part_suffix.size() == note_suffix.size());

namespace {

constexpr std::size_t longest_component = 255; // NAME_MAX of every file system in use

// What a decoder says for bytes that are not UTF-8.
bool is_broken(std::uint32_t character) {
  return character == boost::locale::utf::illegal || character == boost::locale::utf::incomplete;
}

bool is_control(std::uint32_t character) {
  return character < 0x20 || (character >= 0x7f && character < 0xa0);
}

// Of these bytes nothing needs decoding, and nearly every name has no others.
bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char each) { return each >= 0x20 && each < 0x7f; });
}

bool has_any(std::string_view text, bool (*wanted)(std::uint32_t)) {
  using utf8 = boost::locale::utf::utf_traits<char>;
  for (auto next = text.begin(); next != text.end();) {
    if (wanted(utf8::decode(next, text.end())))
      return true;
  }
  return false;
}

// Why a component is refused; null when it is fine.
const char* complaint(std::string_view component) {
  if (component.empty())
    return "has an empty component";
  if (component == "." || component == "..")
    return "contains the folder itself or its parent";
  if (component.front() == '-')
    return "has a component that starts with '-'";
  if (component.find('\\') != std::string_view::npos)
    return "contains a backslash";
  if (!is_plain(component) && has_any(component, is_control))
    return "contains a control character";
  if (!is_plain(component) && has_any(component, is_broken))
    return "is not valid UTF-8";
  if (component.ends_with(part_suffix) || component.ends_with(note_suffix))
    return "ends as an unfinished file does";
  if (component.size() + part_suffix.size() > longest_component)
    return "is too long for a file name";
  return nullptr;
}

} // namespace

result<void> check_output_name(std::string_view name) {
  for (std::size_t start = 0;;) {
    const std::size_t end = name.find('/', start);
    const std::string_view component = name.substr(start, end - start);
    if (const char* what = complaint(component))
      return failure(
          stage::input, cause::bad_output,
          fmt::format("output name '{}' {}", printable(name), what));
    if (end == std::string_view::npos)
      return {};
    start = end + 1;
  }
}

} // namespace haul
