#include "address_policy.hpp"

#include "failure.hpp"
#include "resolver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <arpa/inet.h>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>

namespace haul {

namespace asio = boost::asio;

namespace {

struct v4_network {
  std::uint32_t prefix;
  unsigned bits;
};

struct v6_network {
  std::uint64_t prefix; // the upper half of the address, which is all that networks differ in
  unsigned bits;
};

// What is not globally reachable by the registry of IANA (RFC 6890), and what is no single host.
constexpr v4_network not_public_v4[] = {
    {0x00000000, 8},  // this network, and the unspecified address
    {0x0a000000, 8},  // private (RFC 1918)
    {0x64400000, 10}, // behind a carrier's NAT (RFC 6598)
    {0x7f000000, 8},  // loopback
    {0xa83f8110, 32}, // 168.63.129.16: public by its number, but what Azure's machines ask
    {0xa9fe0000, 16}, // link-local
    {0xac100000, 12}, // private
    {0xc0000000, 24}, // protocol assignments (RFC 6890)
    {0xc0000200, 24}, // documentation (RFC 5737)
    {0xc0586300, 24}, // relays of 6to4 (RFC 7526)
    {0xc0a80000, 16}, // private
    {0xc6120000, 15}, // benchmarking (RFC 2544)
    {0xc6336400, 24}, // documentation
    {0xcb007100, 24}, // documentation
    {0xe0000000, 4},  // multicast
    {0xf0000000, 4},  // reserved, and the broadcast address
};

// The same within 2000::/3, outside of which nothing is public.
constexpr v6_network not_public_v6[] = {
    {0x2001000000000000, 23}, // protocol assignments: Teredo, benchmarking, ORCHID (RFC 2928)
    {0x20010db800000000, 32}, // documentation (RFC 3849)
    {0x3fff000000000000, 20}, // documentation (RFC 9637)
};

bool is_in(const v4_network& network, std::uint32_t address) {
  return ((address ^ network.prefix) >> (32 - network.bits)) == 0;
}

bool is_in(const v6_network& network, std::uint64_t address) {
  return ((address ^ network.prefix) >> (64 - network.bits)) == 0;
}

// 169.254.0.0/16 (RFC 3927), and where clouds put their metadata service besides.
bool is_metadata(const asio::ip::address_v4& address) {
  const std::uint32_t number = address.to_uint();
  return (number >> 16) == 0xa9fe || number == 0x646464c8 || number == 0xc00000c0;
}

bool is_metadata(const asio::ip::address_v6& address) {
  static const asio::ip::address_v6 services[] = {
      asio::ip::make_address_v6("fd00:ec2::254"), asio::ip::make_address_v6("fd20:ce::254")};
  return address.is_link_local() ||
         std::find(std::begin(services), std::end(services), address) != std::end(services);
}

bool is_public(const asio::ip::address_v4& address) {
  return std::none_of(
      std::begin(not_public_v4), std::end(not_public_v4),
      [&](const v4_network& each) { return is_in(each, address.to_uint()); });
}

bool is_public(const asio::ip::address_v6& address) {
  std::uint64_t upper = 0;
  const asio::ip::address_v6::bytes_type bytes = address.to_bytes();
  for (std::size_t at = 0; at != 8; ++at)
    upper = upper << 8 | bytes[at];
  return (upper >> 61) == 1 && std::none_of(
                                   std::begin(not_public_v6), std::end(not_public_v6),
                                   [&](const v6_network& each) { return is_in(each, upper); });
}

// The IPv4 address inside one that is mapped or compatible (RFC 4291), translated (RFC 6052) or
// 6to4 (RFC 3056). `::` and `::1` are not compatible ones.
std::optional<asio::ip::address_v4> embedded(const asio::ip::address_v6& address) {
  const asio::ip::address_v6::bytes_type bytes = address.to_bytes();
  const auto from = [&](std::size_t at) {
    return asio::ip::address_v4({bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]});
  };
  static const auto nat64 = asio::ip::make_address_v6("64:ff9b::").to_bytes();
  const bool compatible =
      std::all_of(bytes.begin(), bytes.begin() + 12, [](unsigned char each) { return each == 0; });
  if (compatible && from(12).to_uint() <= 1)
    return std::nullopt;
  if (compatible || address.is_v4_mapped() ||
      std::equal(nat64.begin(), nat64.begin() + 12, bytes.begin()))
    return from(12);
  if (bytes[0] == 0x20 && bytes[1] == 0x02)
    return from(2);
  return std::nullopt;
}

// Whatever inet_aton reads, as programs that hand hosts on to it do: parts left out, octal, hex.
std::optional<asio::ip::address> spelled_address(const std::string& host) {
  if (const std::optional<asio::ip::address> usual = literal_address(host))
    return usual;
  in_addr read{};
  const std::string name = host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
  if (::inet_aton(name.c_str(), &read) == 0)
    return std::nullopt;
  return asio::ip::address_v4(ntohl(read.s_addr));
}

} // namespace

bool address_policy::allows(const asio::ip::address& address, bool named) const {
  if (!deny_private_ && named)
    return true;
  const auto fine = [this](const auto& each) {
    return deny_private_ ? is_public(each) : !is_metadata(each);
  };
  if (address.is_v4())
    return fine(address.to_v4());
  if (const std::optional<asio::ip::address_v4> inside = embedded(address.to_v6()))
    return fine(*inside);
  return fine(address.to_v6());
}

bool address_policy::refuses_literal(const std::string& host, bool named) const {
  if (!deny_private_ && named)
    return false;
  const std::optional<asio::ip::address> literal = spelled_address(host);
  return literal && !allows(*literal, named);
}

error address_policy::refusal(const std::string& host) const {
  const std::string_view what =
      deny_private_ ? "an address that is not public, which is denied (deny_private)"
                    : "a link-local or metadata address";
  return failure(
      stage::connect, cause::address_refused, fmt::format("{} stands for {}", host, what));
}

} // namespace haul
