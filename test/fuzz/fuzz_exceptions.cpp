// What is reached without a proxy: the first line is a list as in `no_proxy`, each line behind it a
// server. The same is decided here once more, with addresses as strings of bits, and must agree.

#include "fuzzing.hpp"
#include "proxy_exceptions.hpp"
#include "url.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace haul;
using fuzzing::require;

std::string bits_of(const unsigned char* bytes, std::size_t count) {
  std::string made;
  for (std::size_t at = 0; at != count; ++at)
    made += std::bitset<8>(bytes[at]).to_string();
  return made;
}

// 32 or 128 digits, or nothing when the text is not an address.
std::string address_bits(const std::string& text) {
  unsigned char bytes[16];
  if (::inet_pton(AF_INET, text.c_str(), bytes) == 1)
    return bits_of(bytes, 4);
  // The name of an interface may stand behind it, which changes nothing.
  const std::string number = text.substr(0, text.find('%'));
  return ::inet_pton(AF_INET6, number.c_str(), bytes) == 1 ? bits_of(bytes, 16) : std::string();
}

std::string unmapped_bits(const std::string& text) {
  const std::string bits = address_bits(text);
  const std::string mapped = std::string(80, '0') + std::string(16, '1');
  return bits.size() == 128 && bits.starts_with(mapped) ? bits.substr(96) : bits;
}

std::optional<unsigned> number_of(std::string_view digits, unsigned most) {
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
  if (digits.size() > 9)
    return std::nullopt;
  const auto value = static_cast<unsigned>(std::stoul(std::string(digits)));
  return value <= most ? std::optional<unsigned>(value) : std::nullopt;
}

std::string plain_name(std::string name) {
  while (name.starts_with('.'))
    name.erase(0, 1);
  while (name.ends_with('.'))
    name.pop_back();
  for (char& each : name)
    each = each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
  return name;
}

bool in_range(const std::string& entry, std::size_t slash, const origin& to) {
  const std::string network = address_bits(entry.substr(0, slash));
  const std::string address = unmapped_bits(to.host);
  const auto bits =
      number_of(std::string_view(entry).substr(slash + 1), static_cast<unsigned>(network.size()));
  return !network.empty() && bits && network.size() == address.size() &&
         address.starts_with(network.substr(0, *bits));
}

bool is_host(const std::string& written, const origin& to) {
  const std::string entry = unmapped_bits(written);
  const std::string address = unmapped_bits(to.host);
  if (!entry.empty() || !address.empty())
    return entry == address;
  const std::string suffix = plain_name(written.starts_with("*.") ? written.substr(2) : written);
  const std::string name = plain_name(to.host);
  return !suffix.empty() && (name == suffix || name.ends_with("." + suffix));
}

bool expected_of(const std::string& entry, const origin& to) {
  if (entry == "*")
    return true;
  if (const std::size_t slash = entry.find('/'); slash != std::string::npos)
    return in_range(entry, slash, to);
  const std::size_t close = entry.starts_with('[') ? entry.find(']') : 0;
  const std::size_t colon = entry.find(':', close);
  const bool with_port =
      colon != std::string::npos &&
      (entry.starts_with('[') || entry.find(':', colon + 1) == std::string::npos);
  if (with_port) {
    const auto port = number_of(std::string_view(entry).substr(colon + 1), 65535);
    if (!port || *port != to.port)
      return false;
  }
  std::string host = entry.substr(0, with_port ? colon : entry.size());
  if (entry.starts_with('[') && host.ends_with(']'))
    host = host.substr(1, host.size() - 2);
  return is_host(host, to);
}

bool expected(std::string_view list, const origin& to) {
  std::string entry;
  for (const char each : std::string(list) + ",") {
    if (each != ',' && each != ' ' && each != '\t')
      entry += each;
    else if (!entry.empty() && expected_of(std::exchange(entry, {}), to))
      return true;
  }
  return false;
}

void check(std::string_view list, const origin& to) {
  const proxy_exceptions made(list);
  const bool contained = made.contain(to);
  // What an international name is called in ASCII is nothing to tell here once more.
  const bool plain = std::ranges::all_of(list, [](char each) { return (each & 0x80) == 0; });
  require(!plain || contained == expected(list, to), "an entry means what it says");
  require(contained || !made.contain_all_of(to.host), "the whole host is more than one port");
  const std::string text(list);
  require(proxy_exceptions(text + "," + text).contain(to) == contained, "twice is once");
  require(proxy_exceptions(text + ", *").contain(to), "an asterisk is everything");
  const bool bracketed = to.host.find(':') != std::string::npos;
  const std::string itself = bracketed ? "[" + to.host + "]" : to.host;
  if (plain_name(to.host).empty())
    return;
  require(proxy_exceptions(text + " " + itself).contain_all_of(to.host), "a host is itself");
  require(
      proxy_exceptions(itself + ":" + std::to_string(to.port) + "," + text).contain(to),
      "a host and its port are themselves");
}

// Whoever differs in one bit only is in the range of what stands in front of it, and in no smaller
// one. The port says which bit of each byte.
void check_ranges(const origin& to) {
  unsigned char bytes[16];
  const bool four = ::inet_pton(AF_INET, to.host.c_str(), bytes) == 1;
  if (!four &&
      (::inet_pton(AF_INET6, to.host.c_str(), bytes) != 1 || unmapped_bits(to.host).size() != 128))
    return;
  const unsigned bit = to.port % 8;
  for (unsigned at = 0; at != (four ? 4 : 16); ++at) {
    const auto flipped = static_cast<unsigned char>(0x80U >> bit);
    bytes[at] ^= flipped;
    char text[INET6_ADDRSTRLEN];
    const std::string other =
        ::inet_ntop(four ? AF_INET : AF_INET6, bytes, text, sizeof text) + std::string("/");
    bytes[at] ^= flipped;
    const unsigned same = at * 8 + bit;
    if (unmapped_bits(other.substr(0, other.size() - 1)).size() != (four ? 32 : 128))
      continue;
    require(proxy_exceptions(other + std::to_string(same)).contain(to), "a range is so wide");
    require(!proxy_exceptions(other + std::to_string(same + 1)).contain(to), "and no wider");
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest = fuzzing::text_of(data, size);
  const std::string_view list = fuzzing::take_until(rest, '\n');
  // An environment has no NUL in it, nor has an argument.
  if (list.find('\0') != std::string_view::npos)
    return 0;
  while (!rest.empty()) {
    const auto to = url::parse("http://" + std::string(fuzzing::take_until(rest, '\n')));
    if (to) {
      check(list, to->from());
      check_ranges(to->from());
    }
  }
  return 0;
}
