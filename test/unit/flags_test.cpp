#include "flags.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string_view>

namespace {

using haul::flag;

std::size_t number(char byte) {
  return static_cast<unsigned char>(byte);
}

// Where the chain of sub-blocks that starts at `position` ends: the byte after its empty block.
std::size_t skip_blocks(std::string_view gif, std::size_t position) {
  while (number(gif.at(position)) != 0)
    position += 1 + number(gif.at(position));
  return position + 1;
}

std::size_t color_table(char packed) {
  return (number(packed) & 0x80) == 0 ? 0 : std::size_t{3} << ((number(packed) & 7) + 1);
}

// Walks over a GIF as a viewer does and gives its length; what is torn or shifted throws.
std::size_t walk(std::string_view gif) {
  std::size_t position = 13 + color_table(gif.at(10));
  while (gif.at(position) != ';') {
    if (gif.at(position) == '!')
      position = skip_blocks(gif, position + 2);
    else if (gif.at(position) == ',')
      position = skip_blocks(gif, position + 11 + color_table(gif.at(position + 9)));
    else
      throw std::runtime_error("not a block");
  }
  return position + 1;
}

} // namespace

BOOST_AUTO_TEST_SUITE(flags)

BOOST_AUTO_TEST_CASE(all_two_letter_flags_of_the_package_are_there_in_order) {
  BOOST_TEST(haul::all_flags().size() == 241U);
  const auto out_of_order =
      std::ranges::adjacent_find(haul::all_flags(), std::ranges::greater_equal(), &flag::code);
  BOOST_TEST((out_of_order == haul::all_flags().end()));
  BOOST_TEST(haul::all_flags().front().code == "AD");
  BOOST_TEST(haul::all_flags().back().code == "ZW");
}

BOOST_AUTO_TEST_CASE(every_flag_is_a_whole_picture) {
  for (const flag& each : haul::all_flags()) {
    BOOST_TEST_CONTEXT(each.code) {
      BOOST_TEST_REQUIRE(each.gif.starts_with("GIF89a"));
      BOOST_TEST(walk(each.gif) == each.gif.size());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_flag_is_found_by_its_code_in_any_case) {
  for (const flag& each : haul::all_flags())
    BOOST_TEST((haul::find_flag(each.code) == &each), each.code);
  for (const char* code : {"br", "Br", "bR", "BR"}) {
    const flag* found = haul::find_flag(code);
    BOOST_TEST_REQUIRE(found != nullptr);
    BOOST_TEST(found->code == "BR");
    BOOST_TEST(found->gif.size() == 367U);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_code_has_no_flag) {
  for (const char* code : {"", "B", "ZZ", "AA", "XX", "BRA", "B1", "  ", "england", "\xc3\x84"})
    BOOST_TEST((haul::find_flag(code) == nullptr), code);
  BOOST_TEST((haul::find_flag(std::string_view("B\0", 2)) == nullptr));
}

BOOST_AUTO_TEST_SUITE_END()
