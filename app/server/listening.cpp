#include "listening.hpp"

#include <boost/asio/ip/v6_only.hpp>
#include <fmt/format.h>

#include <limits>

namespace haul {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

std::string format_endpoint(const tcp::endpoint& shown) {
  const std::string host = shown.address().to_string();
  if (shown.address().is_v6())
    return fmt::format("[{}]:{}", host, shown.port());
  return fmt::format("{}:{}", host, shown.port());
}

error_code listen_on(tcp::acceptor& opened, const tcp::endpoint& address) {
  const bool all = address.address().is_v6() && address.address().is_unspecified();
  error_code failure;
  opened.open(address.protocol(), failure);
  if (failure == asio::error::address_family_not_supported && all)
    return listen_on(opened, tcp::endpoint(asio::ip::address_v4::any(), address.port()));
  if (!failure && all)
    opened.set_option(asio::ip::v6_only(false), failure);
  if (!failure)
    opened.set_option(tcp::acceptor::reuse_address(true), failure);
  if (!failure)
    opened.bind(address, failure);
  // The system cuts it down to what it allows.
  if (!failure)
    opened.listen(std::numeric_limits<int>::max(), failure);
  return failure;
}

} // namespace haul
