#include "text_template.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

using haul::escape;
using values = std::map<std::string, std::string, std::less<>>;

haul::field_result<std::string> expanded(
    std::string_view text, const values& known, escape how = escape::nothing) {
  const haul::result<haul::text_template> parsed = haul::text_template::parse(text);
  BOOST_TEST_REQUIRE(parsed.has_value(), "'" << text << "' was refused");
  return parsed->expand(
      [&](std::string_view name) {
        const auto found = known.find(name);
        return found == known.end() ? std::nullopt : std::optional<std::string_view>(found->second);
      },
      how);
}

void check_text(
    std::string_view text, const values& known, std::string_view wanted,
    escape how = escape::nothing) {
  const haul::field_result<std::string> made = expanded(text, known, how);
  BOOST_TEST_REQUIRE(made.has_value(), "'" << text << "' was not expanded");
  BOOST_TEST(*made == wanted);
}

void check_refused(std::string_view text, std::string_view complaint) {
  const haul::result<haul::text_template> parsed = haul::text_template::parse(text);
  BOOST_TEST_REQUIRE(parsed.has_error(), "'" << text << "' was taken");
  BOOST_TEST(parsed.error().message == complaint);
  BOOST_TEST((parsed.error().cause == haul::cause::bad_option));
  BOOST_TEST((parsed.error().stage == haul::stage::input));
}

} // namespace

BOOST_AUTO_TEST_SUITE(text_template)

BOOST_AUTO_TEST_CASE(text_without_placeholders_stays) {
  check_text("https://host/a.gif", {}, "https://host/a.gif");
  check_text("", {}, "");
}

BOOST_AUTO_TEST_CASE(placeholders_get_their_values) {
  check_text("<{a}{b}>{a}", {{"a", "1"}, {"b", "two"}}, "<1two>1");
  check_text("{first name}", {{"first name", "Luciano"}}, "Luciano");
}

BOOST_AUTO_TEST_CASE(transforms_work_from_left_to_right) {
  check_text("{u:basename:lower}", {{"u", "https://host/X/A.GIF?q"}}, "a.gif");
  check_text("{u:upper:hash2}", {{"u", "abc"}}, "b5"); // of ABC
}

BOOST_AUTO_TEST_CASE(doubled_braces_are_braces) {
  check_text("{{code}}", {}, "{code}");
  check_text("{{{a}}}", {{"a", "1"}}, "{1}");
}

BOOST_AUTO_TEST_CASE(value_is_never_taken_for_a_template) {
  check_text("{a}", {{"a", "{b}"}, {"b", "wrong"}}, "{b}");
}

BOOST_AUTO_TEST_CASE(names_come_once_in_their_order) {
  const auto parsed = haul::text_template::parse("{b}{a:lower}{b:ext}{c}");
  const std::vector<std::string> wanted = {"b", "a", "c"};
  BOOST_TEST(parsed->names() == wanted);
  BOOST_TEST(haul::text_template::parse("{{a}}")->names().empty());
}

BOOST_AUTO_TEST_CASE(mistakes_are_named_with_their_place) {
  check_refused("ab{c", "at 3: '{' is not closed; a brace is written as '{{'");
  check_refused("{a{b}}", "at 1: '{' is not closed; a brace is written as '{{'");
  check_refused("a}b", "at 2: '}' closes nothing; a brace is written as '}}'");
  check_refused("a{}", "at 2: a placeholder has no name");
  check_refused("{:lower}", "at 1: a placeholder has no name");
  check_refused("x{a:Upper}", "at 2: 'Upper' is not one of lower, upper, basename, ext, hash2");
  check_refused("{a:}", "at 1: '' is not one of lower, upper, basename, ext, hash2");
  check_refused("{a:\x1b[m}", "at 1: '\\x1b[m' is not one of lower, upper, basename, ext, hash2");
}

BOOST_AUTO_TEST_CASE(missing_value_is_named) {
  const auto how_and_cause = {
      std::pair(escape::url, haul::cause::bad_url),
      std::pair(escape::output, haul::cause::bad_output),
      std::pair(escape::nothing, haul::cause::bad_option)};
  for (const auto& [how, cause] : how_and_cause) {
    const auto made = expanded("{a}{b}{c}", {{"a", "1"}}, how);
    BOOST_TEST_REQUIRE(made.has_error());
    BOOST_TEST(made.error().field == "b");
    BOOST_TEST(made.error().message == "there is no 'b'");
    BOOST_TEST((made.error().cause == cause));
  }
}

BOOST_AUTO_TEST_CASE(empty_value_is_a_value) {
  check_text("<{a}>", {{"a", ""}}, "<>");
}

BOOST_AUTO_TEST_CASE(url_value_stays_within_its_segment) {
  check_text(
      "http://h/{a}?q={a}", {{"a", "x/y?z&w#=%\r\n \u00e4"}},
      "http://h/x%2Fy%3Fz%26w%23%3D%25%0D%0A%20%C3%A4?q=x%2Fy%3Fz%26w%23%3D%25%0D%0A%20%C3%A4",
      escape::url);
  check_text("http://h/{a}", {{"a", "AZaz09-._~"}}, "http://h/AZaz09-._~", escape::url);
}

BOOST_AUTO_TEST_CASE(url_value_can_not_change_the_host) {
  check_text(
      "http://{a}.example/", {{"a", "evil@x:1/"}}, "http://evil%40x%3A1%2F.example/", escape::url);
}

BOOST_AUTO_TEST_CASE(value_that_begins_a_url_is_taken_as_it_is) {
  check_text(
      "{base}/{a}", {{"base", "http://h:80/x y?"}, {"a", "/"}}, "http://h:80/x y?/%2F",
      escape::url);
  check_text("{url}{url}", {{"url", "h:/"}}, "h:/h%3A%2F", escape::url);
}

BOOST_AUTO_TEST_CASE(output_value_with_a_slash_is_refused) {
  const auto made = expanded(
      "x/{a}",
      {{"a", "../\x1b"
             "etc"}},
      escape::output);
  BOOST_TEST_REQUIRE(made.has_error());
  BOOST_TEST((made.error().cause == haul::cause::bad_output));
  BOOST_TEST(made.error().field == "a");
  BOOST_TEST(
      made.error().message == "'../\\x1betc' can't be part of an output name: it contains a slash");
}

BOOST_AUTO_TEST_CASE(refused_output_value_shows_no_secrets_of_a_url) {
  const auto made = expanded("{a}", {{"a", "http://me:canary@h/x?k=canary"}}, escape::output);
  BOOST_TEST_REQUIRE(made.has_error());
  BOOST_TEST(made.error().message.find("canary") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(output_value_is_judged_after_its_transforms) {
  check_text("d/{u:basename}", {{"u", "http://h/x/a.gif"}}, "d/a.gif", escape::output);
}

BOOST_AUTO_TEST_SUITE_END()
