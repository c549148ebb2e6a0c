#include "request.hpp"

#include "failure.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

namespace haul {

namespace {

// Fields that decide how the message is framed, or that haul has an option for.
constexpr std::array<std::string_view, 19> own_fields = {
    "Host",
    "Connection",
    "Keep-Alive",
    "Proxy-Connection",
    "Proxy-Authorization",
    "Content-Length",
    "Transfer-Encoding",
    "TE",
    "Trailer",
    "Upgrade",
    "Expect",
    "Accept-Encoding",
    "Range",
    "User-Agent",
    "If-Range",
    "If-Match",
    "If-None-Match",
    "If-Modified-Since",
    "If-Unmodified-Since"};

bool has_control(std::string_view value) {
  return std::any_of(value.begin(), value.end(), [](char each) {
    return (static_cast<unsigned char>(each) < 0x20 && each != '\t') || each == 0x7f;
  });
}

bool same_field(std::string_view left, std::string_view right) {
  return equal_in_any_case(left, right);
}

} // namespace

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char each) {
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
           (each >= '0' && each <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(each) != std::string_view::npos;
  });
}

result<void> check_header(const header& checked) {
  const auto refused = [&](std::string_view why) {
    return failure(
        stage::input, cause::bad_option,
        fmt::format("header '{}' {}", printable(checked.name), why));
  };
  if (!is_token(checked.name))
    return refused("has a name that is not a token");
  for (const std::string_view own : own_fields) {
    if (same_field(checked.name, own))
      return refused("is set by haul itself");
  }
  if (has_control(checked.value))
    return refused("has a control character in its value");
  return {};
}

std::string basic_authorization(const std::string& user, const std::string& password) {
  const std::string both = user + ":" + password;
  std::string encoded(4 * ((both.size() + 2) / 3) + 1, '\0'); // with the NUL that OpenSSL adds
  const int length = EVP_EncodeBlock(
      reinterpret_cast<unsigned char*>(encoded.data()),
      reinterpret_cast<const unsigned char*>(both.data()), static_cast<int>(both.size()));
  return "Basic " + encoded.substr(0, static_cast<std::size_t>(length));
}

std::string authorization_for(const std::string& host, std::span<const host_login> logins) {
  const auto found = std::find_if(logins.begin(), logins.end(), [&](const host_login& each) {
    return each.host.empty() || each.host == host;
  });
  if (found == logins.end() || (found->user.empty() && found->password.empty()))
    return {};
  return basic_authorization(found->user, found->password);
}

std::string serialise(const request& sent) {
  std::string wire;
  const std::string_view target = sent.by == nullptr ? sent.asked.target() : sent.asked.text();
  wire.reserve(256 + target.size());
  wire.append("GET ").append(target).append(" HTTP/1.1\r\nHost: ");
  wire.append(sent.asked.host_field()).append("\r\n");
  if (sent.by != nullptr && !sent.by->authorization.empty())
    wire.append("Proxy-Authorization: ").append(sent.by->authorization).append("\r\n");
  for_each_field(sent, [&wire](std::string_view name, std::string_view value) {
    wire.append(name).append(": ").append(value).append("\r\n");
  });
  return wire.append("\r\n");
}

} // namespace haul
