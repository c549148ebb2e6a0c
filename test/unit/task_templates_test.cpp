#include "task_templates.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace {

using texts = haul::task_templates;

void check_taken(const texts& from) {
  const haul::result<haul::parsed_templates> made = haul::parse_templates(from);
  BOOST_TEST(made.has_value(), (made ? "" : made.error().message));
}

void check_refused(
    const texts& from, std::string_view complaint, haul::cause why = haul::cause::bad_option) {
  const haul::result<haul::parsed_templates> made = haul::parse_templates(from);
  BOOST_TEST_REQUIRE(made.has_error(), "taken, not: " << complaint);
  BOOST_TEST(made.error().message == complaint);
  BOOST_TEST((made.error().cause == why));
  BOOST_TEST((made.error().stage == haul::stage::input));
}

texts with_output(std::string output) {
  texts made;
  made.output = std::move(output);
  return made;
}

texts with_header(std::string header) {
  texts made;
  made.headers = {std::move(header)};
  return made;
}

texts for_codes(std::string url) {
  texts made;
  made.url = std::move(url);
  made.codes_only = true;
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(task_templates)

BOOST_AUTO_TEST_CASE(rows_need_no_template) {
  const haul::result<haul::parsed_templates> made = haul::parse_templates({});
  BOOST_TEST_REQUIRE(made.has_value());
  BOOST_TEST(!made->url.has_value());
  BOOST_TEST(!made->output.has_value());
  BOOST_TEST(made->headers.empty());
}

BOOST_AUTO_TEST_CASE(mistake_names_the_template_it_is_in) {
  texts url;
  url.url = "http://h/{";
  check_refused(url, "URL template: at 10: '{' is not closed; a brace is written as '{{'");
  check_refused(
      with_output("{a:b}"),
      "output template: at 1: 'b' is not one of lower, upper, basename, ext, hash2");
  check_refused(
      with_header("A: x}"),
      "header template: at 2: '}' closes nothing; a brace is written as '}}'");
  check_refused(with_header("canary"), "a header is written as 'Name: value'");
}

BOOST_AUTO_TEST_CASE(codes_need_a_url_template) {
  check_refused(for_codes(""), "codes need a URL template to be put into");
  texts lines;
  lines.rows_are_codes = true;
  check_refused(lines, "codes need a URL template to be put into");
}

BOOST_AUTO_TEST_CASE(codes_have_code_and_row) {
  texts codes = for_codes("http://h/{code}/{row}");
  codes.output = "{row}-{url:basename}-{code:lower}";
  codes.headers = {"Referer: {url}"};
  check_taken(codes);
}

BOOST_AUTO_TEST_CASE(codes_have_nothing_else) {
  constexpr std::string_view tail = ", but there are only codes: they have 'code' and 'row'";
  check_refused(
      for_codes("http://h/{code}/{name}"), "a template asks for 'name'" + std::string(tail));
  check_refused(for_codes("{url}/{code}"), "a template asks for 'url'" + std::string(tail));
  texts output = for_codes("http://h/{code}");
  output.output = "{folder}/{code}";
  check_refused(output, "a template asks for 'folder'" + std::string(tail));
  texts header = for_codes("http://h/{code}");
  header.headers = {"A: b", "X: {sum}"};
  check_refused(header, "a template asks for 'sum'" + std::string(tail));
}

BOOST_AUTO_TEST_CASE(same_url_for_every_row_is_refused) {
  texts same;
  same.url = "http://h/a";
  check_refused(same, "URL template: without a placeholder every row would ask for the same");
  same.headers = {"X-Key: {key}"};
  check_taken(same);
}

BOOST_AUTO_TEST_CASE(same_output_for_every_row_is_refused) {
  check_refused(
      with_output("a.gif"),
      "output template: without a placeholder every row would have the same output");
}

BOOST_AUTO_TEST_CASE(single_row_needs_no_placeholder) {
  texts single;
  single.url = "http://h/a";
  single.output = "a.gif";
  single.single_row = true;
  check_taken(single);
}

BOOST_AUTO_TEST_CASE(output_that_no_value_could_mend_is_refused) {
  for (const char* output :
       {"/tmp/{code}", "../{code}", "{code}/", "a//{code}", "a/../{code}", "./{code}", "-{code}",
        "{code}.haul-part", "{code}\n", "a\\{code}"}) {
    const haul::result<haul::parsed_templates> made = haul::parse_templates(with_output(output));
    BOOST_TEST_REQUIRE(made.has_error(), "'" << output << "' was taken");
    BOOST_TEST((made.error().cause == haul::cause::bad_output));
    BOOST_TEST(made.error().message.starts_with("output template: output name '"));
  }
}

BOOST_AUTO_TEST_CASE(output_that_depends_on_its_values_is_taken) {
  for (const char* output :
       {"{a}", "{a}/{b}", "d/{a:hash2}/{a}{u:ext}", ".{a}", "{a:ext}/x", "{u:basename}"})
    check_taken(with_output(output));
}

BOOST_AUTO_TEST_SUITE_END()
