#include "get_options.hpp"

#include "get_credentials.hpp"
#include "get_order.hpp"
#include "layered_options.hpp"
#include "request_values.hpp"
#include "take_values.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace haul {

namespace {

// More than any command line has; CLI11 would cut `[a,b]` in two where any number is expected.
constexpr int many = 1 << 28;

// One of two words.
template<class Target>
value_taker take_choice(Target& target, std::string first, std::string second, Target if_second) {
  const Target if_first = target;
  return [=, &target](const std::string& text) -> result<void> {
    if (text != first && text != second)
      return refused_value(text, first + " or " + second);
    target = text == second ? if_second : if_first;
    return {};
  };
}

// Switches that turn something off or end the run, and what is only put into the order at the end.
struct switches {
  bool keep_limits = false;
  bool fail_fast = false;
  bool no_time = false;
  credential_switches credentials;
  protocol_switches protocols;
  shard_switches shards;
};

void add_arguments(CLI::App& get, get_order& order) {
  const auto take_url = [&order](const CLI::results_t& given) {
    order.url_template = given.front();
    return true;
  };
  get.add_option(
         "URL", CLI::callback_t(take_url),
         "What to download, or a template of it:\n"
         "'https://host/{code:lower}.gif'")
      ->option_text(" ");
  const auto take_codes = [&order](const CLI::results_t& given) {
    order.codes = given;
    return true;
  };
  get.add_option(
         "CODE", CLI::callback_t(take_codes),
         "What fills the template, one after the other; also\n"
         "ranges: 1..1000, 001..100, a..z")
      ->option_text("...")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll) // first, as it may change the next
      ->expected(many, -1);
}

void add_input_options(layered_options& options, get_order& order) {
  options.group("Input");
  options.repeatable(
      "-i,--input-file", "FILE", "A list to read, also .gz or .zst; -: standard\ninput",
      [&order](const std::string& text) -> result<void> {
        if (text.empty())
          return refused_value(text, "the name of a file");
        order.inputs.push_back(text);
        return {};
      });
  options.value(
      "--input-format", "FORMAT",
      "urls, tsv, csv, jsonl, aria2, tsv-http-data, fetch\n"
      "or metalink (default: guessed when that is sure)",
      take_input_format(order.input_format));
  options.flag(
      "--check-input", "Read the whole list first and name what repeats", order.check_input);
  options.config();
}

void add_saying_options(layered_options& options, get_order& order) {
  options.group("Saying what happened");
  options.value(
      "--results", "FILE", "A record in JSON for each row; -: standard output",
      take_text(order.results, "the name of a file", is_some));
  options.value(
      "--failed", "FILE", "The rows that failed, to be fed back",
      take_text(order.failed, "the name of a file, which '-' is not", [](const std::string& text) {
        return !text.empty() && text != "-";
      }));
  options.value(
      "--not-found", "ok|error", "Whether a 404 makes the run fail (default: ok)",
      take_choice(order.not_found_is_error, "ok", "error", true));
  options.flag("-v,--verbose", "A line for each task as it completes", order.verbose);
  options.flag("-q,--quiet", "Neither progress nor reports, only errors", order.quiet);
  options.value(
      "--log-format", "text|json", "The form of what is said (default: text)",
      take_choice(order.log_format, "text", "json", log_format::json));
  options.flag("--dry-run", "Only say what would be asked and written", order.dry_run);
}

void complete(layered_options& options, const switches& said, get_order& order) {
  options.complete();
  complete_credentials(options, said.credentials, order);
  order.how.adapt = !said.keep_limits;
  order.how.keep_time = !said.no_time;
  order.how.http = version_of(said.protocols);
  complete_shard(said.shards, order);
  if (said.fail_fast)
    order.max_errors = error_limit();
  // Of two delays that contradict each other, one that was not asked for gives way.
  retry_options& retry = order.how.retry;
  if (retry.first_delay > retry.most_delay) {
    if (!options.given("--retry-max-delay"))
      retry.most_delay = retry.first_delay;
    else if (!options.given("--retry-delay"))
      retry.first_delay = retry.most_delay;
    else
      throw CLI::ValidationError("--retry-delay", "is longer than --retry-max-delay");
  }
  if (const result<void> fits = check_get_order(order); !fits)
    throw CLI::ValidationError(fits.error().message);
}

} // namespace

void add_get_options(CLI::App& get, get_order& order) {
  const auto options = std::make_shared<layered_options>(get);
  const auto said = std::make_shared<switches>();
  add_arguments(get, order);
  add_input_options(*options, order);
  add_shard_options(*options, order, said->shards);
  add_output_options(*options, order, said->no_time);
  add_load_options(*options, order);
  options->flag("--no-adapt", "Keep a host's limit also when it is overloaded", said->keep_limits);
  add_time_options(*options, order);
  add_retry_options(*options, order);
  options->group("Giving up");
  options->value(
      "--max-errors", "N|P%",
      "End the run after more than N errors, or P percent\n"
      "of at least 100 finished tasks (default: never)",
      take_parsed(order.max_errors, parse_error_limit));
  options->flag("--fail-fast", "End it with the first error", said->fail_fast);
  add_request_options(*options, order);
  add_protocol_options(*options, said->protocols);
  add_credential_options(*options, order, said->credentials);
  add_name_options(*options, order);
  add_saying_options(*options, order);
  add_watching_options(*options, order);
  get.callback([options, said, &order] { complete(*options, *said, order); });
  get.footer("Each option also from the environment (--max-requests as HAUL_MAX_REQUESTS) and\n"
             "from --config; the command line wins, then the environment.");
}

} // namespace haul
