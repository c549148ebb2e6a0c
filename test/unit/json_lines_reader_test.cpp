#include "json_lines_reader.hpp"
#include "row_reading.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace haul::test;

using texts = std::vector<std::string>;

std::string read_line(const std::string& line) {
  haul::json_lines_reader reader("list");
  const auto rows = read_rows(reader, line + "\n", 7);
  return rows.size() == 1 ? shown(rows[0]) : std::to_string(rows.size()) + " rows";
}

bool is_bad(const std::string& line) {
  return read_line(line).starts_with("bad ");
}

} // namespace

BOOST_AUTO_TEST_SUITE(json_lines_reader)

BOOST_AUTO_TEST_CASE(texts_numbers_and_truth_values) {
  BOOST_TEST(
      read_line(R"({"url":"http://a/","a":"\u00e9\n","b":-5,"c":18446744073709551615,"d":true})") ==
      "url=http://a/ a=\xc3\xa9\n b=-5 c=18446744073709551615 d=true");
}

BOOST_AUTO_TEST_CASE(null_and_empty_known_values_are_none) {
  BOOST_TEST(read_line(R"({"url":null,"x":null,"code":"","y":""})") == "y=");
  BOOST_TEST(read_line("{}").empty());
}

BOOST_AUTO_TEST_CASE(numbers_are_given_on_as_written_or_refused) {
  BOOST_TEST(read_line(R"({"a":1.5,"b":0.1,"c":1e+22})") == "a=1.5 b=0.1 c=1e+22");
  const std::string refused =
      "bad code: a number that would not be given on as it is written; put it in quotes";
  BOOST_TEST(read_line(R"({"code":12345678901234567890123})") == refused);
  BOOST_TEST(read_line(R"({"code":0.1000000000000000055})") == refused);
}

BOOST_AUTO_TEST_CASE(mirrors_and_headers_in_their_forms) {
  BOOST_TEST(
      read_line(R"({"mirrors":["a","b"],"mirror":"c|d"})") ==
      "mirror=a mirror=b mirror=c mirror=d");
  BOOST_TEST(
      read_line(R"({"headers":["A: 1","B: 2"],"header":"C: 3"})") ==
      "header=A: 1 header=B: 2 header=C: 3");
  BOOST_TEST(read_line(R"({"headers":{"A":"1","B":"2"}})") == "header=A: 1 header=B: 2");
}

BOOST_AUTO_TEST_CASE(other_nesting_is_a_bad_row) {
  const std::string why = ": an array or an object where a text is due";
  BOOST_TEST(read_line(R"({"url":["a"]})") == "bad url" + why);
  BOOST_TEST(read_line(R"({"x":{}})") == "bad x" + why);
  BOOST_TEST(read_line(R"({"mirrors":{"a":"b"}})") == "bad mirror" + why);
  BOOST_TEST(read_line(R"({"mirrors":[1]})") == "bad mirror" + why);
  BOOST_TEST(read_line(R"({"headers":{"a":1}})") == "bad header" + why);
}

BOOST_AUTO_TEST_CASE(last_of_equal_names_counts) {
  BOOST_TEST(read_line(R"({"a":"1","b":"2","a":"3"})") == "a=3 b=2");
  BOOST_TEST(read_line(R"({"url":"1","URL":"2"})") == "url=2");
}

BOOST_AUTO_TEST_CASE(what_is_no_object_is_a_bad_row_and_the_rest_goes_on) {
  haul::json_lines_reader reader("list");
  const auto rows = read_rows(reader, "[1]\n{\"a\":1\n\n{\"a\":1} x\r\n{\"a\":1}\r\n");
  BOOST_REQUIRE(rows.size() == 4U);
  BOOST_TEST(shown(rows[0]) == "bad : not a JSON object");
  BOOST_TEST(shown(rows[1]).starts_with("bad : not JSON: "));
  BOOST_TEST(shown(rows[2]).starts_with("bad : not JSON: "));
  BOOST_TEST(shown(rows[3]) == "a=1");
  BOOST_TEST(place_of(rows[3]).line == 5U);
  BOOST_TEST(place_of(rows[3]).text == "{\"a\":1}");
}

BOOST_AUTO_TEST_CASE(invalid_utf8_is_a_bad_row) {
  BOOST_TEST(!is_bad("{\"a\":\"\xc3\xa9\"}"));
  BOOST_TEST(is_bad("{\"a\":\"\xc3\"}"));
  BOOST_TEST(is_bad("{\"a\":\"\xff\"}"));
  BOOST_TEST(is_bad(R"({"a":"\ud800"})"));
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_a_bad_row) {
  BOOST_TEST(is_bad("{\"a\":" + std::string(500'000, '[')));
}

BOOST_AUTO_TEST_CASE(too_many_names_are_a_bad_row) {
  std::string names = "{\"0\":0";
  for (int each = 1; each < 1'000; ++each)
    names += ",\"" + std::to_string(each) + "\":0";
  BOOST_TEST(!is_bad(names + "}"));
  BOOST_TEST(read_line(names + ",\"x\":0}") == "bad : more than 1,000 names");
}

BOOST_AUTO_TEST_SUITE_END()
