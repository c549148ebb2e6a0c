#include "get_progress.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <string>

namespace {

using namespace std::chrono_literals;
using haul::bar_style;

haul::get_progress halfway() {
  haul::get_progress made;
  made.counts.ok = 7;
  made.counts.not_found = 1;
  made.counts.errors = 1;
  made.counts.bytes = 706'000;
  made.total = 20;
  made.in_flight = 3;
  made.elapsed = 2s;
  return made;
}

std::string shown(const haul::get_progress& now, std::size_t width) {
  return haul::render(now, width, bar_style::ascii);
}

std::size_t columns(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xc0) != 0x80; }));
}

} // namespace

BOOST_AUTO_TEST_SUITE(get_progress)

BOOST_AUTO_TEST_CASE(shows_counts_bytes_rate_what_is_in_flight_and_times) {
  BOOST_TEST(
      shown(halfway(), 95) ==
      " 45%|####5     |  9/20, 7 ok, 1 not found, 1 error, 706 kB, 353 kB/s, 3 in flight "
      "[00:02<00:02]");
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_left_out_in_order_of_its_use) {
  const haul::get_progress now = halfway();
  BOOST_TEST(
      shown(now, 88) ==
      " 45%|#3 |  9/20, 7 ok, 1 not found, 1 error, 706 kB, 353 kB/s, 3 in flight [00:02<00:02]");
  BOOST_TEST(
      shown(now, 75) ==
      " 45%|#3 |  9/20, 7 ok, 1 not found, 1 error, 706 kB, 353 kB/s [00:02<00:02]");
  BOOST_TEST(shown(now, 57) == " 45%|#3 |  9/20, 7 ok, 1 not found, 1 error [00:02<00:02]");
  BOOST_TEST(shown(now, 43) == " 45%|#3 |  9/20, 7 ok, 1 not found, 1 error");
  BOOST_TEST(shown(now, 15) == " 45%|#3 |  9/20");
  BOOST_TEST(shown(now, 14) == " 45%  9/20");
  BOOST_TEST(shown(now, 9) == " 45%");
  BOOST_TEST(shown(now, 3) == "");
}

BOOST_AUTO_TEST_CASE(without_a_total_there_is_no_bar_and_no_time_left) {
  haul::get_progress now = halfway();
  now.total.reset();
  now.counts.errors = 2;
  BOOST_TEST(
      shown(now, 200) ==
      "10 done, 7 ok, 1 not found, 2 errors, 706 kB, 353 kB/s, 3 in flight [00:02]");
  BOOST_TEST(shown(now, 70) == "10 done, 7 ok, 1 not found, 2 errors, 706 kB, 353 kB/s [00:02]");
  BOOST_TEST(shown(now, 60) == "10 done, 7 ok, 1 not found, 2 errors [00:02]");
  BOOST_TEST(shown(now, 40) == "10 done, 7 ok, 1 not found, 2 errors");
  BOOST_TEST(shown(now, 7) == "10 done");
  BOOST_TEST(shown(now, 6) == "");
}

BOOST_AUTO_TEST_CASE(skipped_rows_are_done) {
  haul::get_progress now = halfway();
  now.counts.skipped = 11;
  BOOST_TEST(shown(now, 15) == "100%|###| 20/20");
}

BOOST_AUTO_TEST_CASE(begins_without_a_rate_and_without_a_guess) {
  haul::get_progress now;
  now.total = 20;
  const std::string line = shown(now, 200);
  BOOST_TEST(
      line.ends_with("|  0/20, 0 ok, 0 not found, 0 errors, 0 B, ? B/s, 0 in flight [00:00<?]"),
      line);
}

BOOST_AUTO_TEST_CASE(never_goes_beyond_the_width) {
  haul::get_progress now = halfway();
  for (const std::uint64_t total : {0U, 20U, 100'000'000U}) {
    for (std::size_t width = 0; width <= 200; ++width) {
      now.total = total;
      for (const bar_style style : {bar_style::ascii, bar_style::utf8})
        BOOST_TEST_REQUIRE(columns(haul::render(now, width, style)) <= width);
      now.total.reset();
      BOOST_TEST_REQUIRE(shown(now, width).size() <= width);
    }
  }
}

BOOST_AUTO_TEST_CASE(plain_lines_say_the_same_in_words) {
  haul::get_progress now = halfway();
  BOOST_TEST(
      haul::render_plain(now) ==
      "9 of 20 (45%) after 00:02, about 00:02 left, 7 ok, 1 not found, 1 error, 706 kB, "
      "353 kB/s, 3 in flight");
  now.total.reset();
  BOOST_TEST(
      haul::render_plain(now) ==
      "9 done after 00:02, 7 ok, 1 not found, 1 error, 706 kB, 353 kB/s, 3 in flight");
}

BOOST_AUTO_TEST_SUITE_END()
