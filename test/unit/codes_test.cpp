#include "codes.hpp"

#include <haul/text.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace {

using strings = std::vector<std::string>;

strings expand(haul::code_choice choice) {
  return haul::expand_codes(choice).value();
}

strings expand(strings arguments) {
  haul::code_choice choice;
  choice.arguments = std::move(arguments);
  return expand(choice);
}

void check_refused(const std::string& argument) {
  haul::code_choice choice;
  choice.arguments = {"BR", argument};
  const auto codes = haul::expand_codes(choice);
  BOOST_TEST_REQUIRE(codes.has_error(), "'" << argument << "' was taken");
  BOOST_TEST((codes.error().cause == haul::cause::bad_option));
  BOOST_TEST(codes.error().message.find("'" + haul::printable(argument) + "'") == 0U);
}

} // namespace

BOOST_AUTO_TEST_SUITE(codes)

BOOST_AUTO_TEST_CASE(no_argument_means_the_twenty_most_populous_countries_sorted) {
  const strings expected = {"BD", "BR", "CD", "CN", "DE", "EG", "ET", "FR", "ID", "IN",
                            "IR", "JP", "MX", "NG", "PH", "PK", "RU", "TR", "US", "VN"};
  BOOST_TEST(expand(strings()) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(two_letters_in_any_case_become_one_upper_case_code) {
  const strings expected = {"BR", "CN", "US"};
  BOOST_TEST(expand({"us", "Br", "cN"}) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_letter_means_its_twenty_six_codes) {
  const strings codes = expand({"b"});
  BOOST_TEST_REQUIRE(codes.size() == 26U);
  BOOST_TEST(codes.front() == "BA");
  BOOST_TEST(codes[1] == "BB");
  BOOST_TEST(codes.back() == "BZ");
}

BOOST_AUTO_TEST_CASE(a_code_named_twice_is_taken_once) {
  const strings expected = {"BR", "FR"};
  BOOST_TEST(expand({"FR", "br", "BR", "fr"}) == expected, boost::test_tools::per_element());
  BOOST_TEST(expand({"BR", "B"}).size() == 26U);
}

BOOST_AUTO_TEST_CASE(codes_without_a_flag_are_taken_as_they_are) {
  BOOST_TEST(expand({"ZZ"}) == strings{"ZZ"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(anything_but_one_or_two_letters_is_refused) {
  for (const char* argument : {"BRA", "B1", "1", "", " B", "B ", "-B", "*", "é", "\x1b[", "B\n"})
    check_refused(argument);
}

BOOST_AUTO_TEST_CASE(a_refused_argument_is_quoted_without_its_escape_sequences) {
  haul::code_choice choice;
  choice.arguments = {"\x1b[2J"};
  const std::string message = haul::expand_codes(choice).error().message;
  BOOST_TEST(message.find('\x1b') == std::string::npos);
  BOOST_TEST(message.find("\\x1b[2J") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(all_means_every_flag_there_is) {
  haul::code_choice choice;
  choice.all = true;
  const strings codes = expand(choice);
  BOOST_TEST(codes.size() == 241U);
  BOOST_TEST(codes.front() == "AD");
  BOOST_TEST(codes.back() == "ZW");
  BOOST_TEST(std::is_sorted(codes.begin(), codes.end()));
  BOOST_TEST(std::binary_search(codes.begin(), codes.end(), "BR"));
  BOOST_TEST(!std::binary_search(codes.begin(), codes.end(), "ZZ"));
}

BOOST_AUTO_TEST_CASE(every_means_all_676_codes_and_wins_over_all) {
  haul::code_choice choice;
  choice.all = true;
  choice.every = true;
  const strings codes = expand(choice);
  BOOST_TEST(codes.size() == 676U);
  BOOST_TEST(codes.front() == "AA");
  BOOST_TEST(codes.back() == "ZZ");
  BOOST_TEST(std::is_sorted(codes.begin(), codes.end()));
}

BOOST_AUTO_TEST_CASE(all_wins_over_named_codes_which_are_checked_still) {
  haul::code_choice choice;
  choice.all = true;
  choice.arguments = {"ZZ"};
  BOOST_TEST(expand(choice).size() == 241U);
  choice.arguments = {"ZZZ"};
  BOOST_TEST(haul::expand_codes(choice).has_error());
}

BOOST_AUTO_TEST_CASE(the_limit_keeps_the_first_codes_in_alphabetical_order) {
  haul::code_choice choice;
  choice.arguments = {"US", "CN", "BR"};
  choice.limit = 2;
  const strings expected = {"BR", "CN"};
  BOOST_TEST(expand(choice) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_limit_above_their_number_keeps_all_codes) {
  haul::code_choice choice;
  choice.limit = 21;
  BOOST_TEST(expand(choice).size() == 20U);
  choice.limit = 20;
  BOOST_TEST(expand(choice).size() == 20U);
  choice.limit = 1;
  BOOST_TEST(expand(choice) == strings{"BD"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
