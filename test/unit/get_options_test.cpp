#include "get_options.hpp"
#include "get_order.hpp"
#include "layered_options.hpp"

#include <CLI/CLI.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using strings = std::vector<std::string>;
using boost::test_tools::per_element;

struct command {
  command() { haul::add_get_options(get, order); }

  CLI::App app{"", "haul"};
  CLI::App& get = *app.add_subcommand("get");
  haul::get_order order;
};

haul::get_order parse_all(strings arguments) {
  command made;
  arguments.insert(arguments.begin(), "get");
  // CLI11 takes them from the end of its vector.
  made.app.parse(strings(arguments.rbegin(), arguments.rend()));
  return made.order;
}

// With something to do.
haul::get_order parse(strings arguments) {
  arguments.insert(arguments.begin(), "https://host/");
  return parse_all(arguments);
}

// The message of the error that `arguments` are.
std::string complaint(const strings& arguments) {
  try {
    parse(arguments);
  } catch (const CLI::ParseError& refused) {
    return refused.what();
  }
  return "accepted";
}

void check_refused(const std::string& option, const strings& values, const std::string& range) {
  for (const std::string& value : values) {
    const std::string expected = option + ": '" + value + "' is not " + range;
    BOOST_TEST(complaint({option, value}).starts_with(expected), complaint({option, value}));
  }
}

// What `path`, from the project's folder, holds.
std::string read(const std::string& path) {
  const auto project = std::filesystem::path(HAUL_SOURCE_FOLDER);
  std::ifstream file(project / path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::set<std::string> all_matches(const std::string& text, const std::regex& expression) {
  std::set<std::string> found;
  for (std::sregex_iterator match(text.begin(), text.end(), expression), end; match != end; ++match)
    found.insert((*match)[1]);
  return found;
}

// Every long name and every variable, as the command has them.
std::set<std::string> names_of_command() {
  command made;
  std::set<std::string> names;
  for (const CLI::Option* option : made.get.get_options()) {
    for (const std::string& name : option->get_lnames())
      names.insert("--" + name);
    if (option != made.get.get_help_ptr() && !option->get_lnames().empty())
      names.insert(haul::variable_of(option->get_lnames().front()));
  }
  names.erase("--help");
  // Secrets that no command line may hold.
  names.insert({"HAUL_BEARER_TOKEN", "HAUL_KEY_PASSWORD"});
  return names;
}

} // namespace

BOOST_AUTO_TEST_SUITE(get_options)

BOOST_AUTO_TEST_CASE(defaults_are_those_of_the_library) {
  const haul::get_order order = parse({});
  const haul::options library;
  BOOST_TEST(order.url_template == "https://host/");
  BOOST_TEST(order.how.max_requests == 64U);
  BOOST_TEST(order.how.max_per_host == 6U);
  BOOST_TEST(order.how.adapt);
  BOOST_TEST(order.how.retry.statuses == library.retry.statuses, per_element());
  BOOST_TEST((order.how.timeouts.connect == 10s));
  BOOST_TEST((order.deadline == 0ms));
  BOOST_TEST(!order.max_errors.has_value());
  BOOST_TEST(!order.not_found_is_error);
  BOOST_TEST((order.log_format == haul::log_format::text));
}

BOOST_AUTO_TEST_CASE(arguments_are_taken_as_they_stand) {
  const haul::get_order order = parse_all(
      {"https://host/{code}", "[a,b]", "{}", "1..5", "-m", "2", "get", "a,b", "--", "-x",
       "--rate"});
  const strings expected = {"[a,b]", "{}", "1..5", "get", "a,b", "-x", "--rate"};
  BOOST_TEST(order.url_template == "https://host/{code}");
  BOOST_TEST(order.codes == expected, per_element());
}

BOOST_AUTO_TEST_CASE(options_of_load_and_time_do_what_they_say) {
  const haul::get_order order = parse(
      {"-m1000000", "--max-per-host=0", "--rate", "30/m", "--limit-rate", "10M", "--look-ahead",
       "5", "--no-adapt", "--connect-timeout", "250ms", "--first-byte-timeout", "1.5",
       "--idle-timeout", "5m", "--timeout", "1h30m", "--deadline", "365d"});
  BOOST_TEST(order.how.max_requests == 1'000'000U);
  BOOST_TEST(order.how.max_per_host == 0U);
  BOOST_TEST(order.how.rate_per_host == 0.5);
  BOOST_TEST(order.how.bytes_per_second == 10'000'000U);
  BOOST_TEST(order.how.look_ahead == 5U);
  BOOST_TEST(!order.how.adapt);
  BOOST_TEST((order.how.timeouts.connect == 250ms));
  BOOST_TEST((order.how.timeouts.first_byte == 1500ms));
  BOOST_TEST((order.how.timeouts.idle == 5min));
  BOOST_TEST((order.how.timeouts.task == 90min));
  BOOST_TEST((order.deadline == 24h * 365));
}

BOOST_AUTO_TEST_CASE(options_of_retries_and_giving_up_do_what_they_say) {
  const haul::get_order order = parse(
      {"--retry", "0", "--retry-on", "503,reset", "--retry-delay", "1ms", "--retry-max-delay", "1h",
       "--retry-budget", "0", "--max-pause", "0", "--max-redirects", "50", "--max-errors", "5%"});
  const haul::retry_options& retry = order.how.retry;
  BOOST_TEST(retry.most == 0U);
  BOOST_TEST(retry.statuses == std::vector<unsigned>{503}, per_element());
  BOOST_TEST((retry.causes == std::vector<haul::cause>{haul::cause::connection_lost}));
  BOOST_TEST((retry.first_delay == 1ms));
  BOOST_TEST((retry.most_delay == 1h));
  BOOST_TEST(retry.budget == 0U);
  BOOST_TEST((retry.most_pause == 0ms));
  BOOST_TEST(order.how.max_redirects == 50U);
  BOOST_TEST(order.max_errors->percent);
  BOOST_TEST(order.max_errors->most == 5.0);
}

BOOST_AUTO_TEST_CASE(options_of_input_output_and_requests_do_what_they_say) {
  const haul::get_order order = parse_all(
      {"-i",
       "one",
       "--input-file",
       "two",
       "--input-format",
       "tsv-http-data",
       "--check-input",
       "-d",
       "there",
       "-o",
       "{code}.gif",
       "--overwrite",
       "-H",
       "A:  b",
       "--header",
       "C: {code}",
       "-A",
       "",
       "--cacert",
       "pem",
       "--resolve",
       "H:80:[::1]",
       "--resolve",
       "h:81:127.0.0.1",
       "--name-server",
       "127.0.0.1:5300"});
  BOOST_TEST(order.inputs == (strings{"one", "two"}), per_element());
  BOOST_TEST(order.input_format == "tsv-http-data");
  BOOST_TEST(order.check_input);
  BOOST_TEST(order.how.directory == "there");
  BOOST_TEST(order.output_template == "{code}.gif");
  BOOST_TEST(order.how.overwrite);
  BOOST_TEST(order.headers == (strings{"A: b", "C: {code}"}), per_element());
  BOOST_TEST(order.how.user_agent == "");
  BOOST_TEST(order.how.ca_file == "pem");
  BOOST_TEST_REQUIRE(order.how.addresses.size() == 2U);
  BOOST_TEST(order.how.addresses[0].host == "h");
  BOOST_TEST(order.how.addresses[0].address == "::1");
  BOOST_TEST(order.how.name_servers == "127.0.0.1:5300");
}

BOOST_AUTO_TEST_CASE(options_of_what_a_file_may_be_do_what_they_say) {
  const haul::options how =
      parse({"--expect-type", "Image/*", "--expect-type", "text/csv", "--max-filesize", "10M",
             "--min-free-space", "1Gi", "--no-mtime", "--digest", "sha256", "--compressed"})
          .how;
  BOOST_TEST(how.expect_types == (strings{"image/*", "text/csv"}), per_element());
  BOOST_TEST(how.max_file_bytes == 10'000'000U);
  BOOST_TEST(how.min_free_bytes == 1024U * 1024 * 1024);
  BOOST_TEST(!how.keep_time);
  BOOST_TEST(how.record_digest == "sha256");
  BOOST_TEST(how.compressed);
  const haul::options defaults = parse({}).how;
  BOOST_TEST(defaults.expect_types.empty());
  BOOST_TEST(defaults.max_file_bytes == 0U);
  BOOST_TEST(defaults.min_free_bytes == 0U);
  BOOST_TEST(defaults.keep_time);
  BOOST_TEST(defaults.record_digest == "");
  BOOST_TEST(!defaults.compressed);
  check_refused("--expect-type", {"image", "*/*"}, "TYPE/SUBTYPE or TYPE/*");
  check_refused("--max-filesize", {"-1", "10M/s"}, "0 or a number of bytes");
  check_refused("--min-free-space", {"much"}, "0 or a number of bytes");
  check_refused("--digest", {"", "crc32", "SHA256"}, "sha256, sha512, sha1 or md5");
}

BOOST_AUTO_TEST_CASE(options_of_certificates_do_what_they_say) {
  const haul::options how = parse({"--cert", "c.pem", "--key", "k.pem", "-k"}).how;
  BOOST_TEST(how.client_certificate == "c.pem");
  BOOST_TEST(how.client_key == "k.pem");
  BOOST_TEST(!how.verify_servers);
  BOOST_TEST(!parse({"--insecure"}).how.verify_servers);
  BOOST_TEST(parse({"-k", "--insecure=no"}).how.verify_servers);
  BOOST_TEST(parse({}).how.verify_servers);
  BOOST_TEST(complaint({"--key", "k.pem"}) == "--key: is of no use without --cert");
}

BOOST_AUTO_TEST_CASE(options_of_reach_do_what_they_say) {
  const haul::get_order usual = parse({});
  BOOST_TEST(!usual.how.deny_private);
  BOOST_TEST(usual.how.interface == "");
  BOOST_TEST(!usual.checksum.has_value());
  const haul::get_order order = parse(
      {"--deny-private", "--interface", "lo", "--checksum",
       "MD5:D41D8CD98F00B204E9800998ECF8427E"});
  BOOST_TEST(order.how.deny_private);
  BOOST_TEST(order.how.interface == "lo");
  BOOST_TEST_REQUIRE(order.checksum.has_value());
  BOOST_TEST(order.checksum->algorithm == "md5");
  BOOST_TEST(order.checksum->hex == "d41d8cd98f00b204e9800998ecf8427e");
  BOOST_TEST(complaint({"--interface", ""}).starts_with("--interface: '' is not the name"));
  BOOST_TEST(complaint({"--checksum", "md5:1"})
                 .starts_with("--checksum: 'md5:1' is not ALGORITHM:DIGEST with"));
}

BOOST_AUTO_TEST_CASE(options_of_saying_do_what_they_say) {
  const haul::get_order order = parse(
      {"--results", "-", "--failed", "rest", "--not-found", "error", "-q", "--log-format", "json"});
  BOOST_TEST(order.results == "-");
  BOOST_TEST(order.failed == "rest");
  BOOST_TEST(order.not_found_is_error);
  BOOST_TEST(order.quiet);
  BOOST_TEST((order.log_format == haul::log_format::json));
  BOOST_TEST(parse({"-v"}).verbose);
  BOOST_TEST(parse({"--dry-run"}).dry_run);
  BOOST_TEST(!parse({"--not-found", "error", "--not-found=ok"}).not_found_is_error);
}

BOOST_AUTO_TEST_CASE(an_input_file_takes_one_name_each_time) {
  BOOST_TEST(parse_all({"-i", "list", "https://{code}/"}).url_template == "https://{code}/");
}

BOOST_AUTO_TEST_CASE(fail_fast_is_no_error_at_all) {
  BOOST_TEST(parse({"--max-errors", "20", "--fail-fast"}).max_errors->exceeded(1, 1));
  BOOST_TEST(!parse({"--fail-fast=false"}).max_errors.has_value());
}

BOOST_AUTO_TEST_CASE(switches_can_be_said_in_full) {
  BOOST_TEST(parse({"--overwrite=yes"}).how.overwrite);
  BOOST_TEST(!parse({"--overwrite", "--overwrite=OFF"}).how.overwrite);
  BOOST_TEST(complaint({"--overwrite=maybe"}) == "--overwrite: 'maybe' is not true or false");
}

BOOST_AUTO_TEST_CASE(the_delay_that_was_not_given_gives_way) {
  BOOST_TEST((parse({"--retry-delay", "1m"}).how.retry.most_delay == 1min));
  BOOST_TEST((parse({"--retry-max-delay", "100ms"}).how.retry.first_delay == 100ms));
  BOOST_TEST(
      complaint({"--retry-delay", "2", "--retry-max-delay", "1"}) ==
      "--retry-delay: is longer than --retry-max-delay");
}

BOOST_AUTO_TEST_CASE(what_is_out_of_range_is_refused_with_option_and_range) {
  check_refused("--max-requests", {"0", "1000001", "-1", "x", ""}, "a whole number from 1 to");
  check_refused("--max-per-host", {"1000001", "-1", "1.5"}, "a whole number from 0 to 1000000");
  check_refused("--look-ahead", {"0", "10000001"}, "a whole number from 1 to 10000000");
  check_refused("--rate", {"5/x", "-1"}, "0 or a rate from 1/d");
  check_refused("--limit-rate", {"10Q", "999"}, "0 or a number of bytes");
  for (const char* limit :
       {"--connect-timeout", "--first-byte-timeout", "--idle-timeout", "--timeout", "--deadline"})
    check_refused(limit, {"-1", "soon", "366d"}, "0 or a duration from 1ms to 365d");
  check_refused("--retry-delay", {"0", "61m"}, "a duration from 1ms to 1h");
  check_refused("--max-pause", {"25h"}, "0 or a duration from 1ms to 1d");
  check_refused("--retry", {"101"}, "a whole number from 0 to 100");
  check_refused("--retry-on", {"200"}, "a status from 400 to 599");
  check_refused("--max-redirects", {"51"}, "a whole number from 0 to 50");
  check_refused("--max-errors", {"-1", "200%"}, "a whole number from 0 on, or a percentage");
  check_refused("--input-format", {"xml", "CSV", ""}, "urls, tsv, csv");
  check_refused("--resolve", {"host:80"}, "HOST:PORT:ADDRESS");
  check_refused("--name-server", {"here"}, "IP addresses");
  check_refused("--not-found", {"maybe"}, "ok or error");
  check_refused("--log-format", {"xml"}, "text or json");
  check_refused("--failed", {"-", ""}, "the name of a file");
  for (const char* named : {"--dir", "--output", "--results", "--ca-file", "--input-file"})
    check_refused(named, {""}, "");
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_together_is_refused) {
  BOOST_TEST(complaint({"-v", "-q"}).starts_with("--verbose and --quiet"));
  BOOST_TEST(complaint({"BR"}).starts_with("CODE: the URL has no placeholder"));
  BOOST_CHECK_THROW(parse_all({}), CLI::ValidationError);
}

BOOST_AUTO_TEST_CASE(an_option_without_its_value_or_unknown_is_refused_by_name) {
  BOOST_TEST(complaint({"-m"}).find("--max-requests") != std::string::npos);
  BOOST_TEST(complaint({"--colour"}).find("--colour") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(help_fits_eighty_columns_and_has_each_option) {
  command made;
  const std::string help = made.get.help();
  std::istringstream lines(help);
  for (std::string line; std::getline(lines, line);)
    BOOST_TEST(line.size() <= 80U, line);
  for (const std::string& name : names_of_command()) {
    if (name.starts_with("--"))
      BOOST_TEST(help.find(name) != std::string::npos, name);
  }
  BOOST_TEST(help.find("get [OPTIONS] [URL] [CODE...]") != std::string::npos, help);
}

BOOST_AUTO_TEST_CASE(each_option_stands_in_the_documents_and_no_other) {
  const std::string page = read("docs/options.md");
  // Rows of tables: options in backticks, perhaps with a value; variables in backticks.
  std::set<std::string> documented = all_matches(page, std::regex("`(HAUL_[A-Z0-9_]+)`"));
  documented.merge(all_matches(page, std::regex("`(--[a-z][a-z0-9_-]*)[ =`\\[]")));
  BOOST_TEST(documented == names_of_command(), per_element());
}

BOOST_AUTO_TEST_SUITE_END()
