#pragma once

#include <haul/error.hpp>

#include <boost/asio/ip/address.hpp>

#include <string>

namespace haul {

/// Which addresses may be connected to. A pure rule: it looks nothing up.
///
/// An IPv4 address that stands in an IPv6 address, where a gateway would take it out again (mapped,
/// compatible, NAT64 by its well-known prefix, 6to4), is judged itself. Prefixes that a network
/// chose for its own NAT64 can't be known.
class address_policy {
 public:
  /// `deny_private` as in `options`.
  explicit address_policy(bool deny_private = false) : deny_private_(deny_private) {}

  /// Whether `address` may be connected to. Link-local addresses and those of cloud metadata
  /// services are only meant when the task itself names them as a literal: `named`. With
  /// `deny_private`, named or not, nothing but public unicast addresses.
  bool allows(const boost::asio::ip::address& address, bool named) const;

  /// Whether `host` is itself an address that is not allowed, in any spelling that somebody behind
  /// a proxy might read as one (`127.1`, `0x7f000001`, `0177.0.0.1.`). False for names.
  bool refuses_literal(const std::string& host, bool named) const;

  /// What to say of a host whose addresses are all refused (`cause::address_refused`).
  error refusal(const std::string& host) const;

 private:
  bool deny_private_;
};

} // namespace haul
