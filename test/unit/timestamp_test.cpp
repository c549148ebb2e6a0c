#include "timestamp.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>

namespace {

using namespace std::chrono_literals;
using time_point = std::chrono::system_clock::time_point;

} // namespace

BOOST_AUTO_TEST_SUITE(timestamp)

BOOST_AUTO_TEST_CASE(is_utc_with_milliseconds_cut_off) {
  BOOST_TEST(haul::format_timestamp(time_point()) == "1970-01-01T00:00:00.000Z");
  BOOST_TEST(haul::format_timestamp(time_point(1795372505123999us)) == "2026-11-22T18:35:05.123Z");
  BOOST_TEST(haul::format_timestamp(time_point(-1us)) == "1969-12-31T23:59:59.999Z");
}

BOOST_AUTO_TEST_CASE(is_read_back_the_same) {
  const auto read = haul::parse_timestamp("2026-11-22T18:35:05.123Z");
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST((*read == time_point(1795372505123ms)));
  BOOST_TEST(haul::parse_timestamp("2024-02-29T23:59:59.999Z").has_value());
}

BOOST_AUTO_TEST_CASE(nothing_else_is_one) {
  for (const char* text :
       {"", "2026-11-22", "2026-11-22T18:35:05Z", "2026-11-22T18:35:05.123",
        "2026-11-22T18:35:05.123Zx", "2026-11-22 18:35:05.123Z", "2026-11-22T18:35:05.123+",
        "2026-13-22T18:35:05.123Z", "2025-02-29T00:00:00.000Z", "2026-11-22T24:00:00.000Z",
        "2026-11-22T18:60:05.123Z", "2026-11-22T18:35:60.123Z", "2026-11-2xT18:35:05.123Z",
        "9999-01-01T00:00:00.000Z", "0000-01-01T00:00:00.000Z"})
    BOOST_TEST(!haul::parse_timestamp(text).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()
