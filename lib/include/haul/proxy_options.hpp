#pragma once

#include <functional>
#include <optional>
#include <string>

namespace haul {

/// Through which proxies servers are reached. The library never reads the environment by itself:
/// `proxies_from` does, for whoever calls it.
///
/// A proxy is `http://[USER:PASSWORD@]HOST[:PORT]`, the scheme may be left out, special characters
/// of user name and password are written as `%XX`; port 1080 when there is none, as curl has it.
/// Proxies spoken to over TLS (`https://`) and SOCKS proxies are refused. Empty: none, which is the
/// default. User name and password are sent to the proxy only, as Basic.
///
/// Only the proxy's name is looked up, not those of the servers behind it: for them, fixed
/// addresses do not count and a name that stands for a metadata service, or for what `deny_private`
/// refuses, is not noticed.
struct proxy_options {
  std::string http;  ///< for http URLs, which it is asked for
  std::string https; ///< for https URLs, by a tunnel (CONNECT) that it can't look into

  /// What is reached without a proxy, separated by commas or spaces: `*` is everything,
  /// `example.org` and `.example.org` that host and all below it, `192.0.2.1` and `2001:db8::1` an
  /// address, `10.0.0.0/8` and `fd00::/8` a range of them; a host and an address (IPv6 in brackets)
  /// may end with `:PORT`. What is none of these matches nothing. Names are only compared, never
  /// looked up. Default empty.
  std::string except;
};

/// A variable of an environment by its name, or null when it isn't set, as `std::getenv`.
using environment_lookup = std::function<const char*(const char* name)>;

/// The proxies that an environment asks for, as curl reads it: `http_proxy` (in lower case only: a
/// CGI program's HTTP_PROXY is set by its client), `https_proxy` or `HTTPS_PROXY`, for both when
/// they are missing `all_proxy` or `ALL_PROXY`, and `no_proxy` or `NO_PROXY`. A variable that is
/// empty counts as missing. `given` stands in place of all but the last; when it is empty, no proxy
/// is used. Nothing is checked here: `check_options` does.
proxy_options proxies_from(
    const environment_lookup& environment, const std::optional<std::string>& given = std::nullopt);

} // namespace haul
