#pragma once

#include "proxy_choice.hpp"
#include "url.hpp"

#include <haul/options.hpp>
#include <haul/text.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

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

/// A GET request, whatever protocol it goes out by. What it refers to must outlive it.
struct request {
  request(const url& what, std::string_view agent) : asked(what), user_agent(agent) {}

  const url& asked;
  std::string_view user_agent;           ///< empty: none is sent
  std::vector<header> extra;             ///< checked by `check_header`
  std::string_view codings = "identity"; ///< what the body may come in
  const proxy* by = nullptr;             ///< not null: it is for that proxy
};

/// Calls `take` with name and value of each field, but for what a protocol has a place of its own
/// for (host, target) and what is a proxy's. One Authorization is sent: the last among `extra`,
/// else that of the URL.
template<class Function>
void for_each_field(const request& of, const Function& take) {
  if (!of.user_agent.empty())
    take(std::string_view("User-Agent"), of.user_agent);
  take(std::string_view("Accept-Encoding"), of.codings);
  bool accepts = false;
  std::string_view authorization = of.asked.authorization();
  for (const header& each : of.extra) {
    accepts = accepts || equal_in_any_case(each.name, "Accept");
    if (equal_in_any_case(each.name, "Authorization"))
      authorization = each.value;
    else
      take(std::string_view(each.name), std::string_view(each.value));
  }
  if (!accepts)
    take(std::string_view("Accept"), std::string_view("*/*"));
  if (!authorization.empty())
    take(std::string_view("Authorization"), authorization);
}

/// A request as it goes over the wire in HTTP/1.1; for a proxy in the absolute form, and with the
/// proxy's credentials.
std::string serialise(const request& sent);

} // namespace haul
