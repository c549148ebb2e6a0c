#include "proxy_exceptions.hpp"

#include "host_name.hpp"
#include "resolver.hpp"

#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>

#include <charconv>
#include <span>

namespace haul {

namespace asio = boost::asio;

namespace {

constexpr std::string_view separators = ", \t";

// A number from 0 to `most`, digits and nothing else.
std::optional<unsigned> number(std::string_view digits, unsigned most) {
  unsigned value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [read, failed] = std::from_chars(digits.data(), end, value);
  if (digits.empty() || read != end || failed != std::errc() || value > most)
    return std::nullopt;
  return value;
}

std::string_view without_dots(std::string_view name) {
  while (name.starts_with('.'))
    name.remove_prefix(1);
  while (name.ends_with('.'))
    name.remove_suffix(1);
  return name;
}

// An address written as such; one that is mapped into IPv6 is the IPv4 address inside.
std::optional<asio::ip::address> address_of(std::string_view text) {
  std::optional<asio::ip::address> found = literal_address(std::string(text));
  if (found && found->is_v6() && found->to_v6().is_v4_mapped())
    found = asio::ip::make_address_v4(asio::ip::v4_mapped, found->to_v6());
  return found;
}

bool same_bits(
    std::span<const unsigned char> left, std::span<const unsigned char> right, unsigned bits) {
  for (std::size_t at = 0; bits != 0; ++at) {
    const unsigned here = bits < 8 ? bits : 8;
    const unsigned mask = (0xff00U >> here) & 0xffU;
    if ((left[at] & mask) != (right[at] & mask))
      return false;
    bits -= here;
  }
  return true;
}

bool same_prefix(const asio::ip::address& left, const asio::ip::address& right, unsigned bits) {
  if (left.is_v4() != right.is_v4())
    return false;
  return left.is_v4() ? same_bits(left.to_v4().to_bytes(), right.to_v4().to_bytes(), bits)
                      : same_bits(left.to_v6().to_bytes(), right.to_v6().to_bytes(), bits);
}

unsigned width(const asio::ip::address& of) {
  return of.is_v4() ? 32 : 128;
}

} // namespace

struct proxy_exceptions::target {
  explicit target(const std::string& host) : name(without_dots(host)), address(address_of(host)) {}

  std::string_view name; // lower case
  std::optional<asio::ip::address> address;
};

proxy_exceptions::proxy_exceptions(std::string_view list) {
  while (true) {
    const std::size_t start = list.find_first_not_of(separators);
    if (start == std::string_view::npos)
      return;
    list.remove_prefix(start);
    const std::string_view text = list.substr(0, list.find_first_of(separators));
    list.remove_prefix(text.size());
    if (text == "*")
      everything_ = true;
    else if (std::optional<entry> made = parse(text))
      entries_.push_back(*std::move(made));
  }
}

std::optional<proxy_exceptions::entry> proxy_exceptions::parse(std::string_view text) {
  entry made;
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    made.prefix = literal_address(std::string(text.substr(0, slash)));
    const std::optional<unsigned> bits =
        number(text.substr(slash + 1), made.prefix ? width(*made.prefix) : 0);
    if (!made.prefix || !bits)
      return std::nullopt;
    made.bits = *bits;
    return made;
  }
  std::string_view host = text;
  const bool bracketed = text.starts_with('[');
  const std::size_t colon = text.find(':', bracketed ? text.find(']') : 0);
  // More than one colon without brackets is an IPv6 address, which has no port.
  if (colon != std::string_view::npos &&
      (bracketed || text.find(':', colon + 1) == std::string_view::npos)) {
    const std::optional<unsigned> port = number(text.substr(colon + 1), 65535);
    if (!port || *port == 0)
      return std::nullopt;
    made.port = static_cast<std::uint16_t>(*port);
    host = text.substr(0, colon);
  }
  if (bracketed && host.ends_with(']'))
    host = host.substr(1, host.size() - 2);
  made.prefix = address_of(host);
  if (made.prefix) {
    made.bits = width(*made.prefix);
    return made;
  }
  result<std::string> name =
      ascii_host(without_dots(host.starts_with("*.") ? host.substr(1) : host));
  if (!name || name->empty())
    return std::nullopt;
  made.name = *std::move(name);
  return made;
}

bool proxy_exceptions::matches(const entry& each, const target& wanted) {
  if (each.prefix)
    return wanted.address && same_prefix(*each.prefix, *wanted.address, each.bits);
  if (wanted.address || !wanted.name.ends_with(each.name))
    return false;
  const std::size_t above = wanted.name.size() - each.name.size();
  return above == 0 || wanted.name[above - 1] == '.';
}

bool proxy_exceptions::contain(const origin& to) const {
  if (everything_)
    return true;
  const target wanted(to.host);
  for (const entry& each : entries_) {
    if ((each.port == 0 || each.port == to.port) && matches(each, wanted))
      return true;
  }
  return false;
}

bool proxy_exceptions::contain_all_of(const std::string& host) const {
  if (everything_)
    return true;
  const target wanted(host);
  for (const entry& each : entries_) {
    if (each.port == 0 && matches(each, wanted))
      return true;
  }
  return false;
}

} // namespace haul
