#include "failure.hpp"

#include <haul/text.hpp>

#include <boost/locale/utf.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <locale.h>
#include <wctype.h>

namespace haul {

namespace {

constexpr std::string_view refused_characters = "<>:\"|?*";

// What Windows takes for devices, whatever stands behind a dot.
constexpr std::array<std::string_view, 4> devices = {"con", "prn", "aux", "nul"};
constexpr std::array<std::string_view, 2> numbered_devices = {"com", "lpt"};

bool is_device(std::string_view component) {
  const std::string_view stem = component.substr(0, component.find('.'));
  const auto is_stem = [stem](std::string_view name) { return equal_in_any_case(stem, name); };
  if (std::ranges::any_of(devices, is_stem))
    return true;
  return stem.size() == 4 && stem[3] >= '1' && stem[3] <= '9' &&
         std::ranges::any_of(numbered_devices, [stem](std::string_view name) {
           return equal_in_any_case(stem.substr(0, 3), name);
         });
}

const char* complaint(std::string_view component) {
  if (component.find_first_of(refused_characters) != std::string_view::npos)
    return "has one of the characters <>:\"|?*, which some systems refuse";
  if (component.ends_with('.') || component.ends_with(' '))
    return "has a component that ends with a dot or a blank, which some systems drop";
  if (is_device(component))
    return "has a component that is a device on some systems";
  return nullptr;
}

} // namespace

result<void> check_portable_name(std::string_view name) {
  for (std::size_t start = 0;;) {
    const std::size_t end = name.find('/', start);
    if (const char* what = complaint(name.substr(start, end - start)))
      return failure(
          stage::input, cause::bad_output,
          fmt::format("output name '{}' {}", printable(name), what));
    if (end == std::string_view::npos)
      return {};
    start = end + 1;
  }
}

std::string folded_case(std::string_view name) {
  using utf8 = boost::locale::utf::utf_traits<char>;
  static const locale_t unicode = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  std::string folded;
  folded.reserve(name.size());
  for (auto next = name.begin(); next != name.end();) {
    const auto from = next;
    const boost::locale::utf::code_point character = utf8::decode(next, name.end());
    if (boost::locale::utf::is_valid_codepoint(character))
      utf8::encode(
          ::towlower_l(static_cast<wint_t>(character), unicode), std::back_inserter(folded));
    else
      folded.append(from, next);
  }
  return folded;
}

} // namespace haul
