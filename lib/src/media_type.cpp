#include "media_type.hpp"

#include "failure.hpp"
#include "trimmed.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <optional>

namespace haul {

namespace {

struct media_type {
  std::string_view type;
  std::string_view subtype;
};

bool is_token(std::string_view text) {
  constexpr std::string_view characters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~";
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

std::optional<media_type> parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos)
    return std::nullopt;
  const media_type made{text.substr(0, slash), text.substr(slash + 1)};
  if (!is_token(made.type) || !is_token(made.subtype))
    return std::nullopt;
  return made;
}

// An asterisk is a character of tokens, too; in a pattern it stands for a whole part or for
// nothing.
std::optional<media_type> parse_pattern(std::string_view text) {
  const std::optional<media_type> made = parse(text);
  if (!made)
    return std::nullopt;
  const bool any_subtype = made->subtype == "*";
  const bool any_type = made->type == "*";
  if (any_type && !any_subtype)
    return std::nullopt;
  if (!any_type && made->type.find('*') != std::string_view::npos)
    return std::nullopt;
  if (!any_subtype && made->subtype.find('*') != std::string_view::npos)
    return std::nullopt;
  return made;
}

} // namespace

result<void> check_media_pattern(std::string_view pattern) {
  if (!parse_pattern(pattern))
    return failure(
        stage::input, cause::bad_option,
        fmt::format("'{}' is not a media type such as image/png or image/*", printable(pattern)));
  return {};
}

bool matches_media_pattern(std::string_view content_type, std::string_view pattern) {
  const std::optional<media_type> wanted = parse_pattern(pattern);
  const std::optional<media_type> came =
      parse(trimmed(content_type.substr(0, content_type.find(';'))));
  return wanted && came && (wanted->type == "*" || equal_in_any_case(wanted->type, came->type)) &&
         (wanted->subtype == "*" || equal_in_any_case(wanted->subtype, came->subtype));
}

} // namespace haul
