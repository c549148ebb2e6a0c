#include "content_encoding.hpp"
#include "results_lines.hpp"
#include "temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using haul::test::gzip;
using haul::test::write_file;
using haul::test::zstd;
using strings = std::vector<std::string>;

// What was read until the end or an error.
struct reading {
  strings lines;
  bool torn = false;
  std::string failed;
};

reading read(haul::results_lines& from) {
  reading made;
  while (true) {
    const auto line = from.next();
    if (!line)
      made.failed = line.error().message;
    if (!line || !*line)
      break;
    made.lines.emplace_back(**line);
    BOOST_TEST(from.number() == made.lines.size());
  }
  made.torn = from.torn();
  return made;
}

struct fixture {
  haul::test::temporary_folder folder;

  reading read_content(const std::string& content, const std::string& name = "results") const {
    write_file(folder.path() / name, content);
    auto lines = haul::results_lines::open(folder.path() / name);
    BOOST_TEST_REQUIRE(lines.has_value());
    haul::results_lines moved = std::move(*lines);
    return read(moved);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(results_lines, fixture)

BOOST_AUTO_TEST_CASE(lines_come_without_their_ends) {
  const reading found = read_content("a\n\nbc\n");
  BOOST_TEST(found.lines == (strings{"a", "", "bc"}), boost::test_tools::per_element());
  BOOST_TEST(!found.torn);
  BOOST_TEST(found.failed == "");
}

BOOST_AUTO_TEST_CASE(empty_file_has_none) {
  const reading found = read_content("");
  BOOST_TEST(found.lines.empty());
  BOOST_TEST(!found.torn);
}

BOOST_AUTO_TEST_CASE(last_line_without_an_end_is_torn) {
  const reading found = read_content("a\nbc");
  BOOST_TEST(found.lines == (strings{"a", "bc"}), boost::test_tools::per_element());
  BOOST_TEST(found.torn);
}

BOOST_AUTO_TEST_CASE(lines_longer_than_any_buffer_are_whole) {
  const std::string line(1'000'000, 'x');
  const reading found = read_content("a\n" + line + "\n" + line);
  BOOST_TEST_REQUIRE(found.lines.size() == 3U);
  BOOST_TEST((found.lines[1] == line && found.lines[2] == line));
}

BOOST_AUTO_TEST_CASE(line_without_end_in_sight_is_refused) {
  const reading found = read_content("a\n" + std::string(17U << 20U, 'x'));
  BOOST_TEST(found.lines == strings{"a"}, boost::test_tools::per_element());
  BOOST_TEST(found.failed.find("line 2 is longer than 16 MiB") != std::string::npos, found.failed);
}

BOOST_AUTO_TEST_CASE(packed_files_are_read_whatever_their_name) {
  std::string text;
  for (unsigned each = 0; each < 50'000; ++each)
    text += std::to_string(each) + "\n";
  for (const std::string& packed : {gzip(text), zstd(text), gzip("") + gzip(text)}) {
    const reading found = read_content(packed);
    BOOST_TEST_REQUIRE(found.lines.size() == 50'000U, found.failed);
    BOOST_TEST(found.lines.back() == "49999");
    BOOST_TEST(!found.torn);
  }
}

BOOST_AUTO_TEST_CASE(packed_file_that_is_cut_is_an_error_and_no_torn_line) {
  const std::string text = "first\nsecond\n";
  for (const std::string& packed : {gzip(text), zstd(text)}) {
    const reading found = read_content(packed.substr(0, packed.size() - 3));
    BOOST_TEST(found.failed.find("can't be read: ") != std::string::npos, found.failed);
    BOOST_TEST(found.failed.find("results'") != std::string::npos, found.failed);
  }
}

BOOST_AUTO_TEST_CASE(what_can_not_be_opened_or_read_is_named) {
  const auto missing = haul::results_lines::open(folder.path() / "no\x1bne");
  BOOST_TEST_REQUIRE(!missing.has_value());
  BOOST_TEST((missing.error().cause == haul::cause::bad_option));
  BOOST_TEST(missing.error().message.find("no\\x1bne' can't be read") != std::string::npos);

  auto directory = haul::results_lines::open(folder.path());
  BOOST_TEST_REQUIRE(directory.has_value());
  BOOST_TEST(read(*directory).failed.find("Is a directory") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
