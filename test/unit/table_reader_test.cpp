#include "row_reading.hpp"
#include "table_reader.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace haul::test;

using texts = std::vector<std::string>;
using kind = haul::table_reader::kind;

// In pieces of every small size, which must not matter.
texts read(kind what, std::string_view input) {
  haul::table_reader whole(what, "list");
  texts expected = shown(read_rows(whole, input));
  for (std::size_t piece = 1; piece < 5; ++piece) {
    haul::table_reader reader(what, "list");
    BOOST_TEST(shown(read_rows(reader, input, piece)) == expected);
  }
  return expected;
}

texts csv(std::string_view input) {
  return read(kind::csv, input);
}

texts tsv(std::string_view input) {
  return read(kind::tsv, input);
}

} // namespace

BOOST_AUTO_TEST_SUITE(table_reader)

BOOST_AUTO_TEST_CASE(header_names_the_values) {
  BOOST_TEST(
      csv("url,x\nhttp://a/,1\r\nhttp://b/,\n") ==
      (texts{"url=http://a/ x=1", "url=http://b/ x="}));
  BOOST_TEST(
      tsv("url\tx\nhttp://a/\t1\r\nhttp://b/\t\n") ==
      (texts{"url=http://a/ x=1", "url=http://b/ x="}));
}

BOOST_AUTO_TEST_CASE(known_names_are_taken_in_any_case_and_others_stand) {
  BOOST_TEST(csv("URL,Code,Name,SHA256\na,b,c,d\n") == (texts{"url=a code=b Name=c sha256=d"}));
}

BOOST_AUTO_TEST_CASE(empty_value_of_a_known_name_is_none) {
  BOOST_TEST(csv("code,url,size,x\n,a,,\n") == (texts{"url=a x="}));
}

BOOST_AUTO_TEST_CASE(mirrors_are_split) {
  BOOST_TEST(
      csv("url,mirrors,mirror\na,b|c  d,e\nf,,\n") ==
      (texts{"url=a mirror=b mirror=c mirror=d mirror=e", "url=f"}));
}

BOOST_AUTO_TEST_CASE(quotes_enclose_commas_quotes_and_line_ends) {
  BOOST_TEST(
      csv("\"u,1\",\"b\"\"c\"\n\"1,2\",\"3\"\"4\"\n\"5\r\n\n6\",\"\"\n") ==
      (texts{"u,1=1,2 b\"c=3\"4", "u,1=5\r\n\n6 b\"c="}));
}

BOOST_AUTO_TEST_CASE(place_of_a_row_of_several_lines) {
  haul::table_reader reader(kind::csv, "list");
  const auto rows = read_rows(reader, "a,b\n1,\"2\r\n3\"\r\n\n4,5");
  BOOST_REQUIRE(rows.size() == 2U);
  BOOST_TEST(place_of(rows[0]).line == 2U);
  BOOST_TEST(place_of(rows[0]).text == "1,\"2\r\n3\"");
  BOOST_TEST(place_of(rows[1]).line == 5U);
  BOOST_TEST(place_of(rows[1]).text == "4,5");
}

BOOST_AUTO_TEST_CASE(quotes_mean_nothing_in_tsv) {
  BOOST_TEST(tsv("a\tb\n\"1\t2\"\n,\t\"\n") == (texts{"a=\"1 b=2\"", "a=, b=\""}));
}

BOOST_AUTO_TEST_CASE(another_number_of_values_says_both) {
  const texts expected = {
      "bad : 1 values, but the header has 2 names", "bad : 3 values, but the header has 2 names",
      "a=4 b=5"};
  BOOST_TEST(csv("a,b\n1\n1,2,3\n4,5\n") == expected);
  BOOST_TEST(tsv("a\tb\n1\n1\t2\t3\n4\t5\n") == expected);
  const std::string many(100'000, '\t');
  BOOST_TEST(
      tsv("a\n" + many + "\n") == (texts{"bad : 100001 values, but the header has 1 names"}));
}

BOOST_AUTO_TEST_CASE(stray_quotes_are_bad_rows_of_one_line) {
  BOOST_TEST(
      csv("a,b\n1,2\"\n\"1\"2,3\n4,5\n") ==
      (texts{
          "bad b: a quote inside a value without quotes",
          "bad a: neither a comma nor the end behind a value in quotes", "a=4 b=5"}));
}

BOOST_AUTO_TEST_CASE(quote_that_is_never_closed_is_a_bad_row) {
  haul::table_reader reader(kind::csv, "list");
  const auto rows = read_rows(reader, "a,b\n1,\"2\n3,4\n");
  BOOST_TEST(shown(rows) == (texts{"bad : a quote that is not closed"}));
  BOOST_TEST(place_of(rows[0]).line == 2U);
  BOOST_TEST(place_of(rows[0]).text.empty());
}

BOOST_AUTO_TEST_CASE(quote_that_is_not_closed_in_time_is_given_up) {
  std::string input = "a\n\"";
  for (int lines = 0; lines < 1'024; ++lines)
    input += std::string(1'023, 'x') + '\n';
  haul::table_reader reader(kind::csv, "list");
  const texts read = shown(read_rows(reader, input + "b\n", 65'536));
  BOOST_TEST(read == (texts{"bad : a quote that is not closed within 1 MiB", "a=b"}));
}

BOOST_AUTO_TEST_CASE(line_that_is_too_long_is_a_bad_row_and_the_rest_goes_on) {
  haul::table_reader reader(kind::csv, "list");
  const std::string input = "a\n" + std::string(2'000'000, 'x') + "\n1\n";
  BOOST_TEST(
      shown(read_rows(reader, input, 65'536)) == (texts{"bad : a line of more than 1 MiB", "a=1"}));
}

BOOST_AUTO_TEST_CASE(header_that_is_none_ends_the_list) {
  BOOST_TEST(csv("a,,b\n1,2,3\n") == (texts{"bad : the header: a column without a name"}));
  BOOST_TEST(csv("a,b,a\n1,2,3\n") == (texts{"bad : the header: two columns with the name a"}));
  BOOST_TEST(csv("url,URL\n1,2\n") == (texts{"bad : the header: two columns with the name url"}));
  BOOST_TEST(
      csv("a\",b\n1,2\n") == (texts{"bad : the header: a quote inside a value without quotes"}));
  std::string wide = "0";
  for (int column = 1; column <= 1'000; ++column)
    wide += "\t" + std::to_string(column);
  BOOST_TEST(tsv(wide + "\n" + wide) == (texts{"bad : the header: more than 1,000 columns"}));
}

BOOST_AUTO_TEST_CASE(names_in_another_case_are_two_unless_they_are_known) {
  BOOST_TEST(csv("a,A\n1,2\n") == (texts{"a=1 A=2"}));
}

BOOST_AUTO_TEST_CASE(too_many_mirrors_are_a_bad_row) {
  std::string mirrors;
  for (int each = 0; each < 1'000; ++each)
    mirrors += "m ";
  BOOST_TEST(csv("url,mirror\na," + mirrors + "\n") == (texts{"bad : more than 1,000 values"}));
  mirrors.resize(mirrors.size() - 2);
  BOOST_TEST(csv("url,mirror\na," + mirrors + "\n").at(0).starts_with("url=a mirror=m"));
}

BOOST_AUTO_TEST_CASE(prologue_is_the_header_as_it_stood) {
  haul::table_reader reader(kind::csv, "list");
  BOOST_TEST(reader.prologue().empty());
  read_rows(
      reader, "\xef\xbb\xbf"
              "URL,\"a\r\nb\"\r\n1,2\r\n");
  BOOST_TEST(reader.prologue() == "URL,\"a\r\nb\"\n");
}

BOOST_AUTO_TEST_CASE(table_without_rows_is_empty) {
  BOOST_TEST(csv("").empty());
  BOOST_TEST(csv("a,b\n").empty());
  BOOST_TEST(csv("\n\na,b\n\n").empty());
}

BOOST_AUTO_TEST_SUITE_END()
