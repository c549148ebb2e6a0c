#include "get_credentials.hpp"

#include "get_order.hpp"
#include "headers_file.hpp"
#include "layered_options.hpp"
#include "netrc.hpp"
#include "take_values.hpp"

#include <haul/text.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdlib>
#include <optional>
#include <utility>

namespace haul {

namespace {

// What `parse` makes of the content of a file; its errors, which name the line, get the file.
template<class Parse>
auto read_parsed(const std::string& name, Parse parse) -> decltype(parse(std::string_view())) {
  const result<std::string> text = read_option_file(name);
  if (!text)
    return text.error();
  auto parsed = parse(*text);
  if (!parsed)
    return refused_option(fmt::format("{}:{}", printable(name), parsed.error().message));
  return parsed;
}

result<void> take_headers(const std::string& file, options& how) {
  result<std::vector<header>> read = read_parsed(file, parse_headers_file);
  if (!read)
    return read.error();
  for (header& each : *read)
    how.headers.push_back(std::move(each));
  return {};
}

result<void> take_logins(const std::string& file, options& how) {
  result<std::vector<host_login>> read = read_parsed(file, parse_netrc);
  if (!read)
    return read.error();
  how.logins = *std::move(read);
  return {};
}

// A variable that is set to nothing counts as not set.
std::optional<std::string> variable(const char* name) {
  const char* const text = std::getenv(name);
  if (text == nullptr || *text == '\0')
    return std::nullopt;
  return text;
}

[[noreturn]] void refuse(const char* place, const error& why) {
  throw CLI::ValidationError(place, why.message);
}

void complete_netrc(
    const layered_options& options, const credential_switches& said, haul::options& how) {
  if (!said.netrc || options.given("--netrc-file"))
    return;
  const std::optional<std::string> home = variable("HOME");
  if (!home)
    refuse("--netrc", refused_option("HOME doesn't say where .netrc is"));
  if (const result<void> taken = take_logins(*home + "/.netrc", how); !taken)
    refuse("--netrc", taken.error());
}

void complete_token(
    const layered_options& options, const credential_switches& said, haul::options& how) {
  std::string token = said.bearer_token;
  const std::optional<std::string> given = variable("HAUL_BEARER_TOKEN");
  if (given && !options.on_command_line("--bearer-token-file")) {
    result<std::string> read = parse_token(*given);
    if (!read)
      refuse("HAUL_BEARER_TOKEN", read.error());
    token = *std::move(read);
  }
  if (token.empty())
    return;
  header& added = how.headers.emplace_back();
  added.name = "Authorization";
  added.value = "Bearer " + token;
}

} // namespace

void add_credential_options(layered_options& options, get_order& order, credential_switches& said) {
  haul::options& how = order.how;
  options.repeatable(
      "--headers-file", "FILE", "Headers to add, a line each; # begins a comment",
      [&how](const std::string& file) { return take_headers(file, how); });
  options.value(
      "--bearer-token-file", "FILE",
      "The token to authorise with; also in the variable\nHAUL_BEARER_TOKEN",
      [&said](const std::string& file) -> result<void> {
        const result<std::string> text = read_option_file(file);
        if (!text)
          return text.error();
        result<std::string> read = parse_token(*text);
        if (!read)
          return refused_option(fmt::format("{}: {}", printable(file), read.error().message));
        said.bearer_token = *std::move(read);
        return {};
      });
  options.flag("--netrc", "Take user names and passwords from ~/.netrc", said.netrc);
  options.value(
      "--netrc-file", "FILE", "The same, from this file",
      [&how](const std::string& file) { return take_logins(file, how); });
  options.value(
      "--cert", "FILE", "The certificate (PEM) to show to servers that ask",
      take_text(how.client_certificate, "the name of a file", is_some));
  options.value(
      "--key", "FILE",
      "Its private key, if in another file; the variable\n"
      "HAUL_KEY_PASSWORD has its password",
      take_text(how.client_key, "the name of a file", is_some));
  options.flag(
      "-k,--insecure", "Take any certificate of a server. Anybody can read\nand change everything",
      said.insecure);
}

void complete_credentials(
    const layered_options& options, const credential_switches& said, get_order& order) {
  haul::options& how = order.how;
  complete_netrc(options, said, how);
  complete_token(options, said, how);
  how.verify_servers = !said.insecure;
  if (!how.client_key.empty() && how.client_certificate.empty())
    refuse("--key", refused_option("is of no use without --cert"));
  how.client_key_password = variable("HAUL_KEY_PASSWORD").value_or("");
}

} // namespace haul
