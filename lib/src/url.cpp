#include "url.hpp"

#include "failure.hpp"

#include <haul/text.hpp>

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <vector>

namespace haul {

namespace urls = boost::urls;

namespace {

constexpr std::size_t longest_url = 64 * 1024;

error refused(std::string_view text, std::string_view why) {
  return failure(
      stage::input, cause::bad_url, fmt::format("bad URL '{}': {}", printable(redact(text)), why));
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char each) {
    return static_cast<unsigned char>(each) < 0x20 || each == 0x7f;
  });
}

// What RFC 3986 has no place for behind the authority but people and servers write all the same.
bool needs_encoding(char each) {
  return static_cast<unsigned char>(each) >= 0x80 ||
         std::string_view(" \"<>[]\\^`{|}").find(each) != std::string_view::npos;
}

std::string encode_unsafe(std::string_view text) {
  const std::size_t scheme = text.find("://");
  std::size_t start = text.starts_with("//")             ? 2
                      : scheme == std::string_view::npos ? 0
                                                         : scheme + 3;
  if (start != 0)
    start = std::min(text.find_first_of("/?#", start), text.size());
  std::string encoded(text.substr(0, start));
  for (const char each : text.substr(start)) {
    if (needs_encoding(each))
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(each));
    else
      encoded += each;
  }
  return encoded;
}

// A name by the letters-digits-hyphen rule (and the underscore that exists in the wild). The
// address forms come out of Boost.URL checked.
bool is_host_name(std::string_view host) {
  return !host.empty() && host.size() <= 253 &&
         std::all_of(host.begin(), host.end(), [](char each) {
           return (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9') || each == '-' ||
                  each == '.' || each == '_';
         });
}

std::string base64(std::string_view text) {
  std::vector<unsigned char> encoded(4 * ((text.size() + 2) / 3) + 1);
  const int length = EVP_EncodeBlock(
      encoded.data(), reinterpret_cast<const unsigned char*>(text.data()),
      static_cast<int>(text.size()));
  return std::string(encoded.begin(), encoded.begin() + length);
}

std::string lower(std::string text) {
  for (char& each : text) {
    if (each >= 'A' && each <= 'Z')
      each = static_cast<char>(each - 'A' + 'a');
  }
  return text;
}

result<origin> origin_of(const urls::url_view& parsed, std::string_view text) {
  origin made;
  if (parsed.scheme_id() != urls::scheme::http && parsed.scheme_id() != urls::scheme::https)
    return refused(text, "the scheme is neither http nor https");
  made.encrypted = parsed.scheme_id() == urls::scheme::https;
  if (parsed.host_type() == urls::host_type::ipvfuture)
    return refused(text, "the host is not an address of a known kind");
  made.host = parsed.host_type() == urls::host_type::name ? lower(parsed.host())
                                                          : lower(parsed.host_address());
  if (parsed.host_type() == urls::host_type::name && !is_host_name(made.host))
    return refused(text, made.host.empty() ? "there is no host" : "the host is not a name");
  if (parsed.port().empty()) {
    made.port = made.encrypted ? 443 : 80;
  } else {
    made.port = parsed.port_number();
    if (made.port == 0)
      return refused(text, "the port is not from 1 to 65535");
  }
  return made;
}

} // namespace

std::string origin::key() const {
  return fmt::format("{}://{}:{}", encrypted ? "https" : "http", host, port);
}

result<url> url::parse(std::string_view text) {
  if (text.size() > longest_url)
    return refused(text.substr(0, 100), "it is longer than 64 KiB");
  if (has_control(text))
    return refused(text, "it contains a control character");
  const std::string encoded = encode_unsafe(text);
  const auto parsed = urls::parse_uri(encoded);
  if (!parsed)
    return refused(text, "it is not an absolute URL");
  result<origin> from = origin_of(*parsed, text);
  if (!from)
    return from.error();

  url made;
  made.from_ = *std::move(from);
  const origin& at = made.from_;
  const bool bracketed = at.host.find(':') != std::string::npos;
  made.host_field_ = bracketed ? fmt::format("[{}]", at.host) : at.host;
  if (at.port != (at.encrypted ? 443 : 80))
    made.host_field_ += fmt::format(":{}", at.port);
  const std::string_view path(parsed->encoded_path().data(), parsed->encoded_path().size());
  made.target_ = path.empty() ? "/" : std::string(path);
  if (parsed->has_query())
    made.target_.append("?").append(parsed->encoded_query().data(), parsed->encoded_query().size());
  if (parsed->has_userinfo())
    made.authorization_ =
        "Basic " + base64(fmt::format("{}:{}", std::string(parsed->user()), parsed->password()));
  made.text_ =
      fmt::format("{}://{}{}", at.encrypted ? "https" : "http", made.host_field_, made.target_);
  return made;
}

result<url> url::resolve(std::string_view reference) const {
  if (reference.size() > longest_url || has_control(reference))
    return refused(reference.substr(0, 100), "it is too long or contains a control character");
  const std::string encoded = encode_unsafe(reference);
  const auto base = urls::parse_uri(text_);
  const auto relative = urls::parse_uri_reference(encoded);
  if (!base || !relative)
    return refused(reference, "it is not a URL");
  urls::url resolved;
  if (!urls::resolve(*base, *relative, resolved))
    return refused(reference, "it can't be resolved");
  result<url> made = parse(std::string_view(resolved.data(), resolved.size()));
  // Credentials that a server hands out are not ours to use; ours stay with their origin.
  if (made)
    made->authorization_ = made->from_ == from_ ? authorization_ : std::string();
  return made;
}

} // namespace haul
