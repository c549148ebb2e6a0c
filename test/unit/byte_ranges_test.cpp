#include "byte_ranges.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <vector>

namespace {

using namespace haul;

haul::byte_ranges made_of(const std::vector<byte_range>& all) {
  haul::byte_ranges made;
  for (const byte_range& each : all)
    made.add(each);
  return made;
}

std::string text(const haul::byte_ranges& of) {
  return of.text(1000);
}

} // namespace

BOOST_AUTO_TEST_SUITE(byte_ranges)

BOOST_AUTO_TEST_CASE(what_touches_becomes_one) {
  BOOST_TEST(text(made_of({{0, 5}, {5, 10}})) == "0-9");
  BOOST_TEST(text(made_of({{5, 10}, {0, 5}})) == "0-9");
  BOOST_TEST(text(made_of({{0, 2}, {4, 6}, {2, 4}})) == "0-5");
  BOOST_TEST(text(made_of({{0, 2}, {4, 6}})) == "0-1,4-5");
  BOOST_TEST(text(made_of({{4, 6}, {0, 2}})) == "0-1,4-5");
}

BOOST_AUTO_TEST_CASE(what_overlaps_counts_once) {
  const haul::byte_ranges all = made_of({{0, 4}, {8, 12}, {2, 9}, {11, 13}});
  BOOST_TEST(text(all) == "0-12");
  BOOST_TEST(all.bytes() == 13U);
  BOOST_TEST(text(made_of({{0, 10}, {3, 4}})) == "0-9");
}

BOOST_AUTO_TEST_CASE(empty_range_changes_nothing) {
  BOOST_TEST(made_of({{3, 3}}).empty());
  BOOST_TEST(made_of({{4, 3}}).empty());
  BOOST_TEST(haul::byte_ranges().end() == 0U);
}

BOOST_AUTO_TEST_CASE(missing_is_what_is_not_there) {
  const haul::byte_ranges all = made_of({{2, 4}, {8, 12}});
  BOOST_TEST(text(all.missing(20)) == "0-1,4-7,12-19");
  BOOST_TEST(text(all.missing(12)) == "0-1,4-7");
  BOOST_TEST(text(haul::byte_ranges().missing(5)) == "0-4");
  BOOST_TEST(made_of({{0, 5}}).missing(5).empty());
}

BOOST_AUTO_TEST_CASE(cut_drops_what_lies_behind) {
  haul::byte_ranges all = made_of({{2, 4}, {8, 12}});
  all.cut(11);
  BOOST_TEST(text(all) == "2-3,8-10");
  all.cut(8);
  BOOST_TEST(text(all) == "2-3");
  all.cut(0);
  BOOST_TEST(all.empty());
}

BOOST_AUTO_TEST_CASE(every_order_of_adding_comes_to_the_same) {
  std::minstd_rand numbers(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<bool> there(64, false);
    haul::byte_ranges all;
    for (int each = 0; each < 12; ++each) {
      const std::uint64_t first = numbers() % 64;
      const std::uint64_t end = std::min<std::uint64_t>(first + numbers() % 10, 64);
      all.add({first, end});
      for (std::uint64_t byte = first; byte < end; ++byte)
        there[byte] = true;
    }
    std::vector<bool> told(64, false);
    std::uint64_t before = 0;
    for (const byte_range& each : all.all()) {
      BOOST_TEST((each.first < each.end && (before == 0 || each.first > before)));
      before = each.end;
      for (std::uint64_t byte = each.first; byte < each.end; ++byte)
        told[byte] = true;
    }
    BOOST_TEST((told == there));
    BOOST_TEST((haul::byte_ranges::parse(text(all)) == all));
  }
}

BOOST_AUTO_TEST_CASE(text_leaves_out_what_has_no_room) {
  const haul::byte_ranges all = made_of({{0, 5}, {10, 20}, {30, 40}});
  BOOST_TEST(all.text(100) == "0-4,10-19,30-39");
  BOOST_TEST(all.text(15) == "0-4,10-19,30-39");
  BOOST_TEST(all.text(14) == "0-4,10-19");
  BOOST_TEST(all.text(2).empty());
}

BOOST_AUTO_TEST_CASE(other_texts_are_refused) {
  BOOST_TEST(haul::byte_ranges::parse("")->empty());
  for (const char* const wrong :
       {"5", "5-", "-5", "5-4", "0-4,", "0-4,5-9", "0-4,3-9", "9-10,0-4", "0-4;6-9", "0-4 ", " 0-4",
        "0-x", "a-b", "+1-2", "0--4", "0-18446744073709551615", "0-18446744073709551616"})
    BOOST_TEST(!haul::byte_ranges::parse(wrong).has_value(), wrong);
  BOOST_TEST(haul::byte_ranges::parse("0-18446744073709551614")->end() == ~std::uint64_t(0));
}

BOOST_AUTO_TEST_SUITE_END()
