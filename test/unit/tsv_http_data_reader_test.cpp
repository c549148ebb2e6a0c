#include "row_reading.hpp"
#include "tsv_http_data_reader.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace haul::test;

using texts = std::vector<std::string>;

texts read(std::string_view input) {
  haul::tsv_http_data_reader reader("list");
  return shown(read_rows(reader, input, 3));
}

texts read_line(const std::string& line) {
  return read("TsvHttpData-1.0\n" + line + "\n");
}

} // namespace

BOOST_AUTO_TEST_SUITE(tsv_http_data_reader)

BOOST_AUTO_TEST_CASE(digest_is_given_on_in_hexadecimal) {
  // md5("") and md5("hello world"), as md5sum has them.
  BOOST_TEST(
      read_line("http://a/\t0\t1B2M2Y8AsgTpgAmY7PhCfg==") ==
      (texts{"url=http://a/ size=0 md5=d41d8cd98f00b204e9800998ecf8427e"}));
  BOOST_TEST(
      read_line("http://a/\t11\tXrY7u+Ae7tCTyyK7j1rNww==") ==
      (texts{"url=http://a/ size=11 md5=5eb63bbbe01eeed093cb22bb8f5acdc3"}));
}

BOOST_AUTO_TEST_CASE(size_and_digest_may_be_missing) {
  BOOST_TEST(read_line("http://a/") == (texts{"url=http://a/"}));
  BOOST_TEST(read_line("http://a/\t5") == (texts{"url=http://a/ size=5"}));
  BOOST_TEST(read_line("http://a/\t\t") == (texts{"url=http://a/"}));
  BOOST_TEST(
      read_line("http://a/\t\t1B2M2Y8AsgTpgAmY7PhCfg==") ==
      (texts{"url=http://a/ md5=d41d8cd98f00b204e9800998ecf8427e"}));
}

BOOST_AUTO_TEST_CASE(digest_that_is_none_is_a_bad_row) {
  for (const std::string digest :
       {"1B2M2Y8AsgTpgAmY7PhCfg", "1B2M2Y8AsgTpgAmY7PhCf===", "1B2M2Y8A*gTpgAmY7PhCfg==", "x"})
    BOOST_TEST(
        read_line("http://a/\t0\t" + digest) ==
        (texts{"bad md5: not the base64 of an MD5: " + digest}));
}

BOOST_AUTO_TEST_CASE(fourth_value_is_a_bad_row_and_the_rest_goes_on) {
  BOOST_TEST(
      read_line("http://a/\t1\t\tx\t\n\nhttp://b/") ==
      (texts{"bad : more than URL, length and MD5", "url=http://b/"}));
}

BOOST_AUTO_TEST_CASE(another_first_line_ends_the_list) {
  const texts expected = {"bad : the first line is not TsvHttpData-1.0"};
  BOOST_TEST(read("http://a/\nhttp://b/\n") == expected);
  BOOST_TEST(read("\nTsvHttpData-1.0\n") == expected);
  BOOST_TEST(read(std::string(2'000'000, 'x') + "\nhttp://b/\n") == expected);
  BOOST_TEST(read("").empty());
}

BOOST_AUTO_TEST_CASE(prologue_is_the_first_line) {
  BOOST_TEST(haul::tsv_http_data_reader("list").prologue() == "TsvHttpData-1.0\n");
}

BOOST_AUTO_TEST_SUITE_END()
