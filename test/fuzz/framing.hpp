#pragma once

// Where an HTTP/1.1 reply ends (RFC 9112 section 6), read a second time and in the plainest way.

#include "fuzzing.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haul::fuzzing::framing {

/// The final reply at the begin of what came, behind any interim ones.
struct message {
  bool sure = false; ///< whether its end can be told without the connection's; else nothing counts
  unsigned status = 0;
  std::string body;
  std::string_view rest; ///< what is behind it
  bool closes = false;   ///< whether it says that the connection ends with it
};

inline std::string lower(std::string_view text) {
  std::string made(text);
  for (char& each : made)
    each = each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
  return made;
}

inline std::string without_blanks(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos)
    return {};
  return std::string(text.substr(start, text.find_last_not_of(" \t\r\n") - start + 1));
}

struct header {
  bool sure = false;
  unsigned status = 0;
  bool old = false; // HTTP/1.0
  std::vector<std::string> lengths;
  std::vector<std::string> codings;
  std::vector<std::string> options; // of Connection
};

inline void add_values(std::vector<std::string>& to, std::string_view value) {
  while (true) {
    const std::size_t comma = value.find(',');
    to.push_back(lower(without_blanks(value.substr(0, comma))));
    if (comma == std::string_view::npos)
      return;
    value.remove_prefix(comma + 1);
  }
}

// A line that goes on behind a line end belongs to the field in front of it.
inline std::string unfolded(std::string_view lines) {
  std::string made(lines);
  for (std::size_t at = made.find("\r\n"); at != std::string::npos;
       at = made.find("\r\n", at + 1)) {
    if (at + 2 < made.size() && (made[at + 2] == ' ' || made[at + 2] == '\t'))
      made.replace(at, 2, "  ");
  }
  return made;
}

inline header read_header(std::string_view lines) {
  header made;
  const std::string_view digits = lines.substr(std::min<std::size_t>(lines.size(), 9), 3);
  if (digits.size() != 3 || digits.find_first_not_of("0123456789") != std::string_view::npos)
    return made;
  made.sure = lines.starts_with("HTTP/1.");
  made.status = static_cast<unsigned>(std::stoul(std::string(digits)));
  made.old = lines.substr(7, 1) == "0";
  const std::string text = unfolded(lines.substr(std::min(lines.find("\r\n"), lines.size())));
  std::string_view rest = text;
  while (!rest.empty()) {
    rest.remove_prefix(std::min<std::size_t>(2, rest.size()));
    const std::string_view line = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(line.size());
    const std::size_t colon = std::min(line.find(':'), line.size());
    const std::string name = lower(without_blanks(line.substr(0, colon)));
    const std::string_view value = line.substr(std::min(colon + 1, line.size()));
    if (name == "content-length")
      add_values(made.lengths, value);
    else if (name == "transfer-encoding")
      add_values(made.codings, value);
    else if (name == "connection")
      add_values(made.options, value);
  }
  return made;
}

inline std::optional<std::uint64_t> number(std::string_view digits, unsigned base) {
  constexpr std::string_view known = "0123456789abcdef";
  std::uint64_t value = 0;
  for (const char each : lower(digits)) {
    const std::size_t digit = known.find(each);
    if (digit >= base || value > (UINT64_MAX - digit) / base)
      return std::nullopt;
    value = value * base + digit;
  }
  return digits.empty() ? std::nullopt : std::optional<std::uint64_t>(value);
}

// Takes the chunks, or nothing when they are not whole.
inline bool take_chunks(std::string_view& from, std::string& body) {
  std::string_view rest = from;
  while (true) {
    const std::size_t end = rest.find("\r\n");
    if (end == std::string_view::npos)
      return false;
    const std::string_view line = rest.substr(0, end);
    const auto size = number(without_blanks(line.substr(0, line.find(';'))), 16);
    rest.remove_prefix(end + 2);
    if (!size || *size > rest.size())
      return false;
    if (*size == 0)
      break;
    body.append(rest.substr(0, *size));
    rest.remove_prefix(*size);
    if (!rest.starts_with("\r\n"))
      return false;
    rest.remove_prefix(2);
  }
  while (!rest.starts_with("\r\n")) { // trailers
    const std::size_t end = rest.find("\r\n");
    if (end == std::string_view::npos)
      return false;
    rest.remove_prefix(end + 2);
  }
  from = rest.substr(2);
  return true;
}

inline bool take_body(const header& head, message& into) {
  if (head.status == 204 || head.status == 304)
    return true;
  if (!head.codings.empty())
    return head.lengths.empty() && head.codings == std::vector<std::string>{"chunked"} &&
           take_chunks(into.rest, into.body);
  if (head.lengths.empty())
    return false;
  // Several lengths may be written in several ways, as long as they are one (RFC 9110 section 8.6).
  const auto length = number(head.lengths.front(), 10);
  if (std::ranges::any_of(
          head.lengths, [&](const std::string& each) { return number(each, 10) != length; }))
    return false;
  if (!length || *length > into.rest.size())
    return false;
  into.body = into.rest.substr(0, *length);
  into.rest.remove_prefix(*length);
  return true;
}

inline message read(std::string_view wire) {
  message made;
  made.rest = wire;
  header head;
  do {
    const std::size_t end = made.rest.find("\r\n\r\n");
    if (end == std::string_view::npos)
      return made;
    head = read_header(made.rest.substr(0, end));
    made.rest.remove_prefix(end + 4);
    if (!head.sure || head.status == 101)
      return made;
  } while (head.status < 200);
  made.status = head.status;
  const bool keeps = std::ranges::count(head.options, "keep-alive") != 0;
  made.closes = std::ranges::count(head.options, "close") != 0 || (head.old && !keeps);
  made.sure = take_body(head, made);
  return made;
}

} // namespace haul::fuzzing::framing
