#include "request_values.hpp"

#include "ascii.hpp"
#include "field_values.hpp"
#include "option_values.hpp"
#include "quantities.hpp"

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>

namespace haul {

namespace {

constexpr std::uint16_t name_server_port = 53;
constexpr std::uint64_t most_bytes = 1'000'000'000'000'000;
constexpr std::string_view blanks = " \t";

using asio_address = boost::asio::ip::address;

std::optional<asio_address> parse_address(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) // where Asio would stop reading
    return std::nullopt;
  boost::system::error_code failure;
  const asio_address address = boost::asio::ip::make_address(text, failure);
  return failure ? std::nullopt : std::optional(address);
}

std::string_view without_brackets(std::string_view text) {
  const bool bracketed = text.starts_with('[') && text.ends_with(']');
  return bracketed ? text.substr(1, text.size() - 2) : text;
}

// A name as DNS or /etc/hosts may have it, or an address. What is no ASCII is for the library to
// judge.
bool is_host(std::string_view text) {
  const std::string_view inner = without_brackets(text);
  if (inner.size() != text.size()) {
    const std::optional<asio_address> address = parse_address(inner);
    return address && address->is_v6();
  }
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char each) {
    return is_letter(each) || (each >= '0' && each <= '9') || each == '-' || each == '.' ||
           each == '_' || static_cast<unsigned char>(each) >= 0x80;
  });
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  return parse_number<std::uint16_t>(text, 1, UINT16_MAX);
}

// The items of a list separated by commas; an empty text is one empty item.
std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> items;
  while (true) {
    const std::size_t comma = text.find(',');
    items.push_back(text.substr(0, comma));
    if (comma == std::string_view::npos)
      return items;
    text.remove_prefix(comma + 1);
  }
}

// An address with a port behind a colon, or one without a port.
std::optional<std::string> normal_name_server(std::string_view text) {
  std::string_view host = text;
  std::optional<std::uint16_t> port = name_server_port;
  const std::size_t colon = text.rfind(':');
  const bool whole = text.ends_with(']') || parse_address(text).has_value();
  if (!whole && colon != std::string_view::npos) {
    host = text.substr(0, colon);
    port = parse_port(text.substr(colon + 1));
  }
  const std::optional<asio_address> address = parse_address(without_brackets(host));
  const bool ambiguous = !whole && address && address->is_v6() && !host.starts_with('[');
  if (!address || !port || ambiguous || (address->is_v4() && host.starts_with('[')))
    return std::nullopt;
  if (address->is_v6())
    return fmt::format("[{}]:{}", address->to_string(), *port);
  return fmt::format("{}:{}", address->to_string(), *port);
}

struct failure_kind {
  std::string_view name;
  haul::cause cause;
};

constexpr std::array<failure_kind, 4> failure_kinds = {
    {{"dns", cause::look_up_failed},
     {"connect", cause::connect_failed},
     {"reset", cause::connection_lost},
     {"timeout", cause::timed_out}}};

// Adds what one item of a list stands for; false when that is nothing.
bool add_rule(std::string_view item, std::set<unsigned>& statuses, std::set<cause>& causes) {
  if (const auto status = parse_number<unsigned>(item, 400, 599)) {
    statuses.insert(*status);
    return true;
  }
  if (item == "4xx" || item == "5xx") {
    const unsigned first = item.front() == '4' ? 400 : 500;
    for (unsigned status = first; status < first + 100; ++status)
      statuses.insert(status);
    return true;
  }
  for (const failure_kind& kind : failure_kinds) {
    if (kind.name == item) {
      causes.insert(kind.cause);
      return true;
    }
  }
  return false;
}

} // namespace

result<fixed_address> parse_fixed_address(std::string_view text) {
  // Colons in brackets are part of the host.
  const std::size_t bracket = text.starts_with('[') ? text.find(']') : 0;
  const std::size_t first = text.find(':', bracket);
  const std::size_t second = first == std::string_view::npos ? first : text.find(':', first + 1);
  if (second != std::string_view::npos) {
    const std::string_view host = text.substr(0, first);
    const auto port = parse_port(text.substr(first + 1, second - first - 1));
    const std::string_view place = text.substr(second + 1);
    const std::optional<asio_address> address = parse_address(without_brackets(place));
    const bool bracketed_v4 = address && address->is_v4() && place.starts_with('[');
    if (is_host(host) && port && address && !bracketed_v4) {
      fixed_address fixed;
      fixed.host = lower(without_brackets(host));
      fixed.port = *port;
      fixed.address = address->to_string();
      return fixed;
    }
  }
  return refused_value(text, "HOST:PORT:ADDRESS with a port from 1 to 65535 and an IP address");
}

result<std::string> parse_name_servers(std::string_view text) {
  std::string all;
  for (const std::string_view item : split(text)) {
    const std::optional<std::string> server = normal_name_server(item);
    if (!server)
      return refused_value(text, "IP addresses, each with or without a port, between commas");
    all += (all.empty() ? "" : ",") + *server;
  }
  return all;
}

result<header> parse_header_line(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0)
    return refused_option("a header must have the form 'Name: value'");
  std::string_view value = text.substr(colon + 1);
  value.remove_prefix(std::min(value.find_first_not_of(blanks), value.size()));
  value = value.substr(0, value.find_last_not_of(blanks) + 1);

  // The library is asked, so that there is one rule for what may be sent.
  options probe;
  probe.headers.resize(1);
  probe.headers.front().name = text.substr(0, colon);
  probe.headers.front().value = value;
  if (const result<void> fine = check_options(probe); !fine)
    return fine.error();
  return std::move(probe.headers.front());
}

result<std::string> parse_media_type(std::string_view text) {
  // As with headers, the library has the rule.
  options probe;
  probe.expect_types.push_back(lower(text));
  if (!check_options(probe))
    return refused_value(text, "TYPE/SUBTYPE or TYPE/*");
  return std::move(probe.expect_types.front());
}

result<digest> parse_checksum(std::string_view text) {
  std::string written(text);
  if (const std::size_t colon = written.find(':'); colon != std::string::npos)
    written[colon] = '=';
  field_result<digest> read = read_checksum(written);
  if (!read)
    return refused_value(
        text,
        "ALGORITHM:DIGEST with sha256, sha512, sha1 or md5 and a digest of that length in hex "
        "or base64");
  return *std::move(read);
}

result<std::uint64_t> parse_byte_size(std::string_view text) {
  const std::string_view number = text.ends_with('B') ? text.substr(0, text.size() - 1) : text;
  if (const auto plain = parse_number<std::uint64_t>(number, 0, most_bytes))
    return *plain;
  if (!text.ends_with("/s")) {
    if (const result<std::uint64_t> with_unit = parse_byte_rate(text))
      return *with_unit;
  }
  return refused_value(text, "0 or a number of bytes up to 1000T (as 800, 500k, 10M or 2.5Gi)");
}

result<retry_rules> parse_retry_rules(std::string_view text) {
  std::set<unsigned> statuses;
  std::set<cause> causes;
  for (const std::string_view item : split(text)) {
    if (!add_rule(item, statuses, causes))
      return refused_value(
          item, "a status from 400 to 599, 4xx, 5xx, dns, connect, reset or timeout");
  }
  retry_rules rules;
  rules.statuses.assign(statuses.begin(), statuses.end());
  rules.causes.assign(causes.begin(), causes.end());
  return rules;
}

} // namespace haul
