#include "listen_address.hpp"

#include "option_values.hpp"

#include <cstdint>

namespace haul {

namespace asio = boost::asio;

result<asio::ip::tcp::endpoint> parse_listen_address(std::string_view text) {
  error wrong =
      refused_value(text, "ADDRESS:PORT as in 127.0.0.1:9464, [::1]:9464, or :9464 for all");
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || text.find('\0') != std::string_view::npos)
    return wrong;
  const auto port = parse_number<std::uint16_t>(text.substr(colon + 1), 0, UINT16_MAX);
  std::string_view host = text.substr(0, colon);
  if (!port)
    return wrong;
  if (host.empty())
    return asio::ip::tcp::endpoint(asio::ip::address_v6::any(), *port);
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed)
    host = host.substr(1, host.size() - 2);
  boost::system::error_code failure;
  const asio::ip::address address = asio::ip::make_address(host, failure);
  if (failure || address.is_v6() != bracketed)
    return wrong;
  return asio::ip::tcp::endpoint(address, *port);
}

} // namespace haul
