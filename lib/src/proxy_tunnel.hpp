#pragma once

#include "connection.hpp"
#include "deadline.hpp"
#include "proxy_choice.hpp"
#include "response_parser.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace haul {

/// What it takes to ask a proxy for a tunnel.
struct tunnel_settings {
  std::string user_agent;              ///< empty sends none
  std::size_t most_header = 64 * 1024; ///< bytes that an answer may have
};

/// The request for a tunnel through `by` to `to` (RFC 9110 section 9.3.6), as it goes over the
/// wire.
std::string serialise_connect(const proxy& by, const origin& to, std::string_view user_agent);

/// What to say of a proxy that answered itself, and not with a success, when it was asked for `to`:
/// with `stage::connect`, `cause::http_status` and the status, so that it is retried as an answer
/// is. Does not name the proxy, see `of_proxy`.
error refused_by_proxy(const proxy& by, const origin& to, const response_head& answered);

/// A failure on the way to or at a proxy, with the proxy named in front. A cancel stays as it is.
error of_proxy(const proxy& by, error failed);

/// Makes a new connection to the proxy `by` one to `to`, whose next byte is the origin's. All of it
/// takes place under the limit that `until` is armed with. The arguments must outlive the
/// operation. After an error, which does not name the proxy, the connection is of no more use.
boost::asio::awaitable<result<void>> open_tunnel(
    connection& on, const proxy& by, const origin& to, const tunnel_settings& how, deadline& until);

} // namespace haul
