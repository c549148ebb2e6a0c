#include <haul/proxy_options.hpp>

#include <initializer_list>

namespace haul {

namespace {

// The first of these that is set to something.
std::string first_of(
    const environment_lookup& environment, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const char* const value = environment(name);
    if (value != nullptr && *value != '\0')
      return value;
  }
  return {};
}

} // namespace

proxy_options proxies_from(
    const environment_lookup& environment, const std::optional<std::string>& given) {
  proxy_options made;
  made.except = first_of(environment, {"no_proxy", "NO_PROXY"});
  if (given) {
    made.http = *given;
    made.https = *given;
  } else {
    made.http = first_of(environment, {"http_proxy", "all_proxy", "ALL_PROXY"});
    made.https = first_of(environment, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
  }
  return made;
}

} // namespace haul
