#include "task_maker.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using haul::row;
using haul::task_templates;

row row_of(std::vector<haul::field> fields) {
  row made;
  made.place.file = std::make_shared<const std::string>("list.tsv");
  made.place.line = 7;
  made.fields = std::move(fields);
  return made;
}

haul::task_maker maker_of(const task_templates& from) {
  haul::result<haul::task_maker> made = haul::task_maker::create(from);
  BOOST_TEST_REQUIRE(made.has_value(), (made ? "" : made.error().message));
  return *std::move(made);
}

haul::task task_of(const task_templates& from, const row& what, std::uint64_t number = 3) {
  haul::field_result<haul::task> made = maker_of(from).make(what, number);
  BOOST_TEST_REQUIRE(
      made.has_value(), (made ? "" : made.error().field + ": " + made.error().message));
  return *std::move(made);
}

void check_refused(
    const task_templates& from, const row& what, std::string_view field, haul::cause why,
    std::string_view complaint) {
  const haul::field_result<haul::task> made = maker_of(from).make(what, 3);
  BOOST_TEST_REQUIRE(made.has_error(), "taken, not: " << complaint);
  BOOST_TEST(made.error().field == field);
  BOOST_TEST((made.error().cause == why));
  BOOST_TEST(made.error().message == complaint);
}

task_templates templates(std::string url, std::string output = {}) {
  task_templates made;
  made.url = std::move(url);
  made.output = std::move(output);
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(task_maker)

BOOST_AUTO_TEST_CASE(code_goes_into_url_and_output) {
  const haul::task made = task_of(
      templates("https://host/flags/{code:lower}/{code:lower}.gif", "{code}.gif"),
      row_of({{"code", "BR"}}));
  BOOST_TEST(made.code == "BR");
  BOOST_TEST(made.url == "https://host/flags/br/br.gif");
  BOOST_TEST(made.output == "BR.gif");
  BOOST_TEST(!made.size.has_value());
  BOOST_TEST(made.digests.empty());
  BOOST_TEST(made.mirrors.empty());
  BOOST_TEST(made.headers.empty());
}

BOOST_AUTO_TEST_CASE(known_columns_need_no_template) {
  const haul::task made = task_of(
      {}, row_of(
              {{"url", "http://h/a"},
               {"code", "A"},
               {"output", "d/a.bin"},
               {"size", "12"},
               {"md5", "900150983CD24FB0D6963F7D28E17F72"},
               {"sha1", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="},
               {"mirror", "http://m/a"},
               {"mirror", "http://n/a"},
               {"header", "Accept: a/b"},
               {"header", "X: y"}}));
  BOOST_TEST(made.code == "A");
  BOOST_TEST(made.url == "http://h/a");
  BOOST_TEST(made.output == "d/a.bin");
  BOOST_TEST(made.size.value() == 12U);
  const std::vector<haul::digest> digests = {
      {"sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"},
      {"md5", "900150983cd24fb0d6963f7d28e17f72"}};
  BOOST_TEST((made.digests == digests));
  const std::vector<std::string> mirrors = {"http://m/a", "http://n/a"};
  BOOST_TEST(made.mirrors == mirrors);
  const std::vector<haul::header> headers = {{"Accept", "a/b"}, {"X", "y"}};
  BOOST_TEST((made.headers == headers));
}

BOOST_AUTO_TEST_CASE(empty_known_columns_count_as_absent) {
  const haul::task made = task_of(
      {}, row_of(
              {{"url", "http://h/a"},
               {"code", ""},
               {"output", ""},
               {"size", ""},
               {"sha256", ""},
               {"sha512", ""},
               {"mirror", ""},
               {"header", ""}}));
  BOOST_TEST(made.code == "3");
  BOOST_TEST(made.output == "h/a");
  BOOST_TEST(!made.size.has_value());
  BOOST_TEST(made.digests.empty());
  BOOST_TEST(made.mirrors.empty());
  BOOST_TEST(made.headers.empty());
}

BOOST_AUTO_TEST_CASE(any_column_fills_templates) {
  task_templates from = templates("http://h/{album}/{title}", "{album}/{title}.ogg");
  from.headers = {"X-Title: {title}"};
  const haul::task made = task_of(from, row_of({{"album", "A B"}, {"title", "c&d"}}));
  BOOST_TEST(made.url == "http://h/A%20B/c%26d");
  BOOST_TEST(made.output == "A B/c&d.ogg");
  const std::vector<haul::header> headers = {{"X-Title", "c&d"}};
  BOOST_TEST((made.headers == headers));
}

BOOST_AUTO_TEST_CASE(row_without_code_gets_its_number) {
  const row what = row_of({{"name", "x"}});
  const haul::task made = task_of(templates("http://h/{name}", "{code}-{row}"), what, 42);
  BOOST_TEST(made.code == "42");
  BOOST_TEST(made.output == "42-42");
  BOOST_TEST(maker_of({}).code_of(what, 42) == "42");
}

BOOST_AUTO_TEST_CASE(row_is_the_number_also_when_there_is_a_column_of_that_name) {
  const haul::task made =
      task_of(templates("http://h/{row}", "{code}"), row_of({{"row", "mine"}, {"code", "C"}}), 8);
  BOOST_TEST(made.url == "http://h/8");
  BOOST_TEST(made.output == "C");
}

BOOST_AUTO_TEST_CASE(url_outside_the_url_template_is_the_one_that_is_asked) {
  task_templates from = templates("{url}/{code}.gif", "{url:basename}");
  from.headers = {"Referer: {url}"};
  const haul::task made = task_of(from, row_of({{"url", "http://h/d"}, {"code", "C"}}));
  BOOST_TEST(made.url == "http://h/d/C.gif");
  BOOST_TEST(made.output == "C.gif");
  BOOST_TEST(made.headers.at(0).value == "http://h/d/C.gif");
}

BOOST_AUTO_TEST_CASE(template_of_the_output_wins_over_the_row) {
  const row what = row_of({{"url", "http://h/a"}, {"output", "mine"}});
  BOOST_TEST(task_of(templates("", "{row}.bin"), what).output == "3.bin");
  BOOST_TEST(task_of(templates("", "new/{output}"), what).output == "new/mine");
  BOOST_TEST(task_of({}, what).output == "mine");
}

BOOST_AUTO_TEST_CASE(output_is_the_code_before_it_is_of_the_url) {
  BOOST_TEST(task_of({}, row_of({{"url", "http://h/a"}, {"code", "C"}})).output == "C");
  BOOST_TEST(task_of({}, row_of({{"url", "http://h/a?b"}})).output.starts_with("h/a-"));
}

BOOST_AUTO_TEST_CASE(lines_of_a_plain_list_can_be_codes) {
  task_templates from = templates("http://h/{code}.gif");
  from.rows_are_codes = true;
  const row line = row_of({{"url", "BR"}});
  const haul::task made = task_of(from, line);
  BOOST_TEST(made.code == "BR");
  BOOST_TEST(made.url == "http://h/BR.gif");
  BOOST_TEST(made.output == "BR");
  BOOST_TEST(maker_of(from).code_of(line, 1) == "BR");
  BOOST_TEST(task_of(from, row_of({{"url", "x"}, {"code", "CN"}})).code == "CN");
}

BOOST_AUTO_TEST_CASE(plain_list_of_codes_has_no_url) {
  task_templates from = templates("{url}/{code}");
  from.rows_are_codes = true;
  check_refused(from, row_of({{"url", "BR"}}), "url", haul::cause::bad_url, "there is no 'url'");
}

BOOST_AUTO_TEST_CASE(headers_of_the_command_come_before_those_of_the_row) {
  task_templates from;
  from.headers = {"A: 1"};
  const haul::task made = task_of(from, row_of({{"url", "http://h/a"}, {"header", "B: 2"}}));
  const std::vector<haul::header> headers = {{"A", "1"}, {"B", "2"}};
  BOOST_TEST((made.headers == headers));
}

BOOST_AUTO_TEST_CASE(row_without_url_is_refused) {
  check_refused({}, row_of({}), "url", haul::cause::bad_url, "there is no URL");
  check_refused({}, row_of({{"url", ""}}), "url", haul::cause::bad_url, "there is no URL");
}

BOOST_AUTO_TEST_CASE(missing_column_is_named) {
  const row what = row_of({{"url", "http://h/a"}});
  check_refused(
      templates("http://h/{name}"), what, "name", haul::cause::bad_url, "there is no 'name'");
  check_refused(
      templates("", "{name}"), what, "name", haul::cause::bad_output, "there is no 'name'");
  task_templates header;
  header.headers = {"X: {name}"};
  check_refused(header, what, "name", haul::cause::bad_option, "there is no 'name'");
}

BOOST_AUTO_TEST_CASE(hostile_code_is_refused_and_never_altered) {
  const task_templates from = templates("http://h/{code}");
  check_refused(
      from, row_of({{"code", "../x"}}), "code", haul::cause::bad_output,
      "'../x' can't be an output name: it contains a slash");
  check_refused(
      from, row_of({{"code", ".."}}), "code", haul::cause::bad_output,
      "output name '..' contains the folder itself or its parent");
  check_refused(
      from, row_of({{"code", "-rf"}}), "code", haul::cause::bad_output,
      "output name '-rf' has a component that starts with '-'");
  check_refused(
      from, row_of({{"code", "a\x1b[m"}}), "code", haul::cause::bad_output,
      "output name 'a\\x1b[m' contains a control character");
}

BOOST_AUTO_TEST_CASE(hostile_value_of_an_output_template_is_refused) {
  const task_templates from = templates("http://h/a/{a}", "d/{a}/{b}");
  check_refused(
      from, row_of({{"a", "x"}, {"b", "y/z"}}), "b", haul::cause::bad_output,
      "'y/z' can't be part of an output name: it contains a slash");
  check_refused(
      from, row_of({{"a", ".."}, {"b", "y"}}), "output", haul::cause::bad_output,
      "output name 'd/../y' contains the folder itself or its parent");
  check_refused(
      from, row_of({{"a", ""}, {"b", "y"}}), "output", haul::cause::bad_output,
      "output name 'd//y' has an empty component");
}

BOOST_AUTO_TEST_CASE(hostile_output_of_a_row_is_refused) {
  check_refused(
      {}, row_of({{"url", "http://h/a"}, {"output", "/etc/passwd"}}), "output",
      haul::cause::bad_output, "output name '/etc/passwd' has an empty component");
}

BOOST_AUTO_TEST_CASE(bad_facts_are_named) {
  const auto refused = [](const char* field, const char* value, const char* complaint) {
    check_refused(
        {}, row_of({{"url", "http://h/a"}, {field, value}}), field, haul::cause::bad_option,
        complaint);
  };
  refused("size", "big", "'big' is not a number of bytes");
  refused("sha256", "12", "'12' is not a digest of 32 bytes in hex or base64");
  refused("sha512", "12", "'12' is not a digest of 64 bytes in hex or base64");
  refused("header", "canary", "a header is written as 'Name: value'");
}

BOOST_AUTO_TEST_CASE(bad_templates_make_no_maker) {
  const haul::result<haul::task_maker> made = haul::task_maker::create(templates("{"));
  BOOST_TEST_REQUIRE(made.has_error());
  BOOST_TEST(made.error().message.starts_with("URL template: at 1: "));
}

BOOST_AUTO_TEST_CASE(digests_of_every_task_come_before_those_of_its_row) {
  task_templates from = templates("https://host/a");
  from.single_row = true;
  from.digests.emplace_back();
  from.digests.back().algorithm = "md5";
  from.digests.back().hex = std::string(32, '0');
  BOOST_TEST(task_of(from, row_of({})).digests.size() == 1U);
  const haul::task made = task_of(from, row_of({{"sha1", std::string(40, 'A')}}));
  BOOST_TEST_REQUIRE(made.digests.size() == 2U);
  BOOST_TEST(made.digests[0].algorithm == "md5");
  BOOST_TEST(made.digests[0].hex == std::string(32, '0'));
  BOOST_TEST(made.digests[1].algorithm == "sha1");
}

BOOST_AUTO_TEST_SUITE_END()
