#include "amounts.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>

namespace {

using namespace std::chrono_literals;

} // namespace

BOOST_AUTO_TEST_SUITE(amounts)

BOOST_AUTO_TEST_CASE(bytes_have_two_to_three_digits) {
  BOOST_TEST(haul::byte_text(0) == "0 B");
  BOOST_TEST(haul::byte_text(999) == "999 B");
  BOOST_TEST(haul::byte_text(1000) == "1.0 kB");
  BOOST_TEST(haul::byte_text(1234) == "1.2 kB");
  BOOST_TEST(haul::byte_text(99'949) == "99.9 kB");
  BOOST_TEST(haul::byte_text(99'951) == "100 kB");
  BOOST_TEST(haul::byte_text(999'499) == "999 kB");
  BOOST_TEST(haul::byte_text(999'500) == "1.0 MB");
  BOOST_TEST(haul::byte_text(18446744073709551615U) == "18.4 EB");
}

BOOST_AUTO_TEST_CASE(rates_are_bytes_a_second) {
  BOOST_TEST(haul::rate_text(706'000, 2s) == "353 kB/s");
  BOOST_TEST(haul::rate_text(0, 2s) == "0 B/s");
  BOOST_TEST(haul::rate_text(5, 0s) == "? B/s");
}

BOOST_AUTO_TEST_CASE(times_have_the_units_that_matter) {
  BOOST_TEST(haul::duration_text(0ms) == "0 ms");
  BOOST_TEST(haul::duration_text(-5ms) == "0 ms");
  BOOST_TEST(haul::duration_text(34'600us) == "35 ms");
  BOOST_TEST(haul::duration_text(999'600us) == "1.0 s");
  BOOST_TEST(haul::duration_text(3'400ms) == "3.4 s");
  BOOST_TEST(haul::duration_text(59'949ms) == "59.9 s");
  BOOST_TEST(haul::duration_text(59'960ms) == "1 min 0 s");
  BOOST_TEST(haul::duration_text(123s) == "2 min 3 s");
  BOOST_TEST(haul::duration_text(3'599'600ms) == "1 h 0 min");
  BOOST_TEST(haul::duration_text(7'323s) == "2 h 2 min");
}

BOOST_AUTO_TEST_CASE(nouns_have_their_plural) {
  BOOST_TEST(haul::count_text(0, "file") == "0 files");
  BOOST_TEST(haul::count_text(1, "file") == "1 file");
  BOOST_TEST(haul::count_text(2, "error") == "2 errors");
}

BOOST_AUTO_TEST_SUITE_END()
