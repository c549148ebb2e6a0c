#include "content_range.hpp"

#include "trimmed.hpp"

#include <haul/text.hpp>

#include <charconv>
#include <limits>

namespace haul {

namespace {

constexpr std::string_view unit = "bytes";

// What stands behind the unit; empty when it is another one.
std::string_view without_unit(std::string_view value) {
  const std::string_view text = trimmed(value);
  if (!equal_in_any_case(text.substr(0, unit.size()), unit) ||
      !text.substr(unit.size()).starts_with(' '))
    return {};
  return text.substr(unit.size() + 1);
}

// Digits and nothing else.
std::optional<std::uint64_t> number(std::string_view digits) {
  std::uint64_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [read, failed] = std::from_chars(digits.data(), end, value);
  if (digits.empty() || read != end || failed != std::errc())
    return std::nullopt;
  return value;
}

} // namespace

std::optional<content_range> parse_content_range(std::string_view value) {
  const std::string_view text = without_unit(value);
  const std::size_t dash = text.find('-');
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || dash > slash)
    return std::nullopt;
  const std::optional<std::uint64_t> first = number(text.substr(0, dash));
  const std::optional<std::uint64_t> last = number(text.substr(dash + 1, slash - dash - 1));
  if (!first || !last || *first > *last || *last == std::numeric_limits<std::uint64_t>::max())
    return std::nullopt;
  content_range made;
  made.first = *first;
  made.last = *last;
  const std::string_view total = text.substr(slash + 1);
  if (total == "*")
    return made;
  made.total = number(total);
  if (!made.total || *made.total <= *last)
    return std::nullopt;
  return made;
}

std::optional<std::uint64_t> parse_unsatisfied_range(std::string_view value) {
  const std::string_view text = without_unit(value);
  if (!text.starts_with("*/"))
    return std::nullopt;
  return number(text.substr(2));
}

} // namespace haul
