#include "field_values.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string>
#include <utility>

namespace haul {

namespace {

bad_field refused(std::string_view field, std::string message) {
  bad_field made;
  made.field = field;
  made.message = std::move(message);
  return made;
}

// In bytes; 0 for an algorithm that is not known.
std::size_t digest_length(std::string_view algorithm) {
  if (algorithm == "sha256")
    return 32;
  if (algorithm == "sha512")
    return 64;
  if (algorithm == "sha1")
    return 20;
  if (algorithm == "md5")
    return 16;
  return 0;
}

std::optional<std::string> lower_hex(std::string_view value) {
  std::string text(value);
  for (char& each : text) {
    if (each >= 'A' && each <= 'F')
      each = static_cast<char>(each - 'A' + 'a');
    if (!(each >= '0' && each <= '9') && !(each >= 'a' && each <= 'f'))
      return std::nullopt;
  }
  return text;
}

// RFC 4648 section 4; -1 when it is no digit of base64.
int base64_value(char digit) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t found = digits.find(digit);
  return found == std::string_view::npos ? -1 : static_cast<int>(found);
}

// The hexadecimal form of `length` bytes in base64; nothing unless it is exactly that.
std::optional<std::string> hex_of_base64(std::string_view value, std::size_t length) {
  const std::size_t digits = (length * 8 + 5) / 6;
  const std::size_t padded = (length + 2) / 3 * 4;
  if (value.size() == padded && value.substr(digits) == std::string(padded - digits, '='))
    value = value.substr(0, digits);
  if (value.size() != digits)
    return std::nullopt;
  std::string hex;
  unsigned bits = 0;
  unsigned count = 0;
  for (const char each : value) {
    const int six = base64_value(each);
    if (six < 0)
      return std::nullopt;
    bits = (bits << 6 | static_cast<unsigned>(six)) & 0xffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      hex += fmt::format("{:02x}", (bits >> count) & 0xff);
    }
  }
  // What is left over must be zero, or two texts would stand for one digest.
  if ((bits & ((1U << count) - 1)) != 0)
    return std::nullopt;
  return hex;
}

// What stands behind the name, which is read in either case; never empty.
std::optional<std::string_view> behind(std::string_view name, std::string_view text) {
  if (text.size() <= name.size() || !equal_in_any_case(text.substr(0, name.size()), name))
    return std::nullopt;
  return text.substr(name.size());
}

std::string_view trimmed(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t");
  if (start == std::string_view::npos)
    return {};
  return text.substr(start, text.find_last_not_of(" \t") - start + 1);
}

} // namespace

field_result<std::uint64_t> read_size(std::string_view value) {
  std::uint64_t size = 0;
  const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), size);
  if (failed != std::errc() || end != value.data() + value.size())
    return refused(
        "size", fmt::format("'{}' is not a number of bytes", printable(redact_if_url(value))));
  return size;
}

field_result<digest> read_digest(std::string_view algorithm, std::string_view value) {
  const std::size_t length = digest_length(algorithm);
  std::optional<std::string> hex;
  if (const auto named = behind(algorithm, value); named && named->front() == '-')
    hex = hex_of_base64(named->substr(1), length); // neither form has a hyphen
  else if (value.size() == 2 * length)
    hex = lower_hex(value);
  else
    hex = hex_of_base64(value, length);
  if (length == 0 || !hex)
    return refused(
        algorithm, fmt::format(
                       "'{}' is not a digest of {} bytes in hex or base64",
                       printable(redact_if_url(value)), length));
  digest made;
  made.algorithm = algorithm;
  made.hex = *std::move(hex);
  return made;
}

field_result<digest> read_checksum(std::string_view text) {
  constexpr std::pair<std::string_view, std::string_view> spellings[] = {
      {"sha256", "sha256"}, {"sha-256", "sha256"}, {"sha512", "sha512"}, {"sha-512", "sha512"},
      {"sha1", "sha1"},     {"sha-1", "sha1"},     {"md5", "md5"}};
  for (const auto& [spelling, algorithm] : spellings) {
    const std::optional<std::string_view> rest = behind(spelling, text);
    if (!rest || (rest->front() != '=' && rest->front() != '-'))
      continue;
    const bool equals = rest->front() == '=';
    field_result<digest> read = read_digest(
        algorithm, equals ? std::string(rest->substr(1)) : std::string(algorithm).append(*rest));
    if (!read)
      return refused("checksum", read.error().message);
    return read;
  }
  return refused(
      "checksum", fmt::format(
                      "'{}' is not a checksum such as sha256=VALUE (or sha512, sha1, md5)",
                      printable(redact_if_url(text))));
}

field_result<header> read_header(std::string_view text) {
  const std::size_t colon = text.find(':');
  // The value is not shown: it may be a password.
  if (colon == std::string_view::npos)
    return refused("header", "a header is written as 'Name: value'");
  header made;
  made.name = trimmed(text.substr(0, colon));
  made.value = trimmed(text.substr(colon + 1));
  if (made.name.empty())
    return refused("header", "a header has no name");
  return made;
}

} // namespace haul
