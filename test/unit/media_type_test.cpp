#include "media_type.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using haul::matches_media_pattern;

void check_refused(const char* pattern) {
  const haul::result<void> checked = haul::check_media_pattern(pattern);
  BOOST_TEST_REQUIRE(checked.has_error(), "'" << pattern << "' was taken");
  BOOST_TEST((checked.error().stage == haul::stage::input));
  BOOST_TEST((checked.error().cause == haul::cause::bad_option));
  BOOST_TEST(!matches_media_pattern("image/png", pattern));
}

} // namespace

BOOST_AUTO_TEST_SUITE(media_type)

BOOST_AUTO_TEST_CASE(whole_type_matches_itself_only) {
  BOOST_TEST(matches_media_pattern("text/html", "text/html"));
  BOOST_TEST(matches_media_pattern("image/svg+xml", "image/svg+xml"));
  BOOST_TEST(!matches_media_pattern("text/plain", "text/html"));
  BOOST_TEST(!matches_media_pattern("image/html", "text/html"));
  BOOST_TEST(!matches_media_pattern("text/htmlx", "text/html"));
  BOOST_TEST(!matches_media_pattern("text/htm", "text/html"));
}

BOOST_AUTO_TEST_CASE(asterisk_stands_for_any_subtype) {
  BOOST_TEST(matches_media_pattern("image/png", "image/*"));
  BOOST_TEST(matches_media_pattern("image/svg+xml", "image/*"));
  BOOST_TEST(!matches_media_pattern("text/html", "image/*"));
  BOOST_TEST(!matches_media_pattern("imagex/png", "image/*"));
}

BOOST_AUTO_TEST_CASE(two_asterisks_stand_for_any_type) {
  BOOST_TEST(matches_media_pattern("application/octet-stream", "*/*"));
}

BOOST_AUTO_TEST_CASE(case_makes_no_difference) {
  BOOST_TEST(matches_media_pattern("Text/HTML", "tEXT/html"));
  BOOST_TEST(matches_media_pattern("IMAGE/PNG", "image/*"));
}

BOOST_AUTO_TEST_CASE(parameters_make_no_difference) {
  for (const char* came :
       {"text/html;charset=utf-8", "text/html ; charset=\"utf-8\"", "text/html;", "text/html; a/b",
        " text/html\t"})
    BOOST_TEST(matches_media_pattern(came, "text/html"), came);
  BOOST_TEST(!matches_media_pattern("text/plain; text/html", "text/html"));
}

BOOST_AUTO_TEST_CASE(value_without_one_type_matches_nothing) {
  for (const char* came :
       {"", " ", ";", "text", "text/", "/html", "/", "text/html, image/png", "text/html/x",
        "text /html", "text/ html", "text/html charset=utf-8", "\"text/html\"", "text/h\xc3\xa9"}) {
    BOOST_TEST(!matches_media_pattern(came, "*/*"), came);
    BOOST_TEST(!matches_media_pattern(came, "text/html"), came);
  }
}

BOOST_AUTO_TEST_CASE(asterisk_of_a_server_is_nothing_special) {
  BOOST_TEST(!matches_media_pattern("*/*", "image/png"));
  BOOST_TEST(!matches_media_pattern("image/*", "image/png"));
}

BOOST_AUTO_TEST_CASE(patterns_of_the_form_are_taken) {
  for (const char* pattern :
       {"*/*", "image/*", "text/html", "application/vnd.api+json", "IMAGE/PNG", "x-a/b.c_d"})
    BOOST_TEST(haul::check_media_pattern(pattern).has_value(), pattern);
}

BOOST_AUTO_TEST_CASE(patterns_of_another_form_are_refused) {
  for (const char* pattern :
       {"", "*", "image", "image/", "/png", "*/png", "image/p*", "im*/png", "im*/*", "**/*", "*/**",
        "image/png;q=1", "image/png, text/html", " image/png", "image/png ", "image//png",
        "image/png/x", "im age/png"})
    check_refused(pattern);
}

BOOST_AUTO_TEST_CASE(refused_pattern_is_shown_fit_for_a_terminal) {
  BOOST_TEST(
      haul::check_media_pattern("\x1b[2J").error().message ==
      "'\\x1b[2J' is not a media type such as image/png or image/*");
}

BOOST_AUTO_TEST_SUITE_END()
