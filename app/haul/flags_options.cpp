#include "flags_options.hpp"

#include "option_values.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <utility>

namespace haul {

namespace {

constexpr std::size_t most_requests = 1000;
constexpr double shortest_timeout = 0.001;
constexpr double longest_timeout = 86'400;

void add_choice_of_codes(CLI::App& flags, code_choice& choice) {
  flags
      .add_option(
          "CC", choice.arguments,
          "Two letters name a flag, one letter the 26 codes\n"
          "that begin with it (B: BA to BZ), in any case.\n"
          "None: the 20 most populous countries")
      ->option_text("...");
  flags.add_flag("-a,--all", choice.all, "Every flag that exists, whatever CC says");
  flags.add_flag("-e,--every", choice.every, "All 676 codes AA to ZZ, whatever CC and -a say");
  add_value(
      flags, "-l,--limit", "N",
      "The first N codes in alphabetical order, from 1 on\n(default: all of them)",
      "a whole number from 1 on", [&choice](const std::string& text) {
        const auto limit = parse_number<std::size_t>(text, 1, SIZE_MAX);
        choice.limit = limit.value_or(choice.limit);
        return limit.has_value();
      });
}

void add_manner(CLI::App& flags, flags_order& order) {
  add_value(
      flags, "-m,--max-requests,--max_req", "N",
      "How many requests run at once, from 1 to 1000\n"
      "(default 30); never more than there are codes",
      "a whole number from 1 to 1000", [&order](const std::string& text) {
        const auto number = parse_number<std::size_t>(text, 1, most_requests);
        order.max_requests = number.value_or(order.max_requests);
        return number.has_value();
      });
  add_value(
      flags, "--timeout", "SECONDS",
      "How long to wait for the connection, for the first\n"
      "byte and between two reads, each; from 0.001 to\n"
      "86400 (default 3.1)",
      "a number of seconds from 0.001 to 86400", [&order](const std::string& text) {
        const auto seconds = parse_number<double>(text, shortest_timeout, longest_timeout);
        order.timeout = std::chrono::round<std::chrono::milliseconds>(
            std::chrono::duration<double>(seconds.value_or(0)));
        return seconds.has_value();
      });
}

void add_places(CLI::App& flags, flags_order& order) {
  add_value(
      flags, "-s,--server", "LABEL|URL",
      "LOCAL (default): a server in haul, answers at once\n"
      "DELAY: the same, after 0.5 to 5 s\n"
      "ERROR: as DELAY, a quarter of the answers are 418\n"
      "REMOTE: https://www.fluentpython.com/data/flags\n"
      "or the http(s) URL that /cc/cc.gif is put behind;\n"
      "these two by the proxies of the environment",
      [&order](const std::string& text) -> result<void> {
        result<site> found = find_site_or_url(text);
        if (!found)
          return found.error();
        order.from = std::move(*found);
        return {};
      });
  add_value(
      flags, "--cacert", "FILE", "PEM certificates to trust instead of the system's",
      "the name of a file", [&order](const std::string& text) {
        order.ca_file = text;
        return !text.empty();
      });
  add_value(
      flags, "--seed", "N",
      "What DELAY and ERROR draw at random is the same in\n"
      "each run with the same N, from 0 to 2^64-1\n"
      "(default: another one in each run)",
      "a whole number from 0 to 18446744073709551615", [&order](const std::string& text) {
        order.seed = parse_number<std::uint64_t>(text, 0, UINT64_MAX);
        return order.seed.has_value();
      });
  add_value(
      flags, "-d,--dir", "FOLDER",
      "Where CC.gif is written, made when missing\n"
      "(default: downloaded); older files are replaced",
      "the name of a folder", [&order](const std::string& text) {
        order.directory = text;
        return !text.empty();
      });
}

} // namespace

void add_flags_options(CLI::App& flags, flags_order& order) {
  order.from = find_site_or_url("LOCAL").value();
  const auto choice = std::make_shared<code_choice>();
  add_choice_of_codes(flags, *choice);
  add_manner(flags, order);
  add_places(flags, order);
  flags.add_flag(
      "-v,--verbose", order.verbose,
      "A line for each code as it completes, instead of\n"
      "the progress bar");
  flags.callback([choice, &order] {
    result<std::vector<std::string>> codes = expand_codes(*choice);
    if (!codes)
      throw CLI::ValidationError("CC", codes.error().message);
    order.codes = std::move(*codes);
  });
  flags.footer("Exit code: 0 when every code was downloaded or not found (404), 1 after any\n"
               "error, 2 for wrong usage, 130 after Ctrl-C, 143 after SIGTERM. The first signal\n"
               "cancels what runs and reports what was done, a second one ends haul at once.");
}

} // namespace haul
