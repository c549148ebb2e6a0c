#pragma once

#include "address_policy.hpp"
#include "connection.hpp"
#include "local_binding.hpp"
#include "proxy_choice.hpp"
#include "proxy_tunnel.hpp"
#include "race.hpp"
#include "resolver.hpp"
#include "url.hpp"

#include <haul/options.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace haul {

/// Opens connections: look-up, TCP, a proxy's tunnel, TLS.
class connector {
 public:
  /// Of `how`, what is needed is copied.
  connector(
      const boost::asio::any_io_executor& executor, tls_context tls, const options& how,
      proxy_choice proxies = proxy_choice());

  /// A connection ready for its first request, to the address of the host that answers first (see
  /// `race`) among those that `address_policy` allows: they are judged as they are connected to,
  /// whatever a name server says next. Fixed addresses of `options` stand for host and port, in
  /// their order, and may be any: the user has named them. `named`: the host stands in the task's
  /// own URL, not in a redirect.
  ///
  /// Where `proxies` has a proxy for `to`, all that is said of its name and its addresses is the
  /// proxy's, which `deny_private` does not concern and which are never refused as literals. TLS
  /// is the origin's in any case.
  ///
  /// `offered` may be spoken. An origin that does not speak what alone is offered is an error.
  boost::asio::awaitable<result<std::unique_ptr<connection>>> open(
      const origin& to, bool named, http_version offered, deadline& until);

  /// An error when the host of `to` is itself an address that may not be connected to, here or by a
  /// proxy. To be asked before a connection that is there already is used again.
  result<void> check_literal(const origin& to, bool named) const;

  /// Looks `host` up, or the proxies before it in its place, so that `open` finds the answer; a
  /// failure is only remembered. Returns at once when the host is known.
  boost::asio::awaitable<void> look_up(std::string host, deadline& until);

  /// Whether no look-up of `host` is due: it is an address, has fixed addresses (for whichever
  /// port), would be refused in any case, or the answer is remembered, be it a failure. Behind
  /// proxies, that is asked of them. Does no I/O.
  bool knows(const std::string& host) const;

  const proxy_choice& proxies() const { return proxies_; }

 private:
  using endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

  bool knows_name(const std::string& name) const;
  endpoints fixed_for(const origin& to) const;
  boost::asio::awaitable<result<std::unique_ptr<connection>>> reach(
      const origin& to, address_policy policy, bool named, deadline& until);
  boost::asio::awaitable<result<std::unique_ptr<connection>>> reach_through(
      const proxy& by, const origin& to, deadline& until);
  boost::asio::awaitable<result<endpoints>> find(
      const origin& to, address_policy policy, bool named, deadline& until);
  boost::asio::awaitable<result<std::unique_ptr<connection>>> connect(
      const origin& to, endpoints at, deadline& until);

  resolver resolver_;
  address_policy policy_;
  local_binding from_;
  race race_;
  std::unordered_map<std::string, endpoints> fixed_; // by host
  tls_context tls_;
  proxy_choice proxies_;
  tunnel_settings tunnel_;
};

} // namespace haul
