#include "redirect.hpp"

#include "failure.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace haul {

bool is_redirect(unsigned status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

result<url> follow_redirect(
    const url& from, const std::optional<std::string>& location,
    const std::vector<std::string>& visited, unsigned most) {
  if (!location)
    return failure(stage::redirect, cause::redirect_refused, "redirect without a Location");
  if (visited.size() > most)
    return failure(
        stage::redirect, cause::too_many_redirects, fmt::format("more than {} redirects", most));
  result<url> next = from.resolve(*location);
  if (!next)
    return failure(
        stage::redirect, cause::redirect_refused,
        fmt::format("redirect not followed: {}", next.error().message));
  const std::string shown = redact(next->text());
  if (from.from().encrypted && !next->from().encrypted)
    return failure(
        stage::redirect, cause::redirect_refused,
        fmt::format("redirect from https to http not followed: {}", shown));
  if (std::find(visited.begin(), visited.end(), next->text()) != visited.end())
    return failure(
        stage::redirect, cause::redirect_loop, fmt::format("redirect loop back to {}", shown));
  return next;
}

} // namespace haul
