#include "code_range.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace {

haul::code_range parsed(std::string_view argument) {
  haul::result<haul::code_range> made = haul::code_range::parse(argument);
  BOOST_TEST_REQUIRE(made.has_value(), "'" << argument << "' was refused");
  return *std::move(made);
}

void check_codes(std::string_view argument, const std::vector<std::string>& wanted) {
  haul::code_range range = parsed(argument);
  BOOST_TEST(range.size() == wanted.size(), argument);
  std::vector<std::string> codes;
  while (std::optional<std::string> code = range.next())
    codes.push_back(*std::move(code));
  BOOST_TEST(codes == wanted, argument);
  BOOST_TEST(!range.next().has_value());
}

void check_refused(std::string_view argument, std::string_view complaint) {
  const haul::result<haul::code_range> made = haul::code_range::parse(argument);
  BOOST_TEST_REQUIRE(made.has_error(), "'" << argument << "' was taken");
  BOOST_TEST(made.error().message == complaint);
  BOOST_TEST((made.error().cause == haul::cause::bad_option));
  BOOST_TEST((made.error().stage == haul::stage::input));
}

} // namespace

BOOST_AUTO_TEST_SUITE(code_range)

BOOST_AUTO_TEST_CASE(numbers_count_up_with_both_ends) {
  check_codes("1..3", {"1", "2", "3"});
  check_codes("9..11", {"9", "10", "11"});
  check_codes("0..0", {"0"});
}

BOOST_AUTO_TEST_CASE(leading_zero_keeps_the_width) {
  check_codes("08..11", {"08", "09", "10", "11"});
  check_codes("8..011", {"008", "009", "010", "011"});
  check_codes("00..1", {"00", "01"});
  check_codes("98..101", {"98", "99", "100", "101"});
}

BOOST_AUTO_TEST_CASE(letters_count_up_in_their_case) {
  check_codes("a..c", {"a", "b", "c"});
  check_codes("Y..Z", {"Y", "Z"});
  BOOST_TEST(parsed("a..z").size() == 26U);
}

BOOST_AUTO_TEST_CASE(step_leaves_codes_out) {
  check_codes("1..10..4", {"1", "5", "9"});
  check_codes("1..9..4", {"1", "5", "9"});
  check_codes("001..005..9", {"001"});
  check_codes("a..g..3", {"a", "d", "g"});
}

BOOST_AUTO_TEST_CASE(anything_else_is_a_code) {
  for (const char* code :
       {"", "BR", "..", "a..", "..9", "a..1", "1..a", "foo..bar", "1...3", "1.2", "1..2..",
        "1..2..x", "1..2..3..4", "-3..3", "1 ..3", "+1..3", "0x1..0x3", "a..c..x"})
    check_codes(code, {code});
}

BOOST_AUTO_TEST_CASE(range_that_goes_down_is_refused) {
  check_refused("3..1", "range '3..1' goes down; write the smaller number first");
  check_refused("z..a", "range 'z..a' goes down; write the letter that comes first first");
}

BOOST_AUTO_TEST_CASE(range_of_both_cases_is_refused) {
  check_refused("a..Z", "range 'a..Z' mixes upper and lower case");
  check_refused("A..z", "range 'A..z' mixes upper and lower case");
}

BOOST_AUTO_TEST_CASE(step_of_zero_is_refused) {
  check_refused("1..3..0", "range '1..3..0' has a step of 0");
}

BOOST_AUTO_TEST_CASE(number_over_the_largest_is_refused) {
  check_refused("1..9223372036854775809", "range '1..9223372036854775809' has a number over 2^63");
  check_refused(
      "1..18446744073709551617", "range '1..18446744073709551617' has a number over 2^63");
  check_refused(
      "1..3..18446744073709551617", "range '1..3..18446744073709551617' has a number over 2^63");
}

BOOST_AUTO_TEST_CASE(longest_range_is_counted_and_begun) {
  haul::code_range range = parsed("0..9223372036854775808");
  BOOST_TEST(range.size() == 9223372036854775809U);
  BOOST_TEST(*range.next() == "0");
  BOOST_TEST(*range.next() == "1");
  BOOST_TEST(range.size() == 9223372036854775809U);
}

BOOST_AUTO_TEST_CASE(largest_number_is_reached) {
  check_codes(
      "9223372036854775807..9223372036854775808", {"9223372036854775807", "9223372036854775808"});
  check_codes("0..9223372036854775808..9223372036854775808", {"0", "9223372036854775808"});
}

BOOST_AUTO_TEST_SUITE_END()
