#include "netrc.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using strings = std::vector<std::string>;
using boost::test_tools::per_element;

// Each login as `host|user|password`; a single line `error: …` when there are none to be had.
strings logins(const std::string& text) {
  const auto parsed = haul::parse_netrc(text);
  if (!parsed) {
    BOOST_TEST((parsed.error().cause == haul::cause::bad_option));
    return {"error: " + parsed.error().message};
  }
  strings shown;
  for (const haul::host_login& each : *parsed)
    shown.push_back(each.host + "|" + each.user + "|" + each.password);
  return shown;
}

std::string complaint(const std::string& text) {
  return logins(text).at(0);
}

} // namespace

BOOST_AUTO_TEST_SUITE(netrc)

BOOST_AUTO_TEST_CASE(words_stand_on_one_line_or_on_many) {
  const strings expected = {"a.example|ann|one", "b.example|bob|two", "|any|three"};
  BOOST_TEST(
      logins("machine a.example login ann password one\n"
             "machine b.example\n\tlogin bob\r\n  password two\n"
             "default login any password three") == expected,
      per_element());
}

BOOST_AUTO_TEST_CASE(a_file_without_logins_is_fine) {
  BOOST_TEST(logins("").empty());
  BOOST_TEST(logins(" \n\t\r\n# machine a login b\n").empty());
}

BOOST_AUTO_TEST_CASE(hosts_are_in_lower_case_and_without_brackets) {
  BOOST_TEST(
      logins("machine A.Example login Ann machine [::1] login b") ==
          (strings{"a.example|Ann|", "::1|b|"}),
      per_element());
}

BOOST_AUTO_TEST_CASE(keywords_are_taken_in_any_case) {
  BOOST_TEST(logins("MACHINE a Login u PassWord p") == strings{"a|u|p"}, per_element());
}

BOOST_AUTO_TEST_CASE(quoted_words_hold_blanks_and_escapes) {
  BOOST_TEST(
      logins(R"(machine "a" login "two words" password "q\"b\\s#x")") ==
          strings{"a|two words|q\"b\\s#x"},
      per_element());
  BOOST_TEST(logins(R"(machine a login u password "")") == strings{"a|u|"}, per_element());
  BOOST_TEST(logins(R"(machine a login u password "\z")") == strings{"a|u|z"}, per_element());
}

BOOST_AUTO_TEST_CASE(a_quote_inside_a_word_is_part_of_it) {
  BOOST_TEST(logins("machine a login u\"v password p\\q") == strings{"a|u\"v|p\\q"}, per_element());
}

BOOST_AUTO_TEST_CASE(comments_end_with_their_line_and_are_no_values) {
  BOOST_TEST(
      logins("# machine x login y\nmachine a # login no\n  login u #more\n password #p # end\n") ==
          strings{"a|u|#p"},
      per_element());
}

BOOST_AUTO_TEST_CASE(keywords_of_others_are_read_over_with_their_values) {
  BOOST_TEST(
      logins("machine a login u account machine password p port 21 protocol https") ==
          strings{"a|u|p"},
      per_element());
}

BOOST_AUTO_TEST_CASE(macros_are_read_over_to_the_next_empty_line) {
  BOOST_TEST(
      logins(
          "machine a login u\nmacdef init\ncd /pub\nmachine no login no\n \nmachine b login v") ==
          (strings{"a|u|", "b|v|"}),
      per_element());
  BOOST_TEST(logins("machine a login u\nmacdef init\nquit") == strings{"a|u|"}, per_element());
  BOOST_TEST(logins("macdef init").empty());
}

BOOST_AUTO_TEST_CASE(machine_without_a_login_stays_to_keep_the_default_away) {
  BOOST_TEST(
      logins("machine a\nmachine b password p\ndefault login u") == (strings{"a||", "b||p", "|u|"}),
      per_element());
}

BOOST_AUTO_TEST_CASE(keyword_as_a_value_is_a_value) {
  BOOST_TEST(
      logins("machine login login password password machine") == strings{"login|password|machine"},
      per_element());
}

BOOST_AUTO_TEST_CASE(the_line_of_what_is_wrong_is_named) {
  BOOST_TEST(complaint("login u").starts_with("error: 1: a login stands before"));
  BOOST_TEST(complaint("\n\npassword p").starts_with("error: 3: a password stands before"));
  BOOST_TEST(complaint("machine a\nlogin").starts_with("error: 2: nothing stands behind 'login'"));
  BOOST_TEST(complaint("machine").starts_with("error: 1: nothing stands behind 'machine'"));
  BOOST_TEST(complaint("machine \"\"").starts_with("error: 1: a machine has no name"));
  BOOST_TEST(complaint("machine a\nlogn u").starts_with("error: 2: a word stands where"));
  BOOST_TEST(complaint("machine a\nlogin \"u\n\n").starts_with("error: 2: a quote is not closed"));
  BOOST_TEST(complaint("machine a login \"u\\").starts_with("error: 1: a quote is not closed"));
  BOOST_TEST(complaint("machine a login \"u\"v").starts_with("error: 1: something stands right"));
}

BOOST_AUTO_TEST_CASE(what_basic_authorisation_can_not_send_is_refused) {
  BOOST_TEST(complaint("machine a login u:v").starts_with("error: 1: a login contains a colon"));
  BOOST_TEST(logins("machine a login u password p:q") == strings{"a|u|p:q"}, per_element());
  for (const char* wrong :
       {"machine a login \"u\\n\"", "machine a login u password \"p\\r\"",
        "machine a login u password p\x7f", "machine \"a\tb\""})
    BOOST_TEST(complaint(wrong).find("contains a control character") != std::string::npos, wrong);
  BOOST_TEST(
      complaint(std::string("machine a login u") + '\0').find("control") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_message_quotes_a_word) {
  for (const char* wrong :
       {"sesame", "machine a sesame", "password sesame", "machine a password \"sesame",
        "machine a login sesame:x", "machine a password \"sesame\\n\"",
        "machine a password \"sesame\"sesame", "machine a login u sesame p"}) {
    const std::string message = complaint(wrong);
    BOOST_TEST(message.starts_with("error: "), message);
    BOOST_TEST(message.find("sesame") == std::string::npos, message);
  }
}

BOOST_AUTO_TEST_SUITE_END()
