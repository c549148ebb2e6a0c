#include "row_reading.hpp"
#include "url_list_reader.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace haul::test;

using texts = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_SUITE(url_list_reader)

BOOST_AUTO_TEST_CASE(blanks_and_comments_are_skipped) {
  haul::url_list_reader reader("list");
  const auto rows = read_rows(reader, "\n# c\n http://a/ \r\n  # d\n\t\nhttp://b/#e\n");
  BOOST_TEST(shown(rows) == (texts{"url=http://a/", "url=http://b/#e"}));
}

BOOST_AUTO_TEST_CASE(place_says_file_line_and_text_as_it_stood) {
  haul::url_list_reader reader("list");
  const auto rows = read_rows(reader, "\xef\xbb\xbf# c\n http://a/ \r\n", 1);
  BOOST_REQUIRE(rows.size() == 1U);
  BOOST_TEST(*place_of(rows[0]).file == "list");
  BOOST_TEST(place_of(rows[0]).line == 2U);
  BOOST_TEST(place_of(rows[0]).text == " http://a/ ");
}

BOOST_AUTO_TEST_CASE(line_that_is_too_long_is_a_bad_row_and_the_rest_goes_on) {
  haul::url_list_reader reader("list");
  const auto rows = read_rows(reader, std::string(2'000'000, 'x') + "\nhttp://b/\n", 65'536);
  BOOST_TEST(shown(rows) == (texts{"bad : a line of more than 1 MiB", "url=http://b/"}));
  BOOST_TEST(place_of(rows[0]).text.empty());
}

BOOST_AUTO_TEST_CASE(row_comes_as_soon_as_its_line_is_complete) {
  haul::url_list_reader reader("list");
  reader.push("http://a/\nhttp://b/");
  BOOST_TEST(shown(reader.next().value()) == "url=http://a/");
  BOOST_TEST(!reader.next().has_value());
  reader.finish();
  BOOST_TEST(shown(reader.next().value()) == "url=http://b/");
  BOOST_TEST(!reader.next().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
