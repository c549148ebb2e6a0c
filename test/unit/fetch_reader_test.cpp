#include "fetch_reader.hpp"
#include "row_reading.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace haul::test;

std::string shown_of(std::string_view line) {
  haul::fetch_reader reader("fetch.txt");
  const auto rows = read_rows(reader, line);
  return rows.size() == 1 ? shown(rows[0]) : std::to_string(rows.size()) + " rows";
}

} // namespace

BOOST_AUTO_TEST_SUITE(fetch_reader)

BOOST_AUTO_TEST_CASE(url_length_and_path) {
  BOOST_TEST(shown_of("http://a/ 5 data/a") == "url=http://a/ size=5 output=data/a");
  BOOST_TEST(shown_of(" http://a/\t  5\tdata/a\r\n") == "url=http://a/ size=5 output=data/a");
}

BOOST_AUTO_TEST_CASE(dash_is_an_unknown_length) {
  BOOST_TEST(shown_of("http://a/ - data/a\n") == "url=http://a/ output=data/a");
}

BOOST_AUTO_TEST_CASE(path_may_hold_blanks) {
  BOOST_TEST(shown_of("http://a/ 5 data/a b \n") == "url=http://a/ size=5 output=data/a b ");
}

BOOST_AUTO_TEST_CASE(only_line_ends_and_percent_are_decoded_in_the_path) {
  BOOST_TEST(
      shown_of("http://a/%25 - a%0Ab%0dc%25d%20e%2525%") ==
      "url=http://a/%25 output=a\nb\rc%d%20e%25%");
}

BOOST_AUTO_TEST_CASE(missing_parts_are_named) {
  BOOST_TEST(shown_of("http://a/") == "bad size: not URL, length and path");
  BOOST_TEST(shown_of("http://a/ 5 ") == "bad output: not URL, length and path");
  BOOST_TEST(shown_of(" \n") == "0 rows");
}

BOOST_AUTO_TEST_SUITE_END()
