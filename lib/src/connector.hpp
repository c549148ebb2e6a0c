#pragma once

#include "connection.hpp"
#include "resolver.hpp"
#include "url.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>

#include <memory>

namespace haul {

/// Whether haul may connect to `address`. Link-local addresses and those of cloud metadata services
/// (also mapped into IPv6) are only meant when the task itself names them as a literal: `named`.
bool may_connect(const boost::asio::ip::address& address, bool named);

/// Whether the host of an origin is, literally, an address that is only meant when a task names it.
bool names_refused_address(const origin& to);

/// What to say of such an origin.
error refused_address(const origin& to);

/// Opens connections: look-up, TCP, TLS.
class connector {
 public:
  connector(const boost::asio::any_io_executor& executor, tls_context tls)
      : executor_(executor),
        resolver_(executor),
        tls_(std::move(tls)) {}

  /// A connection ready for its first request. Tries the addresses of the host in turn until one
  /// answers. `named`: the host stands in the task's own URL, not in a redirect.
  boost::asio::awaitable<result<std::unique_ptr<connection>>> open(
      const origin& to, bool named, deadline& until);

 private:
  boost::asio::awaitable<result<std::unique_ptr<connection>>> connect(
      const origin& to, const std::vector<boost::asio::ip::address>& addresses, deadline& until);

  boost::asio::any_io_executor executor_;
  resolver resolver_;
  tls_context tls_;
};

} // namespace haul
