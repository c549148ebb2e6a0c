#pragma once

#include <haul/error.hpp>
#include <haul/options.hpp>
#include <haul/task.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace haul {

/// `HOST:PORT:ADDRESS`, as curl has it: the address to use for that host and port. An IPv6 host
/// stands in brackets, an IPv6 address may. The host comes back in lower case (but for letters that
/// are not ASCII's, which the library takes care of), addresses in their usual form without
/// brackets. Anything else is an error (`cause::bad_option`) that quotes it.
result<fixed_address> parse_fixed_address(std::string_view text);

/// Name servers separated by commas, each `ADDRESS` or `ADDRESS:PORT`, an IPv6 address with a port
/// in brackets; port 53 when none is given. The result is `options::name_servers` with every port
/// spelled out: `192.0.2.1:53,[2001:db8::1]:5300`. Anything else is an error (`cause::bad_option`).
result<std::string> parse_name_servers(std::string_view text);

/// `Name: value`; blanks around the value are dropped. The name must be one that the library sends
/// for a person (see `header`). Errors (`cause::bad_option`) never quote the value, which may be a
/// secret.
result<header> parse_header_line(std::string_view text);

/// A media type without parameters, `image/gif`, or `image/*` for all of a kind; it comes back in
/// lower case. Anything else is an error (`cause::bad_option`).
result<std::string> parse_media_type(std::string_view text);

/// `ALGORITHM:DIGEST`, or another form that `read_checksum` takes: sha256, sha512, sha1 or md5 in
/// either case, the digest in hex or base64. Anything else is an error (`cause::bad_option`) that
/// quotes it.
result<digest> parse_checksum(std::string_view text);

/// A number of bytes from 0 to 10^15, or of at least a thousand with a unit as in `parse_byte_rate`
/// (`500k`, `2.5Gi`). Anything else is an error (`cause::bad_option`).
result<std::uint64_t> parse_byte_size(std::string_view text);

/// What is worth another attempt.
struct retry_rules {
  std::vector<unsigned> statuses; ///< in rising order, each once
  std::vector<cause> causes;      ///< in the order of the enumeration, each once
};

/// A list separated by commas of statuses from 400 to 599, `4xx`, `5xx` and the kinds `dns` (a
/// look-up that failed), `connect` (refused or not reached), `reset` (a connection lost) and
/// `timeout`. Anything else, also an empty list, is an error (`cause::bad_option`).
result<retry_rules> parse_retry_rules(std::string_view text);

} // namespace haul
