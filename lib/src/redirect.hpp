#pragma once

#include "url.hpp"

#include <optional>
#include <string>
#include <vector>

namespace haul {

/// Whether a status asks for another URL (RFC 9110 section 15.4): 301, 302, 303, 307, 308.
bool is_redirect(unsigned status);

/// Where a redirect leads, or why it isn't followed: no Location, a scheme other than http and
/// https, from https down to http, a URL that was `visited` already (as `url::text`), or more than
/// `most` redirects. `visited` holds the task's URL and each one followed since.
result<url> follow_redirect(
    const url& from, const std::optional<std::string>& location,
    const std::vector<std::string>& visited, unsigned most);

} // namespace haul
