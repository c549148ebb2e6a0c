#include "aria2_reader.hpp"
#include "row_reading.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace haul::test;

using texts = std::vector<std::string>;

texts read(std::string_view input) {
  haul::aria2_reader reader("list");
  return shown(read_rows(reader, input, 3));
}

} // namespace

BOOST_AUTO_TEST_SUITE(aria2_reader)

BOOST_AUTO_TEST_CASE(urls_on_a_line_are_mirrors) {
  BOOST_TEST(
      read("http://a/\thttp://b/\t\t http://c/ \nhttp://d/\n") ==
      (texts{"url=http://a/ mirror=http://b/ mirror=http://c/", "url=http://d/"}));
}

BOOST_AUTO_TEST_CASE(urls_without_a_protocol_of_ours_are_left_out_unless_all_are_such) {
  BOOST_TEST(
      read("ftp://a/\tHTTPS://b/\thttp://c/\nftp://a/\tftp://b/\n") ==
      (texts{"url=HTTPS://b/ mirror=http://c/", "url=ftp://a/ mirror=ftp://b/"}));
}

BOOST_AUTO_TEST_CASE(options_belong_to_the_url_above) {
  BOOST_TEST(
      read("http://a/\n out=x\nhttp://b/\r\n\tout = y \r\n  header=A: b=c\n header=D: e\n") ==
      (texts{"url=http://a/ output=x", "url=http://b/ output=y header=A: b=c header=D: e"}));
}

BOOST_AUTO_TEST_CASE(folder_and_name_are_joined) {
  BOOST_TEST(read("http://a/\n dir=d/e\n out=x\n") == (texts{"url=http://a/ output=d/e/x"}));
  BOOST_TEST(read("http://a/\n out=x\n dir=./d//\n") == (texts{"url=http://a/ output=d/x"}));
  BOOST_TEST(read("http://a/\n out=x\n dir=.\n") == (texts{"url=http://a/ output=x"}));
  BOOST_TEST(read("http://a/\n out=x\n dir=/\n") == (texts{"url=http://a/ output=/x"}));
  BOOST_TEST(read("http://a/\n dir=d\n") == (texts{"url=http://a/ dir=d"}));
}

BOOST_AUTO_TEST_CASE(checksums_of_known_types) {
  BOOST_TEST(
      read("http://a/\n checksum=sha-256=aa\n checksum=md5=bb\n checksum=SHA-1=cc\n"
           " checksum=sha-512=dd\n") ==
      (texts{"url=http://a/ sha256=aa md5=bb sha1=cc sha512=dd"}));
}

BOOST_AUTO_TEST_CASE(checksum_that_can_not_be_checked_is_a_bad_row) {
  const std::string why = "bad checksum: not sha-256, sha-512, sha-1 or md5, and a digest: ";
  BOOST_TEST(
      read("http://a/\n checksum=adler32=aa\n out=x\nhttp://b/\n checksum=md5\nhttp://c/\n") ==
      (texts{why + "adler32=aa", why + "md5", "url=http://c/"}));
}

BOOST_AUTO_TEST_CASE(other_options_comments_and_blank_lines_are_skipped) {
  BOOST_TEST(
      read("# c\n\nhttp://a/\n split=5\n#  out=no\n \n  # c\n out=x\n\n") ==
      (texts{"url=http://a/ output=x"}));
}

BOOST_AUTO_TEST_CASE(indented_line_without_a_url_or_a_value_is_a_bad_row) {
  BOOST_TEST(
      read(" out=x\nhttp://a/\n bare\nhttp://b/\n") ==
      (texts{
          "bad : an indented line without a URL above it",
          "bad : an indented line that is not NAME=VALUE", "url=http://b/"}));
}

BOOST_AUTO_TEST_CASE(row_comes_once_the_next_url_or_the_end_shows_that_it_is_complete) {
  haul::aria2_reader reader("list");
  reader.push("http://a/\n out=x\n");
  BOOST_TEST(!reader.next().has_value());
  reader.push("http://b/\n");
  BOOST_TEST(shown(reader.next().value()) == "url=http://a/ output=x");
  BOOST_TEST(!reader.next().has_value());
  reader.finish();
  BOOST_TEST(shown(reader.next().value()) == "url=http://b/");
  BOOST_TEST(!reader.next().has_value());
}

BOOST_AUTO_TEST_CASE(place_is_of_the_url_and_the_text_has_the_options) {
  haul::aria2_reader reader("list");
  const auto rows = read_rows(reader, "# c\nhttp://a/\r\n out=x\r\n\n split=5\n");
  BOOST_REQUIRE(rows.size() == 1U);
  BOOST_TEST(place_of(rows[0]).line == 2U);
  BOOST_TEST(place_of(rows[0]).text == "http://a/\n out=x\n split=5");
}

BOOST_AUTO_TEST_CASE(line_that_is_too_long_spoils_its_own_row_only) {
  const std::string much(1'100'000, 'x');
  const texts expected = {"url=http://a/", "bad : a line of more than 1 MiB", "url=http://b/"};
  BOOST_TEST(read("http://a/\nhttp://" + much + "\n out=x\nhttp://b/\n") == expected);
  BOOST_TEST(read("http://a/\nhttp://c/\n out=" + much + "\n split=5\nhttp://b/\n") == expected);
  BOOST_TEST(read("http://a/\n#" + much + "\n") == (texts{"url=http://a/"}));
}

BOOST_AUTO_TEST_CASE(endless_options_are_a_bad_row_without_text) {
  std::string input = "http://a/\n";
  for (int lines = 0; lines < 1'100; ++lines)
    input += " x=" + std::string(1'000, 'x') + "\n";
  haul::aria2_reader reader("list");
  const auto rows = read_rows(reader, input + "http://b/\n");
  BOOST_TEST(shown(rows) == (texts{"bad : a row of more than 1 MiB", "url=http://b/"}));
  BOOST_TEST(place_of(rows.at(0)).text.empty());
}

BOOST_AUTO_TEST_SUITE_END()
