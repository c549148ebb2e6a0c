#include "host_name.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace haul;

namespace {

void check(const std::vector<std::pair<std::string, std::string>>& names) {
  for (const auto& [written, expected] : names) {
    const result<std::string> made = ascii_host(written);
    BOOST_TEST_REQUIRE(made.has_value(), written);
    BOOST_TEST(*made == expected);
  }
}

void check_refused(const std::vector<std::string>& names) {
  for (const std::string& written : names) {
    const result<std::string> made = ascii_host(written);
    BOOST_TEST_REQUIRE(!made.has_value(), written << " was taken");
    BOOST_TEST((made.error().cause == cause::bad_url));
    BOOST_TEST((made.error().stage == stage::input));
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(host_name)

BOOST_AUTO_TEST_CASE(ascii_is_only_put_into_lower_case) {
  check(
      {{"example.org", "example.org"},
       {"EXAMPLE.Org", "example.org"},
       {"xn--bcher-kva.example", "xn--bcher-kva.example"},
       {"xn--", "xn--"},
       {"under_score", "under_score"},
       {"", ""},
       {"not a name!", "not a name!"}});
}

BOOST_AUTO_TEST_CASE(international_names_get_their_ascii_labels) {
  check(
      {{"bücher.example", "xn--bcher-kva.example"},
       {"BÜCHER.Example", "xn--bcher-kva.example"},
       {"bu\xcc\x88"
        "cher.example",
        "xn--bcher-kva.example"},
       {"www.日本語.example", "www.xn--wgv71a119e.example"},
       {"مثال.example", "xn--mgbh0fb.example"},
       {"bücher.example.", "xn--bcher-kva.example."}});
}

// Transitional processing would make `fass.de` of it, which is somebody else's.
BOOST_AUTO_TEST_CASE(deviations_are_kept) {
  check({{"faß.de", "xn--fa-hia.de"}, {"βόλος.com", "xn--nxasmm1c.com"}});
}

BOOST_AUTO_TEST_CASE(full_stops_and_digits_of_other_scripts_are_mapped) {
  check({{"bücher。example", "xn--bcher-kva.example"}, {"１２７．０．０．１", "127.0.0.1"}});
}

BOOST_AUTO_TEST_CASE(characters_that_stand_for_separators_do_not_make_any) {
  check_refused(
      {"example.com／evil", "evil.com：80", "user＠host.de", "a℀b.com", "what？.de", "％61.de",
       "a＃b.de", "［::1］", "ü/.de", "ü@h.de", "ü h.de", "ü\\.de"});
}

BOOST_AUTO_TEST_CASE(what_idna_does_not_allow_is_refused) {
  check_refused(
      {"☃.net", "-ü.de", "xn--ü.de", "\xff.de", "\xc3.de", "אa1.de", "ü\xe2\x80\x8e.de",
       std::string(64, 'a') + "ü.de", std::string("ü\0.de", 6)});
}

BOOST_AUTO_TEST_CASE(names_that_are_too_long_are_refused) {
  std::string labels;
  for (int number = 0; number < 12; ++number)
    labels += "einlangesetikettmitü.";
  check_refused({labels + "de"});
}

BOOST_AUTO_TEST_CASE(host_names_are_letters_digits_hyphens_and_underscores) {
  for (const char* name : {"a", "example.org", "a-b_c.9", "127.0.0.1"})
    BOOST_TEST(is_host_name(name), name);
  BOOST_TEST(is_host_name(std::string(253, 'a')));
  BOOST_TEST(!is_host_name(std::string(254, 'a')));
  for (const char* name : {"", "A", "ü", "a b", "a/b", "a:1", "[::1]", "a%41", "a@b"})
    BOOST_TEST(!is_host_name(name), name);
}

BOOST_AUTO_TEST_CASE(lower_case_leaves_other_scripts_alone) {
  BOOST_TEST(lower_case("AZ[az]É0") == "az[az]É0");
}

BOOST_AUTO_TEST_CASE(ascii_ends_at_0x7f) {
  BOOST_TEST(is_ascii("\x7f\x01 ~"));
  BOOST_TEST(!is_ascii("a\x80"));
  BOOST_TEST(is_ascii(""));
}

BOOST_AUTO_TEST_SUITE_END()
