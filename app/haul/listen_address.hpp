#pragma once

#include <haul/error.hpp>

#include <boost/asio/ip/tcp.hpp>

#include <string_view>

namespace haul {

/// Where to listen: `127.0.0.1:9464`, `[::1]:9464`, or `:9464` for all addresses of the machine,
/// which is the endpoint of `::`. Port 0 stands for one that is free. Anything else, names among
/// it, is an error (`cause::bad_option`) that quotes it.
result<boost::asio::ip::tcp::endpoint> parse_listen_address(std::string_view text);

} // namespace haul
