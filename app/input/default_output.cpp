#include "default_output.hpp"

#include "transform.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace haul {

namespace {

bad_field refused(cause why, std::string message) {
  bad_field made;
  made.field = "url";
  made.cause = why;
  made.message = std::move(message);
  return made;
}

struct url_parts {
  bool encrypted = false;
  std::string_view authority;
  std::string_view path;
  std::optional<std::string_view> query;
};

std::optional<url_parts> take_apart(std::string_view url) {
  url_parts parts;
  url = url.substr(0, url.find('#'));
  const std::size_t colon = url.find("://");
  if (colon == std::string_view::npos)
    return std::nullopt;
  parts.encrypted = equal_in_any_case(url.substr(0, colon), "https");
  if (!parts.encrypted && !equal_in_any_case(url.substr(0, colon), "http"))
    return std::nullopt;
  url.remove_prefix(colon + 3);
  if (const std::size_t mark = url.find('?'); mark != std::string_view::npos) {
    parts.query = url.substr(mark + 1);
    url = url.substr(0, mark);
  }
  const std::size_t slash = std::min(url.find('/'), url.size());
  parts.authority = url.substr(0, slash);
  parts.path = url.substr(slash);
  return parts;
}

// `host` or `host_8080`; nothing when there is no host or the port is none.
std::optional<std::string> folder_of(const url_parts& parts) {
  std::string_view host = parts.authority.substr(parts.authority.rfind('@') + 1);
  const std::size_t colon = host.find(':', host.starts_with('[') ? host.find(']') : 0);
  std::uint16_t port = 0;
  if (colon != std::string_view::npos && colon + 1 != host.size()) {
    const std::string_view digits = host.substr(colon + 1);
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (failed != std::errc() || end != digits.data() + digits.size() || port == 0)
      return std::nullopt;
  }
  host = host.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']'))
    host = host.substr(1, host.size() - 2);
  if (host.empty())
    return std::nullopt;
  std::string folder = transformed(transform::lower, host);
  if (port != 0 && port != (parts.encrypted ? 443 : 80))
    folder += fmt::format("_{}", port);
  return folder;
}

} // namespace

field_result<std::string> output_of_url(std::string_view url) {
  const std::optional<url_parts> parts = take_apart(url);
  std::optional<std::string> output;
  if (parts)
    output = folder_of(*parts);
  if (!output)
    return refused(
        cause::bad_url,
        fmt::format("'{}' is not an absolute http or https URL", printable(redact(url))));
  *output += parts->path;
  if (parts->path.empty())
    *output += '/';
  if (output->ends_with('/'))
    *output += "index.html";
  if (parts->query) {
    const std::size_t behind = transformed(transform::ext, *output).size();
    output->insert(output->size() - behind, "-" + hash_digits(*parts->query, 16));
  }
  if (result<void> taken = check_output_name(*output); !taken)
    return refused(cause::bad_output, taken.error().message);
  return *std::move(output);
}

} // namespace haul
