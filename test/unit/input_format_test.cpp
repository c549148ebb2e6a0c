#include "input_format.hpp"
#include "row_reading.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <typeinfo>
#include <utility>
#include <vector>

namespace {

using haul::guess_format;

using guesses = std::vector<std::pair<std::string_view, std::optional<haul::input_format>>>;

void check_names(const guesses& all) {
  for (const auto& [name, expected] : all)
    BOOST_TEST((guess_format(name, "") == expected), name);
}

void check_contents(const guesses& all) {
  for (const auto& [content, expected] : all)
    BOOST_TEST((guess_format("-", content) == expected), content);
}

} // namespace

BOOST_AUTO_TEST_SUITE(input_format)

BOOST_AUTO_TEST_CASE(every_format_has_a_name_that_finds_it) {
  std::set<std::string_view> names;
  for (const haul::input_format each : haul::all_input_formats) {
    names.insert(to_string(each));
    BOOST_TEST((haul::input_format_named(to_string(each)) == each));
  }
  BOOST_TEST(
      (names == std::set<std::string_view>{
                    "urls", "tsv", "csv", "jsonl", "aria2", "tsv-http-data", "fetch", "metalink"}));
}

BOOST_AUTO_TEST_CASE(other_names_find_none) {
  for (const std::string_view name : {"", "CSV", "json", "url", "tsv "})
    BOOST_TEST(!haul::input_format_named(name).has_value());
}

BOOST_AUTO_TEST_CASE(name_of_the_file_decides) {
  check_names({
      {"a.csv", haul::input_format::csv},
      {"/b/a.TSV", haul::input_format::tsv},
      {"a.jsonl", haul::input_format::json_lines},
      {"a.ndjson.gz", haul::input_format::json_lines},
      {"a.meta4.zst", haul::input_format::metalink},
      {"bag/fetch.txt", haul::input_format::fetch},
      {"fetch.txt.gz", haul::input_format::fetch},
  });
  BOOST_TEST((guess_format("a.csv", "http://a/\n") == haul::input_format::csv));
}

BOOST_AUTO_TEST_CASE(names_that_say_nothing) {
  check_names({
      {"a.txt", {}},
      {"prefetch.txt", {}},
      {"a.json", {}},
      {"a.metalink", {}},
      {"a.csv/b", {}},
      {"csv", {}},
      {"", {}},
      {"-", {}},
  });
}

BOOST_AUTO_TEST_CASE(first_line_decides) {
  check_contents({
      {"TsvHttpData-1.0\nhttp://a/\t1\n", haul::input_format::tsv_http_data},
      {"{\"url\":", haul::input_format::json_lines},
      {"<?xml version='1.0'?>\n", haul::input_format::metalink},
      {"\xef\xbb\xbf<metalink xmlns='x'>", haul::input_format::metalink},
      {"http://a/", haul::input_format::urls},
      {"\n# c\nHTTPS://a/,b\r\nhttp://c/\n", haul::input_format::urls},
      {"http://a/\nhttp://b/\n out=b\n", haul::input_format::urls},
  });
}

BOOST_AUTO_TEST_CASE(urls_with_tabs_or_an_indented_option_are_of_aria2) {
  check_contents({
      {"http://a/\thttp://b/\n", haul::input_format::aria2},
      {"# c\nhttp://a/\n# d\n  out=b\n", haul::input_format::aria2},
      {"http://a/\n\tout=b\n", haul::input_format::aria2},
      {"http://a/\n  http://b/?c=d\n", haul::input_format::urls},
      {"http://a/\n  x\n", haul::input_format::urls},
  });
}

BOOST_AUTO_TEST_CASE(what_is_not_sure_is_asked_for) {
  check_contents({
      {"", {}},
      {"\n\n# c\n", {}},
      {"http://a/\t5\n", {}},
      {"http://a/ - data/a\n", {}},
      {"url,code\n", {}},
      {"url\tcode\n", {}},
      {"ftp://a/\n", {}},
      {"a\n", {}},
      {"[{}]\n", {}},
      {"TsvHttpData-2.0\n", {}},
      {"\"http://a/\",x\n", {}},
  });
}

BOOST_AUTO_TEST_CASE(every_format_has_a_reader_of_its_own) {
  std::set<std::string> kinds;
  for (const haul::input_format each : haul::all_input_formats) {
    const auto reader = haul::make_reader(each, "list");
    reader->push("a,b\tc\n1,2\t3\n");
    reader->finish();
    const haul::row_reader& made = *reader;
    const std::string kind = typeid(made).name();
    std::string read = kind;
    while (const auto row = reader->next())
      read += haul::test::shown(*row);
    BOOST_TEST(read != kind);
    kinds.insert(read);
  }
  BOOST_TEST(kinds.size() == haul::all_input_formats.size());
}

BOOST_AUTO_TEST_SUITE_END()
