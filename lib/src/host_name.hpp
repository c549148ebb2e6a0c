#pragma once

#include <haul/error.hpp>

#include <string>
#include <string_view>

namespace haul {

/// With the letters of ASCII in lower case, whatever the locale.
std::string lower_case(std::string_view text);

/// A name by the letters-digits-hyphen rule (and the underscore that exists in the wild), or an
/// IPv4 address; in lower case, of 1 to 253 characters.
bool is_host_name(std::string_view host);

/// `host` as it is looked up and asked for, in lower case: `bücher.example` is
/// `xn--bcher-kva.example` (IDNA 2008 with the mapping of UTS #46, nontransitional, as browsers
/// and curl have it). ASCII stays as it is and is not checked. The error (`cause::bad_url`) says
/// why it is no name; never gives anything but a name that `is_host_name` takes for one in another
/// script, however its characters are mapped.
result<std::string> ascii_host(std::string_view host);

/// Whether all characters are ASCII's.
bool is_ascii(std::string_view text);

} // namespace haul
