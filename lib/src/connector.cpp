#include "connector.hpp"

#include "awaiting.hpp"
#include "failure.hpp"

#include <boost/asio/ip/address_v4.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

namespace haul {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// 169.254.0.0/16 (RFC 3927), and where clouds put their metadata service besides.
bool is_refused(const asio::ip::address_v4& address) {
  const std::uint32_t number = address.to_uint();
  return (number >> 16) == 0xa9fe || number == 0x646464c8 || number == 0xc00000c0;
}

// The IPv4 address inside one that is mapped (RFC 4291), translated (RFC 6052) or 6to4 (RFC 3056).
std::optional<asio::ip::address_v4> embedded(const asio::ip::address_v6& address) {
  const asio::ip::address_v6::bytes_type bytes = address.to_bytes();
  const auto from = [&](std::size_t at) {
    return asio::ip::address_v4({bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]});
  };
  static const auto nat64 = asio::ip::make_address_v6("64:ff9b::").to_bytes();
  if (address.is_v4_mapped() || std::equal(nat64.begin(), nat64.begin() + 12, bytes.begin()))
    return from(12);
  if (bytes[0] == 0x20 && bytes[1] == 0x02)
    return from(2);
  return std::nullopt;
}

bool is_refused(const asio::ip::address_v6& address) {
  static const asio::ip::address_v6 metadata[] = {
      asio::ip::make_address_v6("fd00:ec2::254"), asio::ip::make_address_v6("fd20:ce::254")};
  if (const std::optional<asio::ip::address_v4> inside = embedded(address))
    return is_refused(*inside);
  return address.is_link_local() || address == metadata[0] || address == metadata[1];
}

bool is_address(const std::string& host) {
  error_code failed;
  asio::ip::make_address(host, failed);
  return !failed;
}

error connect_failure(const origin& to, const tcp::endpoint& tried, error_code why) {
  return failure(
      stage::connect, cause::connect_failed,
      fmt::format(
          "can't connect to {} port {} ({}): {}", to.host, to.port, tried.address().to_string(),
          why.message()),
      why);
}

} // namespace

bool may_connect(const asio::ip::address& address, bool named) {
  if (named)
    return true;
  return address.is_v4() ? !is_refused(address.to_v4()) : !is_refused(address.to_v6());
}

bool names_refused_address(const origin& to) {
  error_code not_an_address;
  const asio::ip::address literal = asio::ip::make_address(to.host, not_an_address);
  return !not_an_address && !may_connect(literal, false);
}

error refused_address(const origin& to) {
  return failure(
      stage::connect, cause::address_refused,
      fmt::format("{} stands for a link-local or metadata address", to.host));
}

asio::awaitable<result<std::unique_ptr<connection>>> connector::open(
    const origin& to, bool named, deadline& until) {
  result<std::vector<asio::ip::address>> found = co_await resolver_.resolve(to.host, until);
  if (!found)
    co_return found.error();
  const bool literal = named && is_address(to.host);
  std::erase_if(*found, [&](const auto& each) { return !may_connect(each, literal); });
  if (found->empty())
    co_return refused_address(to);

  result<std::unique_ptr<connection>> opened = co_await connect(to, *found, until);
  if (!opened || !to.encrypted)
    co_return opened;
  const result<void> secured = co_await (*opened)->secure(tls_, to.host, until);
  if (!secured)
    co_return secured.error();
  co_return opened;
}

asio::awaitable<result<std::unique_ptr<connection>>> connector::connect(
    const origin& to, const std::vector<asio::ip::address>& addresses, deadline& until) {
  error last;
  for (const asio::ip::address& address : addresses) {
    const tcp::endpoint tried(address, to.port);
    tcp::socket socket(executor_);
    error_code failed;
    socket.open(tried.protocol(), failed);
    if (!failed && until.passed())
      co_return until.failure(stage::connect);
    if (!failed) {
      const auto [refused] = co_await socket.async_connect(tried, as_value);
      failed = refused;
    }
    if (until.passed())
      co_return until.failure(stage::connect);
    if (!failed)
      socket.non_blocking(true, failed);
    if (!failed) {
      // Requests are written whole: waiting to fill a packet could only delay them.
      socket.set_option(tcp::no_delay(true), failed);
      std::unique_ptr<connection> made = std::make_unique<connection>(std::move(socket));
      co_return made;
    }
    last = connect_failure(to, tried, failed);
  }
  co_return last;
}

} // namespace haul
