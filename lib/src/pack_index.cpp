#include "pack_index.hpp"

#include <boost/locale/utf.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace haul {

namespace {

constexpr std::uint64_t block = 512;          // bytes; members are padded to it
constexpr std::uint64_t end_mark = 2 * block; // bytes of zeros

// What most names and URLs are: ASCII that JSON has as it is.
bool stands_as_it_is(char each) {
  return each >= ' ' && each <= '~' && each != '"' && each != '\\';
}

// Adds a JSON string, valid whatever the bytes are.
void add_quoted(std::string& made, std::string_view text) {
  using utf8 = boost::locale::utf::utf_traits<char>;
  made += '"';
  for (auto next = text.begin(); next != text.end();) {
    const auto start = next;
    next = std::find_if_not(start, text.end(), stands_as_it_is);
    if (made.append(start, next); next == text.end())
      break;
    const auto other = next;
    const auto character = utf8::decode(next, text.end());
    if (character == boost::locale::utf::illegal || character == boost::locale::utf::incomplete) {
      made += "\xef\xbf\xbd";
      next = other + 1;
    } else if (character == '"' || character == '\\') {
      made += '\\';
      made += static_cast<char>(character);
    } else if (character < 0x20) {
      fmt::format_to(std::back_inserter(made), "\\u{:04x}", static_cast<std::uint32_t>(character));
    } else {
      made.append(other, next);
    }
  }
  made += '"';
}

void add_number(std::string& made, std::uint64_t value) {
  const fmt::format_int digits(value);
  made.append(digits.data(), digits.size());
}

bool skip(std::string_view& text, std::string_view expected) {
  if (!text.starts_with(expected))
    return false;
  text.remove_prefix(expected.size());
  return true;
}

bool take_number(std::string_view& text, std::uint64_t& value) {
  const auto [stopped, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc())
    return false;
  text.remove_prefix(static_cast<std::size_t>(stopped - text.data()));
  return true;
}

// Names have neither controls nor backslashes, so nothing but a quotation mark
// is escaped.
bool take_name(std::string_view& text, std::string& name) {
  while (!text.empty() && text.front() != '"') {
    if (text.front() == '\\' && !text.substr(1).starts_with('"'))
      return false;
    text.remove_prefix(text.front() == '\\' ? 1 : 0);
    name += text.front();
    text.remove_prefix(1);
  }
  return skip(text, "\"");
}

std::optional<pack_entry> parse_line(std::string_view line) {
  pack_entry made;
  const bool fine = skip(line, "{\"name\":\"") && take_name(line, made.name) &&
                    skip(line, ",\"offset\":") && take_number(line, made.offset) &&
                    skip(line, ",\"size\":") && take_number(line, made.bytes) &&
                    (line == "}" || (line.starts_with(',') && line.ends_with('}')));
  return fine ? std::optional(std::move(made)) : std::nullopt;
}

} // namespace

void add_index_line(std::string& to, const pack_entry& of, const pack_details& more) {
  to += "{\"name\":";
  add_quoted(to, of.name);
  to += ",\"offset\":";
  add_number(to, of.offset);
  to += ",\"size\":";
  add_number(to, of.bytes);
  if (!more.code.empty()) {
    to += ",\"code\":";
    add_quoted(to, more.code);
  }
  if (!more.url.empty()) {
    to += ",\"url\":";
    add_quoted(to, more.url);
  }
  if (more.digest)
    to += fmt::format(",\"{}\":\"{}\"", more.digest->algorithm, more.digest->hex);
  to += "}\n";
}

bool read_index(
    std::string_view text, std::uint64_t archive_bytes,
    const std::function<void(pack_entry)>& take) {
  std::uint64_t members_end = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos)
      return false;
    std::optional<pack_entry> read = parse_line(text.substr(0, end));
    if (!read || read->offset % block != 0 || read->offset <= members_end ||
        read->offset > archive_bytes || read->bytes > archive_bytes)
      return false;
    members_end = read->offset + (read->bytes + block - 1) / block * block;
    take(*std::move(read));
    text.remove_prefix(end + 1);
  }
  return members_end != 0 && members_end + end_mark == archive_bytes;
}

} // namespace haul
