#include "redirect.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <vector>

namespace {

using haul::cause;
using strings = std::vector<std::string>;

// A task's way from URL to URL, as the client goes it.
struct way {
  haul::url at;
  unsigned most;
  strings visited = {};

  explicit way(const std::string& start, unsigned redirects = 10)
      : at(haul::url::parse(start).value()),
        most(redirects) {}

  haul::result<haul::url> follow(const std::optional<std::string>& location) {
    visited.push_back(at.text());
    haul::result<haul::url> next = haul::follow_redirect(at, location, visited, most);
    if (next)
      at = *next;
    return next;
  }
};

void check_followed(way& on, const std::string& location, const std::string& expected) {
  const auto next = on.follow(location);
  BOOST_TEST_REQUIRE(next.has_value(), location << " was not followed");
  BOOST_TEST(next->text() == expected);
}

std::string check_refused(way& on, const std::optional<std::string>& location, cause why) {
  const auto next = on.follow(location);
  BOOST_TEST_REQUIRE(next.has_error(), location.value_or("nothing") << " was followed");
  BOOST_TEST((next.error().stage == haul::stage::redirect));
  BOOST_TEST((next.error().cause == why), to_string(next.error().cause));
  return next.error().message;
}

std::string refusal(const std::string& from, const std::optional<std::string>& location) {
  way on(from);
  return check_refused(on, location, cause::redirect_refused);
}

} // namespace

BOOST_AUTO_TEST_SUITE(redirect)

BOOST_AUTO_TEST_CASE(five_statuses_ask_for_another_url) {
  strings found;
  for (unsigned status = 0; status < 1000; ++status) {
    if (haul::is_redirect(status))
      found.push_back(std::to_string(status));
  }
  const strings expected = {"301", "302", "303", "307", "308"};
  BOOST_TEST(found == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(location_is_seen_from_the_url_that_answered) {
  way on("http://h/a/b");
  check_followed(on, "c", "http://h/a/c");
  check_followed(on, "?x", "http://h/a/c?x");
  check_followed(on, "//g/d/e", "http://g/d/e");
  check_followed(on, "../f", "http://g/f");
}

BOOST_AUTO_TEST_CASE(redirect_without_a_location_is_refused) {
  BOOST_TEST(refusal("http://h/", std::nullopt) == "redirect without a Location");
}

BOOST_AUTO_TEST_CASE(redirect_up_to_https_is_followed_and_down_is_not) {
  way on("http://h/a");
  check_followed(on, "https://h/a", "https://h/a");
  check_followed(on, "https://g/b", "https://g/b");
  BOOST_TEST(
      check_refused(on, "http://g/b", cause::redirect_refused) ==
      "redirect from https to http not followed: http://g/b");
}

BOOST_AUTO_TEST_CASE(encrypted_port_does_not_hide_a_step_down) {
  refusal("https://h/", "http://h:443/");
}

BOOST_AUTO_TEST_CASE(redirect_to_another_scheme_is_refused) {
  for (const char* location :
       {"ftp://h/x", "file:///etc/passwd", "javascript:alert(1)", "data:,x",
        "gopher://h:6379/_x"}) {
    const std::string message = refusal("http://h/", location);
    BOOST_TEST(message.starts_with("redirect not followed: bad URL"), message);
  }
}

BOOST_AUTO_TEST_CASE(location_that_is_no_url_is_refused) {
  for (const char* location :
       {"http://", "http:///x", "//", "http://a b/", "http://h:99999/", "/%", "/a\tb", "\x1b[2J"})
    refusal("http://h/", location);
}

BOOST_AUTO_TEST_CASE(message_shows_no_secret_and_no_escape_sequence) {
  const std::string bad = refusal("http://h/", "ftp://u:secret@g/?k=secret");
  BOOST_TEST(bad.find("secret") == std::string::npos, bad);
  const std::string down = refusal("https://h/", "http://u:secret@g/?k=secret#secret");
  BOOST_TEST(down == "redirect from https to http not followed: http://g/?k=***");
  BOOST_TEST(refusal("http://h/", "/\x1b[2J").find('\x1b') == std::string::npos);
  way on("http://h/?k=secret");
  BOOST_TEST(
      check_refused(on, "", cause::redirect_loop) == "redirect loop back to http://h/?k=***");
}

BOOST_AUTO_TEST_CASE(redirect_to_itself_is_a_loop) {
  for (const char* location : {"", "#x", "a", "/a", "//h/a", "http://h:80/a", "http://u:p@h/a"}) {
    way on("http://h/a");
    BOOST_TEST(
        check_refused(on, location, cause::redirect_loop) == "redirect loop back to http://h/a");
  }
}

BOOST_AUTO_TEST_CASE(redirect_back_to_any_url_before_is_a_loop) {
  way on("http://h/a");
  check_followed(on, "b", "http://h/b");
  check_followed(on, "c", "http://h/c");
  way there = on;
  check_refused(there, "b", cause::redirect_loop);
  check_refused(on, "a", cause::redirect_loop);
}

BOOST_AUTO_TEST_CASE(another_query_is_no_loop) {
  way on("http://h/a");
  check_followed(on, "?1", "http://h/a?1");
  check_followed(on, "?2", "http://h/a?2");
}

BOOST_AUTO_TEST_CASE(no_redirect_is_followed_when_none_is_allowed) {
  way on("http://h/a", 0);
  BOOST_TEST(check_refused(on, "b", cause::too_many_redirects) == "more than 0 redirects");
}

BOOST_AUTO_TEST_CASE(as_many_redirects_are_followed_as_allowed) {
  for (const unsigned most : {1u, 10u, 50u}) {
    way on("http://h/0", most);
    for (unsigned i = 1; i <= most; ++i)
      check_followed(on, std::to_string(i), "http://h/" + std::to_string(i));
    BOOST_TEST(
        check_refused(on, "next", cause::too_many_redirects) ==
        "more than " + std::to_string(most) + " redirects");
  }
}

BOOST_AUTO_TEST_CASE(credentials_are_gone_once_the_origin_is_left) {
  way on("http://u:p@a/");
  check_followed(on, "/x", "http://a/x");
  BOOST_TEST(on.at.authorization() == "Basic dTpw");
  check_followed(on, "http://b/", "http://b/");
  BOOST_TEST(on.at.authorization() == "");
  check_followed(on, "http://a/y", "http://a/y");
  BOOST_TEST(on.at.authorization() == "");
}

// Found by fuzzing: what was cut off had the `@` that tells a password from a host.
BOOST_AUTO_TEST_CASE(password_of_a_long_location_is_not_shown_when_it_is_cut_short) {
  const std::string user = "https://user:secret" + std::string(100, 'x') + "@h/";
  for (const std::string& location : {user + "\x01", user + std::string(70'000, 'y')}) {
    way on("http://h/");
    const std::string why = check_refused(on, location, cause::redirect_refused);
    BOOST_TEST(why.find("secret") == std::string::npos, why);
    BOOST_TEST(why.find("https://***@h/") != std::string::npos, why);
  }
}

BOOST_AUTO_TEST_SUITE_END()
