#include "flags_options.hpp"

#include <haul/text.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <charconv>
#include <functional>
#include <memory>
#include <system_error>
#include <utility>

namespace haul {

namespace {

constexpr std::size_t most_requests = 1000;
constexpr double shortest_timeout = 0.001;
constexpr double longest_timeout = 86'400;

[[noreturn]] void refuse(const std::string& option, const std::string& text, const char* why) {
  throw CLI::ValidationError(option, fmt::format("'{}' is not {}", printable(text), why));
}

// The whole of `text` as a number: no blanks, no sign, no base but ten.
template<class Number>
std::optional<Number> parse_number(const std::string& text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const bool starts_as_number = !text.empty() && text.front() != '-';
  const auto [stopped, failure] = std::from_chars(text.data(), end, number);
  if (!starts_as_number || failure != std::errc() || stopped != end)
    return std::nullopt;
  return number;
}

// An option with one value; when it is given more than once the last one counts.
CLI::Option* add_value(
    CLI::App& flags, const std::string& names, const std::string& value_name,
    const std::string& description, const std::function<void(const std::string&)>& take) {
  return flags.add_option_function<std::string>(names, take, description)
      ->option_text(value_name)
      ->take_last();
}

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
      [&choice](const std::string& text) {
        const auto limit = parse_number<std::size_t>(text);
        if (!limit || *limit == 0)
          refuse("--limit", text, "a whole number from 1 on");
        choice.limit = *limit;
      });
}

void add_manner(CLI::App& flags, flags_order& order) {
  add_value(
      flags, "-m,--max-requests,--max_req", "N",
      "How many requests run at once, from 1 to 1000\n"
      "(default 30); never more than there are codes",
      [&order](const std::string& text) {
        const auto number = parse_number<std::size_t>(text);
        if (!number || *number == 0 || *number > most_requests)
          refuse("--max-requests", text, "a whole number from 1 to 1000");
        order.max_requests = *number;
      });
  add_value(
      flags, "--timeout", "SECONDS",
      "How long to wait for the connection, for the first\n"
      "byte and between two reads, each; from 0.001 to\n"
      "86400 (default 3.1)",
      [&order](const std::string& text) {
        const auto seconds = parse_number<double>(text);
        // So written that it also refuses what is no number at all.
        if (!seconds || !(*seconds >= shortest_timeout && *seconds <= longest_timeout))
          refuse("--timeout", text, "a number of seconds from 0.001 to 86400");
        order.timeout =
            std::chrono::round<std::chrono::milliseconds>(std::chrono::duration<double>(*seconds));
      });
}

void add_places(CLI::App& flags, flags_order& order) {
  add_value(
      flags, "-s,--server", "LABEL|URL",
      "LOCAL (default): a server in haul, answers at once\n"
      "DELAY: the same, after 0.5 to 5 s\n"
      "ERROR: as DELAY, a quarter of the answers are 418\n"
      "REMOTE: https://www.fluentpython.com/data/flags\n"
      "or the http(s) URL that /cc/cc.gif is put behind",
      [&order](const std::string& text) {
        result<site> found = find_site_or_url(text);
        if (!found)
          throw CLI::ValidationError("--server", found.error().message);
        order.from = std::move(*found);
      });
  add_value(
      flags, "--cacert", "FILE", "PEM certificates to trust instead of the system's",
      [&order](const std::string& text) {
        if (text.empty())
          refuse("--cacert", text, "the name of a file");
        order.ca_file = text;
      });
  add_value(
      flags, "--seed", "N",
      "What DELAY and ERROR draw at random is the same in\n"
      "each run with the same N, from 0 to 2^64-1\n"
      "(default: another one in each run)",
      [&order](const std::string& text) {
        order.seed = parse_number<std::uint64_t>(text);
        if (!order.seed)
          refuse("--seed", text, "a whole number from 0 to 18446744073709551615");
      });
  add_value(
      flags, "-d,--dir", "FOLDER",
      "Where CC.gif is written, made when missing\n"
      "(default: downloaded); older files are replaced",
      [&order](const std::string& text) {
        if (text.empty())
          refuse("--dir", text, "the name of a folder");
        order.directory = text;
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
