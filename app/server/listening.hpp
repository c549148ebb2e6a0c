#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include <string>

namespace haul {

/// `127.0.0.1:8000`, `[::1]:8000`.
std::string format_endpoint(const boost::asio::ip::tcp::endpoint& shown);

/// Opens an acceptor there, with the longest queue that the system allows. All of IPv6 stands for
/// all of IPv4, too, and for that alone where the machine has no IPv6.
boost::system::error_code listen_on(
    boost::asio::ip::tcp::acceptor& opened, const boost::asio::ip::tcp::endpoint& address);

} // namespace haul
