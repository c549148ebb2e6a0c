#include "serve_command.hpp"

#include "ascii.hpp"
#include "console.hpp"
#include "flag_server.hpp"
#include "option_values.hpp"

#include <haul/text.hpp>

#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace haul {

namespace {

namespace asio = boost::asio;

constexpr int wrong_usage = 2;
constexpr unsigned last_port = 65535;
constexpr double longest_delay = 3600;

struct delay_range {
  std::chrono::milliseconds min;
  std::chrono::milliseconds max;
};

// What a person orders with `haul serve`.
struct serve_order {
  asio::ip::address address = asio::ip::address_v4::loopback();
  unsigned port = 8000;
  std::vector<std::string> labels = {"LOCAL", "DELAY", "ERROR"};
  std::filesystem::path folder;
  std::optional<delay_range> delay;
  std::optional<double> error_rate;
  std::uint64_t seed = 0;
};

struct served_site {
  std::string label;
  flag_server server;
};

std::optional<std::chrono::milliseconds> parse_seconds(std::string_view text) {
  const auto seconds = parse_number<double>(text, 0, longest_delay);
  if (!seconds)
    return std::nullopt;
  return std::chrono::round<std::chrono::milliseconds>(std::chrono::duration<double>(*seconds));
}

// `0.5..5`, or one number for both.
std::optional<delay_range> parse_delay(std::string_view text) {
  const std::size_t dots = text.find("..");
  const auto min = parse_seconds(text.substr(0, dots));
  auto max = min;
  if (dots != std::string_view::npos)
    max = parse_seconds(text.substr(dots + 2));
  if (!min || !max || *max < *min)
    return std::nullopt;
  return delay_range{*min, *max};
}

// Without --site an override changes what a site does by its nature, and not what it is: LOCAL
// stays the one that answers at once, and ERROR the only one that fails.
server_behaviour behaviour_of(const std::string& label, const serve_order& order) {
  server_behaviour behaviour = *find_site(label);
  const bool alone = order.labels.size() == 1;
  if (order.delay && (alone || behaviour.delay_max.count() != 0)) {
    behaviour.delay_min = order.delay->min;
    behaviour.delay_max = order.delay->max;
  }
  if (order.error_rate && (alone || behaviour.error_rate != 0))
    behaviour.error_rate = *order.error_rate;
  behaviour.seed = order.seed;
  behaviour.folder = order.folder;
  return behaviour;
}

result<std::vector<served_site>> open_sites(asio::io_context& context, const serve_order& order) {
  std::vector<served_site> sites;
  for (const std::string& label : order.labels) {
    const unsigned port = order.port == 0 ? 0 : order.port + static_cast<unsigned>(sites.size());
    const asio::ip::tcp::endpoint address(order.address, static_cast<asio::ip::port_type>(port));
    result<flag_server> listening =
        flag_server::listen(context, address, behaviour_of(label, order));
    if (!listening)
      return listening.error();
    sites.push_back({label, std::move(*listening)});
  }
  return sites;
}

int serve(const serve_order& order) {
  asio::io_context context(1);
  result<std::vector<served_site>> sites = open_sites(context, order);
  if (!sites) {
    err().error(printable(sites.error().message));
    return sites.error().cause == cause::bad_option ? wrong_usage : 1;
  }

  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](boost::system::error_code failure, int) {
    if (failure)
      return;
    // The next signal does what signals do, should the last lines not find their way out.
    signals.clear();
    for (served_site& each : *sites)
      each.server.stop();
  });
  for (const served_site& each : *sites)
    out().info("{}  {}/", each.label, each.server.url());
  out().flush();

  context.run();
  for (const served_site& each : *sites) {
    const std::uint64_t requests = each.server.requests();
    out().info("{} answered {} request{}", each.label, requests, requests == 1 ? "" : "s");
  }
  return 0;
}

void add_places(CLI::App& command, serve_order& order) {
  add_value(
      command, "--address", "ADDRESS", "Where to listen (default: 127.0.0.1)", "an IP address",
      [&order](const std::string& text) {
        boost::system::error_code failure;
        order.address = asio::ip::make_address(text, failure);
        return !failure;
      });
  add_value(
      command, "--port", "N",
      "The port of the first site, the others take the\n"
      "next ones; 0 takes free ones (default: 8000)",
      "a port from 0 to 65535", [&order](const std::string& text) {
        const auto port = parse_number<unsigned>(text, 0, last_port);
        order.port = port.value_or(0);
        return port.has_value();
      });
  add_value(
      command, "--site", "LABEL",
      "Serve only this one, on the first port\n"
      "(default: all three)",
      "LOCAL, DELAY or ERROR", [&order](const std::string& text) {
        order.labels = {upper(text)};
        return find_site(text) != nullptr;
      });
  add_value(
      command, "--folder", "FOLDER",
      "Serve FOLDER/cc/cc.gif, read once, at the start,\n"
      "instead of the flags in haul",
      "a folder", [&order](const std::string& text) {
        order.folder = text;
        std::error_code ignored;
        return std::filesystem::is_directory(order.folder, ignored);
      });
}

void add_manner(CLI::App& command, serve_order& order) {
  add_value(
      command, "--delay", "SECONDS|MIN..MAX",
      "How long DELAY and ERROR, or the site of --site,\n"
      "wait before each reply: a random time from MIN to\n"
      "MAX, 0 to 3600 (default: 0.5..5)",
      "SECONDS or MIN..MAX from 0 to 3600", [&order](const std::string& text) {
        order.delay = parse_delay(text);
        return order.delay.has_value();
      });
  add_value(
      command, "--error-rate", "RATE",
      "The part of its requests that ERROR, or the site\n"
      "of --site, answers with 418, 0 to 1 (default 0.25)",
      "a number from 0 to 1", [&order](const std::string& text) {
        order.error_rate = parse_number<double>(text, 0, 1);
        return order.error_rate.has_value();
      });
  add_value(
      command, "--seed", "N",
      "What is drawn at random is the same in each run\n"
      "with the same N, from 0 to 2^64-1 (default: 0)",
      "a whole number from 0 to 18446744073709551615", [&order](const std::string& text) {
        const auto seed = parse_number<std::uint64_t>(text, 0, UINT64_MAX);
        order.seed = seed.value_or(0);
        return seed.has_value();
      });
}

} // namespace

std::function<int()> add_serve_command(CLI::App& app) {
  CLI::App* const command =
      app.add_subcommand("serve", "Serve country flags to other clients, at three sites");
  const auto order = std::make_shared<serve_order>();
  add_places(*command, *order);
  add_manner(*command, *order);
  command->callback([order] {
    if (order->port != 0 && order->port + order->labels.size() - 1 > last_port)
      throw CLI::ValidationError("--port", "leaves no ports for the other sites");
  });
  command->footer("LOCAL answers at once, DELAY after a while, ERROR as DELAY and part of the\n"
                  "requests with 418. Ctrl-C or SIGTERM ends it.");
  return [order] { return serve(*order); };
}

} // namespace haul
