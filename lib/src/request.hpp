#pragma once

#include "proxy_choice.hpp"
#include "url.hpp"

#include <haul/options.hpp>

#include <span>
#include <string>
#include <string_view>

namespace haul {

/// Whether a text is a token (RFC 9110 section 5.6.2), as names of fields are.
bool is_token(std::string_view text);

/// Whether a header may be sent: its name is a token and not one that haul sets itself, its value
/// has no control characters. Else an error with `cause::bad_option` that names the header.
result<void> check_header(const header& checked);

/// The value of an Authorization field for a user name and a password (RFC 7617).
std::string basic_authorization(const std::string& user, const std::string& password);

/// The value of an Authorization field for `host`, from the first of `logins` that is for it; empty
/// when there is none, or it says that nothing is sent.
std::string authorization_for(const std::string& host, std::span<const host_login> logins);

/// A GET request for `asked`, as it goes over the wire. `extra` was checked by `check_header`.
/// One Authorization is sent: the last among `extra`, else that of the URL. With `by`, it is for
/// that proxy: in the absolute form, and with the proxy's credentials. `codings` is what the body
/// may come in.
std::string serialise_request(
    const url& asked, std::span<const header> extra, std::string_view user_agent,
    const proxy* by = nullptr, std::string_view codings = "identity");

} // namespace haul
