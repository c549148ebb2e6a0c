#include "content_range.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

namespace {

using haul::content_range;
using haul::parse_content_range;
using haul::parse_unsatisfied_range;

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

void check_range(
    std::string_view value, std::uint64_t first, std::uint64_t last,
    std::optional<std::uint64_t> total) {
  const std::optional<content_range> read = parse_content_range(value);
  BOOST_TEST_REQUIRE(read.has_value(), "'" << value << "' was refused");
  BOOST_TEST(read->first == first, "'" << value << "' begins at " << read->first);
  BOOST_TEST(read->last == last, "'" << value << "' ends at " << read->last);
  BOOST_TEST((read->total == total), "'" << value << "' has another total");
  BOOST_TEST(!parse_unsatisfied_range(value), "'" << value << "' is unsatisfied, too");
}

void check_unsatisfied(std::string_view value, std::uint64_t total) {
  const std::optional<std::uint64_t> read = parse_unsatisfied_range(value);
  BOOST_TEST_REQUIRE(read.has_value(), "'" << value << "' was refused");
  BOOST_TEST(*read == total);
  BOOST_TEST(!parse_content_range(value), "'" << value << "' is a range, too");
}

void check_refused(const std::vector<std::string_view>& values) {
  for (const std::string_view value : values) {
    BOOST_TEST(!parse_content_range(value), "'" << value << "' was taken for a range");
    BOOST_TEST(
        !parse_unsatisfied_range(value), "'" << value << "' was taken for an unsatisfied one");
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(content_range)

BOOST_AUTO_TEST_CASE(range_with_total) {
  check_range("bytes 0-499/1234", 0, 499, 1234);
  check_range("bytes 500-1233/1234", 500, 1233, 1234);
  check_range("bytes 21010-47021/47022", 21010, 47021, 47022);
}

BOOST_AUTO_TEST_CASE(single_byte_is_a_range) {
  check_range("bytes 0-0/1", 0, 0, 1);
  check_range("bytes 7-7/100", 7, 7, 100);
}

BOOST_AUTO_TEST_CASE(range_of_unknown_total) {
  check_range("bytes 42-1233/*", 42, 1233, std::nullopt);
}

BOOST_AUTO_TEST_CASE(unit_in_any_case) {
  check_range("Bytes 1-2/3", 1, 2, 3);
  check_range("BYTES 1-2/*", 1, 2, std::nullopt);
  check_unsatisfied("bYtEs */3", 3);
}

BOOST_AUTO_TEST_CASE(white_space_around_is_ignored) {
  check_range(" \tbytes 1-2/3\t ", 1, 2, 3);
  check_unsatisfied("\t bytes */3 \t", 3);
}

BOOST_AUTO_TEST_CASE(leading_zeros_change_nothing) {
  check_range("bytes 00-007/08", 0, 7, 8);
  check_range("bytes 000000000000000000000000000001-2/3", 1, 2, 3);
  check_unsatisfied("bytes */00", 0);
}

BOOST_AUTO_TEST_CASE(largest_numbers_fit) {
  check_range("bytes 0-18446744073709551614/18446744073709551615", 0, most - 1, most);
  check_range(
      "bytes 18446744073709551614-18446744073709551614/*", most - 1, most - 1, std::nullopt);
  check_unsatisfied("bytes */18446744073709551615", most);
}

BOOST_AUTO_TEST_CASE(numbers_beyond_64_bits_are_refused) {
  check_refused(
      {"bytes 18446744073709551616-18446744073709551617/*", "bytes 0-18446744073709551616/*",
       "bytes 0-1/18446744073709551616", "bytes 0-1/99999999999999999999999999999999",
       "bytes */18446744073709551616", "bytes */36893488147419103232"});
}

BOOST_AUTO_TEST_CASE(last_byte_whose_count_would_not_fit_is_refused) {
  check_refused(
      {"bytes 0-18446744073709551615/*", "bytes 18446744073709551615-18446744073709551615/*",
       "bytes 0-18446744073709551615/18446744073709551615"});
}

BOOST_AUTO_TEST_CASE(range_that_ends_before_it_begins_is_refused) {
  check_refused({"bytes 2-1/3", "bytes 2-1/*", "bytes 1-0/1", "bytes 18446744073709551614-0/*"});
}

BOOST_AUTO_TEST_CASE(range_beyond_the_total_is_refused) {
  check_refused({"bytes 0-3/3", "bytes 0-0/0", "bytes 3-3/3", "bytes 4-5/3", "bytes 0-9/3"});
}

BOOST_AUTO_TEST_CASE(unsatisfied_range_tells_the_total) {
  check_unsatisfied("bytes */1234", 1234);
  check_unsatisfied("bytes */0", 0);
}

BOOST_AUTO_TEST_CASE(unsatisfied_range_without_a_total_is_refused) {
  check_refused({"bytes */", "bytes */*", "bytes *", "bytes */x", "bytes */-1", "bytes */ 1"});
}

BOOST_AUTO_TEST_CASE(another_unit_is_refused) {
  check_refused(
      {"items 0-1/2", "byte 0-1/2", "bytess 0-1/2", "xbytes 0-1/2", "0-1/2", " 0-1/2", "*/2",
       "items */2", "none"});
}

BOOST_AUTO_TEST_CASE(missing_parts_are_refused) {
  check_refused(
      {"", " ", "bytes", "bytes ", "bytes /", "bytes -", "bytes -/", "bytes 0-1", "bytes 0-1/",
       "bytes 0-/2", "bytes -1/2", "bytes -/2", "bytes 0/2", "bytes 01/2", "bytes /2"});
}

BOOST_AUTO_TEST_CASE(one_space_stands_behind_the_unit_and_none_within) {
  check_refused(
      {"bytes0-1/2", "bytes=0-1/2", "bytes:0-1/2", "bytes\t0-1/2", "bytes  0-1/2", "bytes 0 -1/2",
       "bytes 0- 1/2", "bytes 0-1 /2", "bytes 0-1/ 2", "bytes 0-1/ *", "bytes*/2", "bytes  */2",
       "bytes * /2"});
}

BOOST_AUTO_TEST_CASE(anything_but_digits_is_refused) {
  check_refused(
      {"bytes +0-1/2", "bytes 0-+1/2", "bytes 0-1/+2", "bytes 0x0-1/2", "bytes 0-1.0/2",
       "bytes 0-1e1/20", "bytes 0-1/2;", "bytes 0--1/2", "bytes -0-1/2", "bytes 0-1-2/3",
       "bytes 0-1/2/3", "bytes 0-1/2-3", "bytes 0-1/**", "bytes *-1/2", "bytes 0-*/2",
       "bytes \xd9\xa1-2/3", "bytes 0-1/2\n", std::string_view("bytes 0-1/2\0", 12)});
}

BOOST_AUTO_TEST_CASE(more_than_one_range_is_refused) {
  check_refused(
      {"bytes 0-1/5, bytes 2-3/5", "bytes 0-1,2-3/5", "bytes 0-1/5,2-3/5", "bytes */5, bytes */5",
       "bytes 0-1/5 bytes 2-3/5"});
}

BOOST_AUTO_TEST_SUITE_END()
