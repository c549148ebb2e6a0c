#pragma once

#include "url.hpp"

#include <haul/options.hpp>

#include <span>
#include <string>

namespace haul {

/// Whether a header may be sent: its name is a token and not one that haul sets itself, its value
/// has no control characters. Else an error with `cause::bad_option` that names the header.
result<void> check_header(const header& checked);

/// A GET request for `asked`, as it goes over the wire. `extra` was checked by `check_header`; with
/// an Authorization among it, the one of the URL is left out.
std::string serialise_request(
    const url& asked, std::span<const header> extra, std::string_view user_agent);

} // namespace haul
