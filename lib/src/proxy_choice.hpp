#pragma once

#include "proxy_exceptions.hpp"
#include "url.hpp"

#include <haul/proxy_options.hpp>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace haul {

/// An HTTP proxy.
struct proxy {
  origin at;                 ///< never encrypted
  std::string authorization; ///< the value of a Proxy-Authorization field; empty when there is none

  /// `proxy.example.org:3128`: what a person may see.
  std::string name() const;
};

/// The proxy that `text` names, nothing when it is empty. The error (`cause::bad_option`) names
/// `option` and the rule, but nothing of `text`: there may be a password anywhere in it.
result<std::optional<proxy>> parse_proxy(std::string_view text, std::string_view option);

/// Which proxy, if any, leads to an origin. Does no I/O; always the same for the same origin.
class proxy_choice {
 public:
  /// No proxy for anything.
  proxy_choice() = default;

  /// Fails as `parse_proxy`.
  static result<proxy_choice> create(const proxy_options& how);

  /// Null: it is connected to directly. Valid as long as this is, also when it is moved.
  const proxy* find(const origin& to) const;

  /// The proxies for `host` with http and with https, null where none is meant; a port that alone
  /// is excepted does not count. A name that stands behind any proxy must not be looked up unless
  /// it is known to be asked for without.
  std::array<const proxy*, 2> for_some_port(const std::string& host) const;

  /// What a connection for `to` may be used for again. Requests for http origins share those to
  /// their proxy; a tunnel is its origin's alone, and no other connection is.
  std::string connection_key(const origin& to) const;

 private:
  std::unique_ptr<const proxy> http_;
  std::unique_ptr<const proxy> https_;
  proxy_exceptions except_;
};

} // namespace haul
