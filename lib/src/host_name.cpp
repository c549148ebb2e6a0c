#include "host_name.hpp"

#include "failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <idn2.h>
#include <memory>

namespace haul {

namespace {

struct free_name {
  void operator()(char* name) const { idn2_free(name); }
};

error refused(std::string_view why) {
  return failure(
      stage::input, cause::bad_url,
      fmt::format("the host is not an international domain name: {}", why));
}

} // namespace

std::string lower_case(std::string_view text) {
  std::string made(text);
  for (char& each : made) {
    if (each >= 'A' && each <= 'Z')
      each = static_cast<char>(each - 'A' + 'a');
  }
  return made;
}

bool is_host_name(std::string_view host) {
  return !host.empty() && host.size() <= 253 &&
         std::all_of(host.begin(), host.end(), [](char each) {
           return (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9') || each == '-' ||
                  each == '.' || each == '_';
         });
}

bool is_ascii(std::string_view text) {
  return std::all_of(
      text.begin(), text.end(), [](char each) { return static_cast<unsigned char>(each) < 0x80; });
}

result<std::string> ascii_host(std::string_view host) {
  if (is_ascii(host))
    return lower_case(host);
  if (host.find('\0') != std::string_view::npos)
    return refused("it holds a NUL");
  const std::string text(host);
  char* found = nullptr;
  const int failed = idn2_to_ascii_8z(text.c_str(), &found, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  const std::unique_ptr<char, free_name> held(found);
  if (failed != IDN2_OK)
    return refused(idn2_strerror(failed));
  std::string name = lower_case(held.get());
  // Some characters are mapped to several, with a slash or a colon among them.
  if (!is_host_name(name))
    return refused("it holds a character that no host name has");
  return name;
}

} // namespace haul
