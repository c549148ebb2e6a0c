#include "url.hpp"

#include "failure.hpp"
#include "host_name.hpp"
#include "request.hpp"

#include <haul/text.hpp>

#include <boost/url/ipv6_address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace haul {

namespace urls = boost::urls;

namespace {

constexpr std::size_t longest_url = 64 * 1024;

error refused(std::string_view text, std::string_view why) {
  return failure(
      stage::input, cause::bad_url, fmt::format("bad URL '{}': {}", printable(redact(text)), why));
}

bool is_control(char each) {
  return static_cast<unsigned char>(each) < 0x20 || each == 0x7f;
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, is_control);
}

// What RFC 3986 has no place for behind the authority but people and servers write all the same.
constexpr std::array<bool, 256> unsafe = [] {
  std::array<bool, 256> made{};
  for (const char each : std::string_view(" \"<>[]\\^`{|}"))
    made[static_cast<unsigned char>(each)] = true;
  for (std::size_t each = 0x80; each != made.size(); ++each)
    made[each] = true;
  return made;
}();

bool needs_encoding(char each) {
  return unsafe[static_cast<unsigned char>(each)];
}

// Where the authority of a URL or a reference ends; 0 when it has none.
std::size_t authority_end(std::string_view text) {
  const std::size_t slash = text.find_first_of("/?#");
  if (slash == std::string_view::npos || !text.substr(slash).starts_with("//") ||
      (slash != 0 && text[slash - 1] != ':'))
    return 0;
  return std::min(text.find_first_of("/?#", slash + 2), text.size());
}

// Nothing: there is nothing to encode.
std::optional<std::string> encode_unsafe(std::string_view text) {
  const std::size_t start = authority_end(text);
  if (std::none_of(text.begin() + start, text.end(), needs_encoding))
    return std::nullopt;
  std::string encoded(text.substr(0, start));
  for (const char each : text.substr(start)) {
    if (needs_encoding(each))
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(each));
    else
      encoded += each;
  }
  return encoded;
}

// Boost.URL 1.81 leaves the `..` that lead above the root (RFC 3986 section 5.2.4).
std::string_view without_leading_parents(std::string_view path) {
  while (path.starts_with("/..") &&
         (path.size() == 3 || std::string_view("/?#").find(path[3]) != std::string_view::npos))
    path.remove_prefix(3);
  return path;
}

// Path and query of a reference without scheme and authority, seen from `target`.
std::string path_of(const urls::url_view& reference, std::string_view target) {
  constexpr std::string_view anywhere = "http://host";
  const std::string base = std::string(anywhere).append(target);
  urls::url resolved;
  urls::resolve(urls::parse_uri(base).value(), reference, resolved).value();
  const std::string_view path(resolved.data(), resolved.size());
  return std::string(without_leading_parents(path.substr(anywhere.size())));
}

// The host of a URL or a reference when it is written in other characters than those of ASCII; else
// empty.
std::string_view international_host(std::string_view text) {
  const std::size_t end = authority_end(text);
  if (end == 0)
    return {};
  std::string_view host = text.substr(0, end);
  host.remove_prefix(host.find("//") + 2);
  host.remove_prefix(host.rfind('@') + 1);
  host = host.substr(0, host.find(':'));
  return is_ascii(host) ? std::string_view() : host;
}

// `text` with that host, a part of it, as names are looked up.
result<std::string> with_ascii_host(std::string_view text, std::string_view host) {
  const result<std::string> name = ascii_host(host);
  if (!name)
    return refused(text, name.error().message);
  const auto start = static_cast<std::size_t>(host.data() - text.data());
  return fmt::format("{}{}{}", text.substr(0, start), *name, text.substr(start + host.size()));
}

// 0 when there is no such port.
std::uint16_t port_of(std::string_view digits) {
  unsigned port = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9')
      return 0;
    port = port * 10 + static_cast<unsigned>(digit - '0');
    if (port > 65535)
      return 0;
  }
  return static_cast<std::uint16_t>(port);
}

// Host and port are read here: Boost.URL 1.81 goes only as far into an authority as it looks like
// one. Of `//127.0.0.1.example` it takes the address, of `//a@b@c` host b, for port 99999 34463.
result<origin> origin_of(bool encrypted, std::string_view authority, std::string_view text) {
  origin made;
  made.encrypted = encrypted;
  const std::string_view written = authority.substr(authority.find('@') + 1);
  const std::size_t colon = written.find(':', written.starts_with('[') ? written.find(']') : 0);
  made.host = lower_case(written.substr(0, colon));
  if (made.host.empty())
    return refused(text, "there is no host");
  if (made.host.starts_with('[') && made.host.ends_with(']')) {
    made.host = made.host.substr(1, made.host.size() - 2);
    if (!urls::parse_ipv6_address(made.host))
      return refused(text, "the host is not an address of a known kind");
  } else if (!is_host_name(made.host)) {
    return refused(text, "the host is not a name");
  }
  made.port = encrypted ? 443 : 80;
  if (colon != std::string_view::npos && colon + 1 != written.size())
    made.port = port_of(written.substr(colon + 1));
  if (made.port == 0)
    return refused(text, "the port is not from 1 to 65535");
  return made;
}

} // namespace

std::string origin::key() const {
  return std::string(encrypted ? "https://" : "http://")
      .append(host)
      .append(":")
      .append(std::to_string(port));
}

result<url> url::parse(std::string_view text) {
  if (text.size() > longest_url)
    return refused(redact(text).substr(0, 100), "it is longer than 64 KiB");
  if (has_control(text))
    return refused(text, "it contains a control character");
  const std::optional<std::string> rewritten = encode_unsafe(text);
  const std::string_view encoded = rewritten ? std::string_view(*rewritten) : text;
  result<url> made = parse_encoded(encoded, text);
  if (made)
    return made;
  // Looked for last, so that other URLs don't pay for it.
  const std::string_view host = international_host(encoded);
  if (host.empty())
    return made;
  const result<std::string> plain = with_ascii_host(encoded, host);
  if (!plain)
    return plain.error();
  return parse_encoded(*plain, text);
}

result<url> url::parse_encoded(std::string_view encoded, std::string_view text) {
  const auto parsed = urls::parse_uri(encoded);
  if (!parsed)
    return refused(text, "it is not an absolute URL");
  if (parsed->scheme_id() != urls::scheme::http && parsed->scheme_id() != urls::scheme::https)
    return refused(text, "the scheme is neither http nor https");
  const std::size_t end = authority_end(encoded);
  const std::size_t start = std::min(encoded.find("//") + 2, end);
  result<origin> from = origin_of(
      parsed->scheme_id() == urls::scheme::https, encoded.substr(start, end - start), text);
  if (!from)
    return from.error();

  url made;
  made.from_ = *std::move(from);
  const origin& at = made.from_;
  const bool bracketed = at.host.find(':') != std::string::npos;
  const std::string_view target = encoded.substr(end);
  made.text_.reserve(encoded.size() + 1);
  made.text_ = at.encrypted ? "https://" : "http://";
  made.host_ = made.text_.size();
  made.text_.append(bracketed ? "[" : "").append(at.host).append(bracketed ? "]" : "");
  if (at.port != (at.encrypted ? 443 : 80))
    made.text_.append(":").append(std::to_string(at.port));
  made.target_ = made.text_.size();
  made.text_.append(target.starts_with('/') ? "" : "/").append(target.substr(0, target.find('#')));
  if (parsed->has_userinfo())
    made.authorization_ =
        basic_authorization(std::string(parsed->user()), std::string(parsed->password()));
  return made;
}

// Behind an authority that is known to be right, nothing can be wrong but a percent sign without
// its digits, and only a fragment is left out.
result<url> url::parse_alike(std::string_view text) const {
  const std::string_view origin_text = std::string_view(text_).substr(0, target_);
  if (!text.starts_with(origin_text) || text.size() > longest_url)
    return parse(text);
  const std::string_view target = text.substr(origin_text.size());
  const bool plain =
      target.starts_with('/') && std::ranges::none_of(target, [](char each) {
        return is_control(each) || needs_encoding(each) || each == '%' || each == '#';
      });
  if (!plain)
    return parse(text);
  url made;
  made.from_ = from_;
  made.text_ = text;
  made.host_ = host_;
  made.target_ = target_;
  return made;
}

result<url> url::resolve(std::string_view reference) const {
  if (reference.size() > longest_url || has_control(reference))
    return refused(
        redact(reference).substr(0, 100), "it is too long or contains a control character");
  std::string encoded = encode_unsafe(reference).value_or(std::string(reference));
  if (const std::string_view host = international_host(encoded); !host.empty()) {
    result<std::string> plain = with_ascii_host(encoded, host);
    if (!plain)
      return plain.error();
    encoded = *std::move(plain);
  }
  const auto relative = urls::parse_uri_reference(encoded);
  if (!relative)
    return refused(reference, "it is not a URL");
  std::string absolute = encoded;
  if (!relative->has_scheme() && encoded.starts_with("//"))
    absolute = (from_.encrypted ? "https:" : "http:") + encoded;
  else if (!relative->has_scheme())
    absolute = text_.substr(0, target_) + path_of(*relative, target());
  result<url> made = parse(absolute);
  // Credentials that a server hands out are not ours to use; ours stay with their origin.
  if (made)
    made->authorization_ = made->from_ == from_ ? authorization_ : std::string();
  return made;
}

} // namespace haul
