#include "flags_options.hpp"

#include <CLI/CLI.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using strings = std::vector<std::string>;

haul::flags_order parse(strings arguments) {
  CLI::App app("", "haul");
  haul::flags_order order;
  haul::add_flags_options(*app.add_subcommand("flags"), order);
  arguments.insert(arguments.begin(), "flags");
  // CLI11 takes them from the end of its vector.
  app.parse(strings(arguments.rbegin(), arguments.rend()));
  return order;
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
    const std::string message = complaint({option, value});
    BOOST_TEST(message.find("--") == 0U, message);
    BOOST_TEST(message.find("'" + value + "' is not " + range) != std::string::npos, message);
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(flags_options)

BOOST_AUTO_TEST_CASE(defaults_are_those_of_the_book) {
  const haul::flags_order order = parse({});
  BOOST_TEST(order.codes.size() == 20U);
  BOOST_TEST(order.from.label == "LOCAL");
  BOOST_TEST(order.max_requests == 30U);
  BOOST_TEST(order.directory == "downloaded");
  BOOST_TEST((order.timeout == 3100ms));
  BOOST_TEST(!order.seed.has_value());
  BOOST_TEST(!order.verbose);
}

BOOST_AUTO_TEST_CASE(short_options_do_what_they_say) {
  const haul::flags_order order =
      parse({"-a", "-l", "5", "-m", "7", "-s", "delay", "-d", "there", "-v"});
  BOOST_TEST(order.codes.size() == 5U);
  BOOST_TEST(order.codes.front() == "AD");
  BOOST_TEST(order.max_requests == 7U);
  BOOST_TEST(order.from.label == "DELAY");
  BOOST_TEST(order.directory == "there");
  BOOST_TEST(order.verbose);
}

BOOST_AUTO_TEST_CASE(long_options_do_what_they_say) {
  const haul::flags_order order = parse(
      {"--every", "--limit=30", "--max-requests=1000", "--server=http://host/", "--dir=there",
       "--timeout=0.5", "--seed=18446744073709551615", "--verbose"});
  BOOST_TEST(order.codes.size() == 30U);
  BOOST_TEST(order.codes.back() == "BD");
  BOOST_TEST(order.max_requests == 1000U);
  BOOST_TEST(order.from.base_url == "http://host");
  BOOST_TEST(order.directory == "there");
  BOOST_TEST((order.timeout == 500ms));
  BOOST_TEST(*order.seed == 18446744073709551615ULL);
  BOOST_TEST(order.verbose);
}

BOOST_AUTO_TEST_CASE(the_name_of_the_book_for_max_requests_works_too) {
  BOOST_TEST(parse({"--max_req", "3"}).max_requests == 3U);
}

BOOST_AUTO_TEST_CASE(codes_may_stand_before_and_after_options) {
  const strings expected = {"BR", "CN", "FR"};
  BOOST_TEST(
      parse({"fr", "-m", "2", "cn", "-v", "br"}).codes == expected,
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_last_of_a_repeated_option_counts) {
  BOOST_TEST(parse({"-m", "2", "-m", "3"}).max_requests == 3U);
}

BOOST_AUTO_TEST_CASE(the_ends_of_each_range_are_taken) {
  BOOST_TEST(parse({"-m", "1"}).max_requests == 1U);
  BOOST_TEST(parse({"-l", "1"}).codes.size() == 1U);
  BOOST_TEST((parse({"--timeout", "0.001"}).timeout == 1ms));
  BOOST_TEST((parse({"--timeout", "86400"}).timeout == 24h));
  BOOST_TEST(*parse({"--seed", "0"}).seed == 0U);
}

BOOST_AUTO_TEST_CASE(what_is_out_of_range_is_refused_with_option_and_range) {
  check_refused(
      "-m", {"0", "1001", "-1", "x", "", " 1", "1 ", "1.5", "0x10", "1e2", "99999999999999999999"},
      "a whole number from 1 to 1000");
  check_refused("-l", {"0", "-3", "x", "", "1.0"}, "a whole number from 1 on");
  check_refused(
      "--timeout", {"0", "-1", "x", "", "nan", "inf", "0.0009", "86401", "3,1", "3.1s"},
      "a number of seconds from 0.001 to 86400");
  check_refused("--seed", {"-1", "x", "18446744073709551616"}, "a whole number from 0 to");
  check_refused("-d", {""}, "the name of a folder");
  BOOST_TEST(complaint({"-m", "0"}).find("--max-requests: ") == 0U);
  BOOST_TEST(complaint({"-l", "0"}).find("--limit: ") == 0U);
}

BOOST_AUTO_TEST_CASE(a_site_that_is_not_known_is_refused_with_its_option) {
  BOOST_TEST(complaint({"-s", "NEAR"}).find("--server: 'NEAR' is neither LOCAL") == 0U);
}

BOOST_AUTO_TEST_CASE(a_code_that_is_none_is_refused_with_the_argument) {
  BOOST_TEST(complaint({"BR", "BRA"}).find("CC: 'BRA' is neither") == 0U);
  BOOST_TEST(complaint({"B1"}).find("CC: 'B1' is neither") == 0U);
}

BOOST_AUTO_TEST_CASE(an_option_without_its_value_or_unknown_is_refused_by_name) {
  BOOST_TEST(complaint({"-m"}).find("--max-requests") != std::string::npos);
  BOOST_TEST(complaint({"--colour"}).find("--colour") != std::string::npos);
  BOOST_TEST(complaint({"-x"}).find("-x") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
