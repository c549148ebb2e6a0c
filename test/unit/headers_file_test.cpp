#include "headers_file.hpp"
#include "temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using strings = std::vector<std::string>;
using boost::test_tools::per_element;

// Each header as `name|value`, or a single line `error: …`.
strings headers(const std::string& text) {
  const auto parsed = haul::parse_headers_file(text);
  if (!parsed) {
    BOOST_TEST((parsed.error().cause == haul::cause::bad_option));
    return {"error: " + parsed.error().message};
  }
  strings shown;
  for (const haul::header& each : *parsed)
    shown.push_back(each.name + "|" + each.value);
  return shown;
}

std::string token(const std::string& text) {
  const auto parsed = haul::parse_token(text);
  return parsed ? *parsed : "error: " + parsed.error().message;
}

} // namespace

BOOST_AUTO_TEST_SUITE(headers_file)

BOOST_AUTO_TEST_CASE(each_line_is_a_header) {
  BOOST_TEST(
      headers("Accept: image/gif\nX-Key:  a:b # c \r\nX-Empty:\nX-Key: again") ==
          (strings{"Accept|image/gif", "X-Key|a:b # c", "X-Empty|", "X-Key|again"}),
      per_element());
}

BOOST_AUTO_TEST_CASE(comments_and_empty_lines_are_read_over) {
  BOOST_TEST(headers("").empty());
  BOOST_TEST(headers("# X-Key: 1\n\n \t\r\n#\n").empty());
  BOOST_TEST(headers("\n#\nA: b\n\n") == strings{"A|b"}, per_element());
}

BOOST_AUTO_TEST_CASE(values_are_no_templates) {
  BOOST_TEST(headers("A: {code}{{") == strings{"A|{code}{{"}, per_element());
}

BOOST_AUTO_TEST_CASE(the_line_of_what_is_wrong_is_named) {
  BOOST_TEST(headers("A: b\n\nrubbish").at(0).starts_with("error: 3: a header must have the form"));
  BOOST_TEST(headers(": b").at(0).starts_with("error: 1: a header must have the form"));
  BOOST_TEST(headers(" A: b").at(0).starts_with("error: 1: a header must have the form"));
  BOOST_TEST(
      headers("# first\nHost: other").at(0) == "error: 2: header 'Host' is set by haul itself");
  BOOST_TEST(headers("A: b\x01").at(0).find("control character") != std::string::npos);
  BOOST_TEST(headers("A: b\rC: d").at(0).find("control character") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_message_quotes_a_secret) {
  for (const char* wrong :
       {"sesame", "Authorization Bearer sesame", "Bearer sesame: x", "A: sesame\x01",
        "Host: sesame", "sesame\x1b: x"}) {
    const std::string message = headers(wrong).at(0);
    BOOST_TEST(message.starts_with("error: 1: "), message);
    BOOST_TEST(message.find("sesame") == std::string::npos, message);
  }
}

BOOST_AUTO_TEST_CASE(token_ends_with_its_line) {
  BOOST_TEST(token("abc.DEF-1_~+/=") == "abc.DEF-1_~+/=");
  BOOST_TEST(token("abc\n") == "abc");
  BOOST_TEST(token("abc\r\n\n") == "abc");
}

BOOST_AUTO_TEST_CASE(what_is_no_token_is_refused_without_being_quoted) {
  for (const char* none : {"", "\n", "\r\n\r\n"})
    BOOST_TEST(token(none) == "error: there is no token");
  for (const char* wrong :
       {"sesame\nsesame", "sesame sesame", " sesame", "sesame \n", "sesame\t", "sesame\x7f"})
    BOOST_TEST(token(wrong) == "error: the token has a blank or a control character");
  BOOST_TEST(token(std::string("sesame\0", 7)).starts_with("error: "));
}

BOOST_AUTO_TEST_CASE(file_that_can_not_be_read_is_named) {
  const haul::test::temporary_folder folder;
  const auto missing = haul::read_option_file((folder.path() / "missing").string());
  BOOST_TEST_REQUIRE(missing.has_error());
  BOOST_TEST(missing.error().message.find("missing' can't be read: No such") != std::string::npos);
  const auto no_file = haul::read_option_file(folder.path().string());
  BOOST_TEST_REQUIRE(no_file.has_error());
  BOOST_TEST(no_file.error().message.find("directory") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(file_is_read_whole_up_to_a_mebibyte) {
  const haul::test::temporary_folder folder;
  const std::string name = (folder.path() / "file").string();
  const std::string whole(1024 * 1024, 'x');
  haul::test::write_file(name, whole);
  BOOST_TEST((haul::read_option_file(name).value() == whole));
  haul::test::write_file(name, whole + "x");
  BOOST_TEST(haul::read_option_file(name).has_error());
}

BOOST_AUTO_TEST_SUITE_END()
