#include "proxy_choice.hpp"

#include "failure.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

namespace haul {

namespace {

constexpr std::string_view usual_port = ":1080";

error refused(std::string_view option, std::string_view why) {
  return failure(stage::input, cause::bad_option, fmt::format("{}: {}", option, why));
}

// `http://` and the rest, or why a proxy can't be spoken to.
result<std::string_view> without_scheme(std::string_view text, std::string_view option) {
  const std::size_t end = text.find("://");
  if (end == std::string_view::npos)
    return text;
  const std::string_view scheme = text.substr(0, end);
  const std::string_view rest = text.substr(end + 3);
  if (equal_in_any_case(scheme, "http"))
    return rest;
  if (equal_in_any_case(scheme, "https"))
    return refused(
        option, "a proxy spoken to over TLS (https://) is not supported; for https URLs, too, give "
                "an http:// proxy");
  if (equal_in_any_case(scheme.substr(0, 5), "socks"))
    return refused(option, "SOCKS proxies are not supported; give an http:// proxy");
  return refused(option, "a proxy's scheme must be http");
}

// Whether an authority ends with a port.
bool has_port(std::string_view authority) {
  const std::size_t at = authority.rfind('@');
  const std::string_view host = at == std::string_view::npos ? authority : authority.substr(at + 1);
  const std::size_t bracket = host.find(']');
  const std::size_t colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  return colon != std::string_view::npos;
}

std::unique_ptr<const proxy> held(std::optional<proxy> found) {
  return found ? std::make_unique<const proxy>(*std::move(found)) : nullptr;
}

} // namespace

std::string proxy::name() const {
  const bool bracketed = at.host.find(':') != std::string::npos;
  return fmt::format(fmt::runtime(bracketed ? "[{}]:{}" : "{}:{}"), at.host, at.port);
}

result<std::optional<proxy>> parse_proxy(std::string_view text, std::string_view option) {
  if (text.empty())
    return std::optional<proxy>();
  const result<std::string_view> rest = without_scheme(text, option);
  if (!rest)
    return rest.error();
  std::string_view authority = *rest;
  if (authority.ends_with('/'))
    authority.remove_suffix(1);
  // A path would hardly be meant: it is the end of a password that holds a slash.
  const bool whole =
      !authority.empty() && authority.find_first_of("/?#\\") == std::string_view::npos;
  const std::string port(!whole || has_port(authority) ? std::string_view() : usual_port);
  const result<url> parsed = url::parse(fmt::format("http://{}{}/", authority, port));
  if (!whole || authority.ends_with(':') || !parsed)
    return refused(
        option, "a proxy is http://[USER:PASSWORD@]HOST[:PORT], with special characters of user "
                "name and password as %XX");
  proxy made;
  made.at = parsed->from();
  made.authorization = parsed->authorization();
  return std::optional<proxy>(std::move(made));
}

result<proxy_choice> proxy_choice::create(const proxy_options& how) {
  result<std::optional<proxy>> http = parse_proxy(how.http, "the proxy for http");
  if (!http)
    return http.error();
  result<std::optional<proxy>> https = parse_proxy(how.https, "the proxy for https");
  if (!https)
    return https.error();
  proxy_choice made;
  made.http_ = held(*std::move(http));
  made.https_ = held(*std::move(https));
  made.except_ = proxy_exceptions(how.except);
  return made;
}

const proxy* proxy_choice::find(const origin& to) const {
  const std::unique_ptr<const proxy>& meant = to.encrypted ? https_ : http_;
  return meant == nullptr || except_.contain(to) ? nullptr : meant.get();
}

std::array<const proxy*, 2> proxy_choice::for_some_port(const std::string& host) const {
  if ((http_ == nullptr && https_ == nullptr) || except_.contain_all_of(host))
    return {nullptr, nullptr};
  return {http_.get(), https_.get()};
}

std::string proxy_choice::connection_key(const origin& to) const {
  const proxy* const by = find(to);
  if (by == nullptr)
    return to.key();
  if (to.encrypted)
    return fmt::format("{} through {}", to.key(), by->name());
  return fmt::format("proxy {}", by->name());
}

} // namespace haul
