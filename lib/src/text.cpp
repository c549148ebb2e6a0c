#include <haul/text.hpp>

#include <boost/locale/utf.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace haul {

namespace {

using utf8 = boost::locale::utf::utf_traits<char>;

bool is_control(std::uint32_t character) {
  return character < 0x20 || (character >= 0x7f && character < 0xa0);
}

// Line and paragraph separators, and what reorders the text around it (UAX #9).
bool is_deceptive(std::uint32_t character) {
  return character == 0x061c || character == 0x200e || character == 0x200f ||
         (character >= 0x2028 && character <= 0x202e) ||
         (character >= 0x2066 && character <= 0x2069) || character == 0xfeff;
}

std::string redact_query(std::string_view query) {
  std::string shown = "?";
  while (true) {
    const std::size_t end = query.find('&');
    const std::string_view parameter = query.substr(0, end);
    const std::size_t equals = parameter.find('=');
    if (equals != std::string_view::npos)
      shown.append(parameter.substr(0, equals + 1));
    shown += "***";
    if (end == std::string_view::npos)
      return shown;
    shown += '&';
    query.remove_prefix(end + 1);
  }
}

} // namespace

std::string printable(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  auto next = text.begin();
  while (next != text.end()) {
    const auto start = next;
    const std::uint32_t character = utf8::decode(next, text.end());
    if (character == boost::locale::utf::illegal || character == boost::locale::utf::incomplete) {
      // One byte at a time: what follows a broken one may be fine.
      fmt::format_to(std::back_inserter(shown), "\\x{:02x}", static_cast<unsigned char>(*start));
      next = start + 1;
    } else if (is_control(character)) {
      fmt::format_to(std::back_inserter(shown), "\\x{:02x}", character);
    } else if (is_deceptive(character)) {
      fmt::format_to(std::back_inserter(shown), "\\u{{{:04x}}}", character);
    } else {
      shown.append(start, next);
    }
  }
  return shown;
}

std::string redact(std::string_view url) {
  url = url.substr(0, url.find('#'));
  const std::size_t scheme = url.find("://");
  const std::size_t authority = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::size_t authority_end = std::min(url.find_first_of("/?\\", authority), url.size());
  const std::size_t query = url.find('?', authority);

  std::string shown(url.substr(0, authority));
  const std::string_view host = url.substr(authority, authority_end - authority);
  const std::size_t at = host.rfind('@');
  if (at == std::string_view::npos)
    shown.append(host);
  else
    shown.append("***@").append(host.substr(at + 1));
  const std::size_t path_end = std::min(query, url.size());
  shown.append(url.substr(authority_end, path_end - authority_end));
  if (query != std::string_view::npos)
    shown += redact_query(url.substr(query + 1));
  return shown;
}

} // namespace haul
