#pragma once

#include "flag_server.hpp"

#include <haul/error.hpp>

#include <string>
#include <string_view>

namespace haul {

/// Where the flags come from.
struct site {
  /// `LOCAL`, `DELAY`, `ERROR` or `REMOTE`; empty when a base URL was given.
  std::string label;

  /// What the path of a flag is put behind, without a slash at its end; empty for a site of haul's
  /// own, which has none before its server listens.
  std::string base_url;

  /// How haul's own server answers; null for a site elsewhere.
  const server_behaviour* behaviour = nullptr;
};

/// The site of a label in any case, or of an http or https base URL. Anything else is an error
/// (`cause::bad_option`), also a base URL with a query or a fragment: no path fits behind those.
result<site> find_site_or_url(std::string_view text);

/// The URL of a flag below a base URL: `{base}/br/br.gif`.
std::string flag_url(std::string_view base_url, std::string_view code);

} // namespace haul
