#include "request.hpp"

#include "failure.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace haul {

namespace {

// Fields that decide how the message is framed, or that haul has an option for.
constexpr std::array<std::string_view, 13> own_fields = {"Host",
                                                         "Connection",
                                                         "Keep-Alive",
                                                         "Proxy-Connection",
                                                         "Content-Length",
                                                         "Transfer-Encoding",
                                                         "TE",
                                                         "Trailer",
                                                         "Upgrade",
                                                         "Expect",
                                                         "Accept-Encoding",
                                                         "Range",
                                                         "User-Agent"};

// RFC 9110 section 5.6.2.
bool is_token(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char each) {
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
           (each >= '0' && each <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(each) != std::string_view::npos;
  });
}

bool has_control(std::string_view value) {
  return std::any_of(value.begin(), value.end(), [](char each) {
    return (static_cast<unsigned char>(each) < 0x20 && each != '\t') || each == 0x7f;
  });
}

bool same_field(std::string_view left, std::string_view right) {
  return equal_in_any_case(left, right);
}

} // namespace

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

std::string serialise_request(
    const url& asked, std::span<const header> extra, std::string_view user_agent) {
  std::string wire;
  wire.reserve(256 + asked.target().size());
  wire.append("GET ").append(asked.target()).append(" HTTP/1.1\r\nHost: ");
  wire.append(asked.host_field()).append("\r\n");
  if (!user_agent.empty())
    wire.append("User-Agent: ").append(user_agent).append("\r\n");
  // The file is wanted as it is: a coding would have to be undone, within limits.
  wire.append("Accept-Encoding: identity\r\n");
  bool accepts = false;
  bool authorised = asked.authorization().empty();
  for (const header& each : extra) {
    accepts = accepts || same_field(each.name, "Accept");
    authorised = authorised || same_field(each.name, "Authorization");
    wire.append(each.name).append(": ").append(each.value).append("\r\n");
  }
  if (!accepts)
    wire.append("Accept: */*\r\n");
  if (!authorised)
    wire.append("Authorization: ").append(asked.authorization()).append("\r\n");
  return wire.append("\r\n");
}

} // namespace haul
