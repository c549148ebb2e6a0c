#include "record_groups.hpp"

#include "ascii.hpp"

#include <fmt/format.h>

#include <string_view>

namespace haul {

namespace {

// A redacted URL's host in lower case: behind the scheme and `***@`, before port and path.
std::string host_in(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos)
    return "";
  std::string_view authority = url.substr(scheme + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  authority.remove_prefix(authority.rfind('@') + 1); // npos + 1 is 0
  const std::size_t port =
      authority.find(':', authority.starts_with('[') ? authority.find(']') : 0);
  return lower(authority.substr(0, port));
}

} // namespace

std::string host_of(const record& written) {
  return host_in(written.final_url.empty() ? written.url : written.final_url);
}

std::string kind_of(const record& written) {
  const std::string& kind = written.error->kind;
  if (kind == to_string(cause::http_status) && written.http_status != 0)
    return fmt::format("{} {}", kind, written.http_status);
  return kind;
}

std::string cut_off(const std::string& text, std::size_t most) {
  if (text.size() <= most)
    return text;
  std::size_t end = most - 3;
  // Not within a character, which would be shown as broken.
  while (end > 0 && (text[end] & 0xc0) == 0x80)
    --end;
  return text.substr(0, end) + "...";
}

} // namespace haul
