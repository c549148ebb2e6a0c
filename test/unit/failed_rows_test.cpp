#include "failed_rows.hpp"
#include "temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace {

using haul::test::read_file;
using haul::test::write_file;
using inputs = std::vector<haul::failed_rows_input>;

struct fixture {
  haul::test::temporary_folder folder;
  const std::filesystem::path file = folder.path() / "failed";

  haul::failed_rows open() {
    auto opened = haul::failed_rows::open(file, {});
    BOOST_TEST_REQUIRE(opened.has_value());
    return std::move(*opened);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(failed_rows, fixture)

BOOST_AUTO_TEST_CASE(rows_stand_behind_one_prologue_and_before_one_epilogue) {
  haul::failed_rows rows = open();
  BOOST_TEST(rows.add("<list>\n", "<a/>").has_value());
  BOOST_TEST(read_file(file) == "<list>\n<a/>\n"); // a kill now loses nothing
  BOOST_TEST(rows.add("<list>\n", "<b/>\n").has_value());
  BOOST_TEST(rows.close("</list>").has_value());
  BOOST_TEST(read_file(file) == "<list>\n<a/>\n<b/>\n</list>\n");
}

BOOST_AUTO_TEST_CASE(rows_of_several_lines_stay_together) {
  haul::failed_rows rows = open();
  BOOST_TEST(rows.add("", "http://host/a\n  out=a").has_value());
  BOOST_TEST(rows.add("", "http://host/b").has_value());
  BOOST_TEST(rows.close("").has_value());
  BOOST_TEST(read_file(file) == "http://host/a\n  out=a\nhttp://host/b\n");
}

BOOST_AUTO_TEST_CASE(the_file_is_emptied_and_stays_empty_when_nothing_fails) {
  write_file(file, "of the last run\n");
  haul::failed_rows rows = open();
  BOOST_TEST(read_file(file).empty());
  BOOST_TEST(rows.close("</list>").has_value());
  BOOST_TEST(read_file(file).empty());
}

BOOST_AUTO_TEST_CASE(rows_under_another_header_are_refused) {
  haul::failed_rows rows = open();
  BOOST_TEST(rows.add("code\turl", "a\tb").has_value());
  const auto other = rows.add("url\tcode", "b\ta");
  BOOST_TEST_REQUIRE(!other.has_value());
  BOOST_TEST(other.error().message.find("different headers") != std::string::npos);
  BOOST_TEST(read_file(file) == "code\turl\na\tb\n");
}

BOOST_AUTO_TEST_CASE(inputs_of_two_formats_are_refused_before_the_file_is_touched) {
  write_file(file, "kept");
  const auto mixed = haul::failed_rows::open(file, inputs{{"a.csv", "csv"}, {"b.tsv", "tsv"}});
  BOOST_TEST_REQUIRE(!mixed.has_value());
  BOOST_TEST(mixed.error().message.find("two formats (csv and tsv)") != std::string::npos);
  BOOST_TEST(read_file(file) == "kept");
  BOOST_TEST(haul::failed_rows::open(file, inputs{{"a.csv", "csv"}, {"b.csv", "csv"}}).has_value());
}

BOOST_AUTO_TEST_CASE(an_input_is_never_overwritten_by_whatever_name) {
  write_file(file, "http://host/a\n");
  const auto same = folder.path() / "." / "failed";
  const auto opened = haul::failed_rows::open(same, inputs{{file, "list"}});
  BOOST_TEST_REQUIRE(!opened.has_value());
  BOOST_TEST(opened.error().message.find("is an input") != std::string::npos);
  BOOST_TEST(read_file(file) == "http://host/a\n");
}

BOOST_AUTO_TEST_CASE(links_are_not_followed) {
  write_file(folder.path() / "target", "precious");
  std::filesystem::create_symlink(folder.path() / "target", file);
  BOOST_TEST(!haul::failed_rows::open(file, {}).has_value());
  BOOST_TEST(read_file(folder.path() / "target") == "precious");
}

BOOST_AUTO_TEST_CASE(errors_belong_here_and_what_was_not_found_when_told) {
  haul::record written;
  written.status = haul::status::error;
  BOOST_TEST(haul::failed_rows::wants(written, false));
  written.status = haul::status::not_found;
  BOOST_TEST(!haul::failed_rows::wants(written, false));
  BOOST_TEST(haul::failed_rows::wants(written, true));
  for (const auto fine : {haul::status::ok, haul::status::skipped}) {
    written.status = fine;
    BOOST_TEST(!haul::failed_rows::wants(written, true));
  }
}

BOOST_AUTO_TEST_SUITE_END()
