#include "get_options.hpp"
#include "get_order.hpp"
#include "layered_options.hpp"
#include "request_values.hpp"
#include "take_values.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace haul {

namespace {

void add_proxy_option(layered_options& options, get_order& order) {
  options.value(
      "-x,--proxy", "URL",
      "http://[USER:PASSWORD@]HOST[:PORT]; '' is none\n(default: http_proxy, https_proxy, "
      "all_proxy and\n"
      "no_proxy of the environment)",
      [&order](const std::string& text) -> result<void> {
        order.proxy = text;
        return {};
      });
}

void add_reach_options(layered_options& options, haul::options& how) {
  options.value(
      "--interface", "NAME|ADDRESS",
      "The device, or the address of this machine, to\n"
      "connect from (default: the system's choice)",
      take_text(how.interface, "the name of a network device or an address", is_some));
  options.flag(
      "--deny-private", "Connect to public addresses only, also behind\nnames and redirects",
      how.deny_private);
}

} // namespace

void add_request_options(layered_options& options, get_order& order) {
  haul::options& how = order.how;
  options.group("Requests");
  options.repeatable(
      "-H,--header", "'NAME: VALUE'", "A field for each request; the value may have\nplaceholders",
      [&order](const std::string& text) -> result<void> {
        const result<header> line = parse_header_line(text);
        if (!line)
          return line.error();
        order.headers.push_back(line->name + ": " + line->value);
        return {};
      });
  options.value(
      "-A,--user-agent", "TEXT", "Who asks; '' sends none (default: " + how.user_agent + ")",
      take_text(how.user_agent, "text without control characters", [](const std::string& text) {
        return std::none_of(text.begin(), text.end(), [](char each) {
          return (each >= 0 && each < ' ') || each == 0x7f;
        });
      }));
  options.flag("--compressed", "Let servers compress what they send", how.compressed);
  options.repeatable(
      "--expect-type", "TYPE/*", "What a body must be, as image/* or text/csv\n(default: anything)",
      [&how](const std::string& text) -> result<void> {
        const result<std::string> type = parse_media_type(text);
        if (!type)
          return type.error();
        how.expect_types.push_back(*type);
        return {};
      });
  options.value(
      "--ca-file,--cacert", "FILE", "PEM certificates to trust instead of the system's",
      take_text(how.ca_file, "the name of a file", is_some));
  add_proxy_option(options, order);
}

void add_protocol_options(layered_options& options, protocol_switches& said) {
  options.flag("--http1", "Speak HTTP/1.1 only", said.http1);
  options.flag(
      "--http2",
      "Speak HTTP/2 only; http URLs fail then\n(default: with https what the server prefers)",
      said.http2);
  options.flag("--http2-prior-knowledge", "The same, and with http URLs too", said.prior_knowledge);
}

http_version version_of(const protocol_switches& said) {
  if (said.http1 && (said.http2 || said.prior_knowledge))
    throw CLI::ValidationError(
        "--http1", said.http2 ? "contradicts --http2" : "contradicts --http2-prior-knowledge");
  if (said.prior_knowledge)
    return http_version::http2_prior_knowledge;
  if (said.http2)
    return http_version::http2;
  return said.http1 ? http_version::http1 : http_version::any;
}

void add_name_options(layered_options& options, get_order& order) {
  options.group("Names and addresses");
  options.repeatable(
      "--resolve", "HOST:PORT:ADDRESS", "An address to use instead of looking HOST up",
      [&order](const std::string& text) -> result<void> {
        const result<fixed_address> fixed = parse_fixed_address(text);
        if (!fixed)
          return fixed.error();
        order.how.addresses.push_back(*fixed);
        return {};
      });
  options.value(
      "--name-server", "ADDRESS[:PORT],...",
      "Whom to ask for names instead of the servers in\n/etc/resolv.conf (port 53)",
      take_parsed(order.how.name_servers, parse_name_servers));
  add_reach_options(options, order.how);
}

} // namespace haul
