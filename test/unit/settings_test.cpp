#include "settings.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using strings = std::vector<std::string>;

std::vector<haul::setting> parse(const std::string& text) {
  const auto parsed = haul::parse_settings(text);
  BOOST_TEST_REQUIRE(parsed.has_value(), parsed.error().message);
  return *parsed;
}

// The values of a text with one setting.
strings values(const std::string& text) {
  const auto settings = parse(text);
  BOOST_TEST_REQUIRE(settings.size() == 1U);
  return settings.front().values;
}

void check_refused(const std::string& text, const std::string& complaint) {
  const auto refused = haul::parse_settings(text);
  BOOST_TEST_REQUIRE(refused.has_error(), text);
  BOOST_TEST((refused.error().cause == haul::cause::bad_option));
  BOOST_TEST(refused.error().message.starts_with(complaint), refused.error().message);
}

} // namespace

BOOST_AUTO_TEST_SUITE(settings)

BOOST_AUTO_TEST_CASE(settings_have_name_value_and_line) {
  const auto settings = parse("max-requests = 100\n\n# a comment\n; another\n  retry_on=5xx,dns\n");
  BOOST_TEST_REQUIRE(settings.size() == 2U);
  BOOST_TEST(settings[0].name == "max-requests");
  BOOST_TEST(settings[0].values == strings{"100"}, boost::test_tools::per_element());
  BOOST_TEST(settings[0].line == 1U);
  BOOST_TEST(!settings[0].list);
  BOOST_TEST(settings[1].name == "retry-on");
  BOOST_TEST(settings[1].values == strings{"5xx,dns"}, boost::test_tools::per_element());
  BOOST_TEST(settings[1].line == 5U);
}

BOOST_AUTO_TEST_CASE(an_empty_file_has_none) {
  for (const char* text : {"", "\n", " \t", "# only this", "[get]", "\r\n\r\n"})
    BOOST_TEST(parse(text).empty(), text);
}

BOOST_AUTO_TEST_CASE(the_section_get_may_be_named) {
  BOOST_TEST(parse("[get] # here\nretry = 1\n").size() == 1U);
  BOOST_TEST(parse("[ get ]\r\nretry = 1\r\n").front().values.front() == "1");
  check_refused("\n[flags]\n", "2: the only section is [get]");
  check_refused("[get\nretry = 1", "1: the only section is [get]");
  check_refused("[get] x", "1: something stands behind the value");
}

BOOST_AUTO_TEST_CASE(bare_values_keep_blanks_commas_and_inner_hashes) {
  BOOST_TEST(values("a = X-Key: a, b; c#d  # comment").front() == "X-Key: a, b; c#d");
  BOOST_TEST(values("a =").front() == "");
  BOOST_TEST(values("a = # nothing").front() == "");
  BOOST_TEST(values("a = b = c").front() == "b = c");
}

BOOST_AUTO_TEST_CASE(quoted_values_keep_hashes_and_escapes) {
  BOOST_TEST(values(R"(a = "b # \"c\" \\ d\te" # comment)").front() == "b # \"c\" \\ d\te");
  BOOST_TEST(values(R"(a = "b\nc\r")").front() == "b\nc\r");
  BOOST_TEST(values(R"(a = '{code}\n "x"')").front() == R"({code}\n "x")");
  BOOST_TEST(values("a = ''").front() == "");
}

BOOST_AUTO_TEST_CASE(quotes_that_are_not_right_are_refused) {
  check_refused("\na = \"b", "2: a quote is not closed");
  check_refused("a = 'b\n'", "1: a quote is not closed");
  check_refused("a = \"\\x41\"", "1: of escapes");
  check_refused("a = \"\\\n\"", "1: of escapes");
  check_refused("a = \"\\", "1: of escapes");
  check_refused("a = 'b' c", "1: something stands behind");
}

BOOST_AUTO_TEST_CASE(lists_may_go_over_lines) {
  const strings expected = {"a, b", "c", "7", "d]"};
  BOOST_TEST(
      values("x = [ \"a, b\", 'c' # one\n , 7,\n\n # two\n'd]', ]") == expected,
      boost::test_tools::per_element());
  BOOST_TEST(values("x = []").empty());
  BOOST_TEST(parse("x = ['a',\n'b']\ny = 1").at(1).line == 3U);
  BOOST_TEST(parse("x = ['a']").front().list);
}

BOOST_AUTO_TEST_CASE(lists_that_are_not_right_are_refused) {
  check_refused("x = [", "1: a list");
  check_refused("x = ['a'", "1: a list");
  check_refused("x = ['a' 'b']", "1: a list");
  check_refused("x = [,]", "1: a list");
  check_refused("x = [a\n'", "2: a list");
  check_refused("x = ['a\n']", "1: a quote");
  check_refused("x = ['a'] b", "1: something stands behind");
  // An address in brackets must be quoted.
  check_refused("x = [::1]:80:[::2]", "1: something stands behind");
}

BOOST_AUTO_TEST_CASE(a_line_without_name_or_value_is_refused) {
  check_refused("a = 1\nfail-fast\nb = 2", "2: a setting must have the form");
  check_refused("= 1", "1: a setting must have the form");
  check_refused("a # = 1", "1: a setting must have the form");
}

BOOST_AUTO_TEST_CASE(a_name_that_comes_twice_is_refused) {
  check_refused("a-b = 1\n\na_b = 2", "3: 'a-b' stands in line 1 already");
}

BOOST_AUTO_TEST_CASE(no_message_quotes_a_value) {
  for (const char* text : {"a = 'sesame", "a = 'b' sesame", "a = ['sesame' sesame]"}) {
    const auto refused = haul::parse_settings(text);
    BOOST_TEST_REQUIRE(refused.has_error());
    BOOST_TEST(refused.error().message.find("sesame") == std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
