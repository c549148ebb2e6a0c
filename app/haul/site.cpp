#include "site.hpp"

#include "ascii.hpp"

#include <haul/text.hpp>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

namespace haul {

namespace {

constexpr std::string_view remote_label = "REMOTE";
constexpr std::string_view remote_url = "https://www.fluentpython.com/data/flags";

error refuse(std::string_view text, std::string_view why) {
  error refused;
  refused.stage = stage::input;
  refused.cause = cause::bad_option;
  refused.message = fmt::format("'{}' {}", printable(redact(text)), why);
  return refused;
}

} // namespace

result<site> find_site_or_url(std::string_view text) {
  site found;
  const std::string label = upper(text);
  if (const server_behaviour* behaviour = find_site(label)) {
    found.label = label;
    found.behaviour = behaviour;
    return found;
  }
  if (label == remote_label) {
    found.label = label;
    found.base_url = remote_url;
    return found;
  }

  const auto url = boost::urls::parse_uri(text);
  const auto scheme = url ? url->scheme_id() : boost::urls::scheme::none;
  if (scheme != boost::urls::scheme::http && scheme != boost::urls::scheme::https) {
    return refuse(text, "is neither LOCAL, DELAY, ERROR, REMOTE nor an http or https URL");
  }
  if (url->encoded_host().empty()) {
    return refuse(text, "names no host");
  }
  if (url->has_query() || url->has_fragment()) {
    return refuse(text, "has a query or a fragment, which a base URL can't have");
  }
  found.base_url = text.substr(0, text.find_last_not_of('/') + 1);
  return found;
}

std::string flag_url(std::string_view base_url, std::string_view code) {
  const std::string name = lower(code);
  return fmt::format("{}/{}/{}.gif", base_url, name, name);
}

} // namespace haul
