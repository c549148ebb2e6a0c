#include "line_reader.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using haul::input_line;
using namespace std::string_literals;

// Each line as NUMBER:TEXT:END, with `!` behind one that is too long.
std::vector<std::string> lines_of(std::string_view input, std::size_t piece) {
  haul::line_reader reader;
  std::vector<std::string> lines;
  const auto take = [&] {
    while (const std::optional<input_line> line = reader.next())
      lines.push_back(
          std::to_string(line->number) + ":" + std::string(line->text) + ":" +
          std::string(line->end) + (line->too_long ? "!" : ""));
  };
  while (!input.empty()) {
    reader.push(input.substr(0, piece));
    input.remove_prefix(std::min(piece, input.size()));
    take();
  }
  reader.finish();
  take();
  return lines;
}

void check(std::string_view input, const std::vector<std::string>& expected) {
  for (const std::size_t piece : {1U, 2U, 3U, 7U, 1'000'000U})
    BOOST_TEST(lines_of(input, piece) == expected, boost::test_tools::per_element());
}

} // namespace

BOOST_AUTO_TEST_SUITE(line_reader)

BOOST_AUTO_TEST_CASE(ends_are_lf_or_crlf) {
  check("a\nb\r\n\nc\rd\n", {"1:a:\n", "2:b:\r\n", "3::\n", "4:c\rd:\n"});
}

BOOST_AUTO_TEST_CASE(last_line_needs_no_end) {
  check("a\nb", {"1:a:\n", "2:b:"});
  check("a\r", {"1:a:\r"});
  check("", {});
}

BOOST_AUTO_TEST_CASE(byte_order_mark_is_dropped_from_the_first_line_only) {
  check(
      "\xef\xbb\xbf"
      "a\n\xef\xbb\xbf"
      "b\n",
      {"1:a:\n", "2:\xef\xbb\xbf"
                 "b:\n"});
}

BOOST_AUTO_TEST_CASE(incomplete_line_waits) {
  haul::line_reader reader;
  reader.push("a");
  BOOST_TEST(!reader.next().has_value());
  reader.push("b\nc");
  BOOST_TEST(reader.next().value().text == "ab");
  BOOST_TEST(!reader.next().has_value());
}

BOOST_AUTO_TEST_CASE(line_of_the_longest_size_is_whole) {
  const std::string longest(haul::line_reader::longest, 'x');
  BOOST_TEST((lines_of(longest + "\nb", 65'536) == std::vector{"1:" + longest + ":\n", "2:b:"s}));
}

BOOST_AUTO_TEST_CASE(longer_line_is_marked_and_the_next_is_fine) {
  const std::string longer(haul::line_reader::longest + 1, 'x');
  const std::string beginning(64, 'x');
  for (const std::size_t piece : {4'096U, 65'536U, 4'000'000U})
    BOOST_TEST(
        lines_of("a\n" + longer + "\nb\n" + longer, piece) ==
            (std::vector<std::string>{
                "1:a:\n", "2:" + beginning + ":\n!", "3:b:\n", "4:" + beginning + ":!"}),
        boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(endless_line_ends_once) {
  haul::line_reader reader;
  const std::string piece(65'536, 'x');
  for (int pieces = 0; pieces < 1'000; ++pieces) {
    reader.push(piece);
    BOOST_REQUIRE(!reader.next().has_value());
  }
  reader.finish();
  BOOST_TEST(reader.next().value().too_long);
  BOOST_TEST(!reader.next().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
