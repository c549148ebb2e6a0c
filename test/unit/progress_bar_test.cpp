#include "progress_bar.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <string>

namespace {

using namespace std::chrono_literals;
using haul::bar_style;
using haul::progress;
using haul::render;

// A continuation byte of UTF-8 takes no column, and all that is drawn is one column wide.
std::size_t columns(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xc0) != 0x80; }));
}

progress at(std::uint64_t done, std::uint64_t total, std::chrono::milliseconds elapsed) {
  progress made;
  made.done = done;
  made.total = total;
  made.elapsed = elapsed;
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(progress_bar)

BOOST_AUTO_TEST_CASE(looks_as_tqdm_draws_it) {
  BOOST_TEST(
      render(at(9, 20, 1832ms), 50, bar_style::utf8) ==
      " 45%|█████▊       |  9/20 [00:01<00:02,  4.91it/s]");
  BOOST_TEST(
      render(at(9, 20, 1832ms), 50, bar_style::ascii) ==
      " 45%|#####8       |  9/20 [00:01<00:02,  4.91it/s]");
}

BOOST_AUTO_TEST_CASE(never_goes_beyond_the_width_at_any_moment) {
  for (std::size_t width = 0; width <= 200; ++width) {
    for (const std::uint64_t total : {1U, 20U, 676U, 100'000'000U}) {
      for (unsigned step = 0; step <= 7; ++step) {
        for (const auto elapsed : {0ms, 1ms, 12'345ms, 360'000'000ms}) {
          for (const bar_style style : {bar_style::ascii, bar_style::utf8}) {
            const std::string line = render(at(total * step / 7, total, elapsed), width, style);
            BOOST_TEST_REQUIRE(columns(line) <= width, "'" << line << "' at width " << width);
          }
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(fills_the_width_exactly_once_there_is_room_for_a_bar) {
  for (std::size_t width = 15; width <= 200; ++width) {
    BOOST_TEST(columns(render(at(9, 20, 2s), width, bar_style::utf8)) == width);
    BOOST_TEST(render(at(9, 20, 2s), width, bar_style::ascii).size() == width);
  }
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_left_out_in_order_of_its_use) {
  const progress now = at(9, 20, 2s);
  const auto shown = [&](std::size_t width) { return render(now, width, bar_style::ascii); };
  BOOST_TEST(shown(40) == " 45%|#3 |  9/20 [00:02<00:02,  4.50it/s]");
  BOOST_TEST(shown(39) == " 45%|#####8       |  9/20 [00:02<00:02]");
  BOOST_TEST(shown(29) == " 45%|#3 |  9/20 [00:02<00:02]");
  BOOST_TEST(shown(28) == " 45%|#######2        |  9/20");
  BOOST_TEST(shown(15) == " 45%|#3 |  9/20");
  BOOST_TEST(shown(14) == " 45%  9/20");
  BOOST_TEST(shown(10) == " 45%  9/20");
  BOOST_TEST(shown(9) == " 45%");
  BOOST_TEST(shown(4) == " 45%");
  BOOST_TEST(shown(3) == "");
  BOOST_TEST(shown(0) == "");
}

BOOST_AUTO_TEST_CASE(begins_empty_and_without_a_rate) {
  BOOST_TEST(
      render(at(0, 20, 0s), 40, bar_style::utf8) == "  0%|           |  0/20 [00:00<?, ?it/s]");
  BOOST_TEST(
      render(at(0, 20, 3s), 40, bar_style::utf8) == "  0%|           |  0/20 [00:03<?, ?it/s]");
}

BOOST_AUTO_TEST_CASE(ends_full_with_nothing_left) {
  BOOST_TEST(
      render(at(20, 20, 10s), 44, bar_style::utf8) ==
      "100%|███████| 20/20 [00:10<00:00,  2.00it/s]");
  BOOST_TEST(
      render(at(20, 20, 10s), 44, bar_style::ascii) ==
      "100%|#######| 20/20 [00:10<00:00,  2.00it/s]");
}

BOOST_AUTO_TEST_CASE(is_not_at_100_percent_before_all_is_done) {
  const std::string line = render(at(675, 676, 1s), 80, bar_style::utf8);
  BOOST_TEST(line.substr(0, 4) == " 99%");
  BOOST_TEST(line.find("▉|") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(grows_in_eighths_of_a_column_in_utf8) {
  const char* const expected[] = {"|   |", "|▏  |", "|▎  |", "|▍  |", "|▌  |",
                                  "|▋  |", "|▊  |", "|▉  |", "|█  |", "|█▏ |"};
  for (std::uint64_t done = 0; done < std::size(expected); ++done) {
    const std::string line = render(at(done, 24, 1s), 15, bar_style::utf8);
    BOOST_TEST(line.find(expected[done]) != std::string::npos, line << " at " << done);
  }
}

BOOST_AUTO_TEST_CASE(grows_in_tenths_of_a_column_in_ascii) {
  BOOST_TEST(render(at(1, 30, 1s), 15, bar_style::ascii) == "  3%|1  |  1/30");
  BOOST_TEST(render(at(9, 30, 1s), 15, bar_style::ascii) == " 30%|9  |  9/30");
  BOOST_TEST(render(at(10, 30, 1s), 15, bar_style::ascii) == " 33%|#  | 10/30");
}

BOOST_AUTO_TEST_CASE(is_pure_ascii_in_ascii_style) {
  const std::string line = render(at(13, 20, 1s), 200, bar_style::ascii);
  BOOST_TEST(std::all_of(line.begin(), line.end(), [](char byte) { return byte >= ' '; }));
}

BOOST_AUTO_TEST_CASE(slow_runs_show_the_time_for_each) {
  BOOST_TEST(
      render(at(2, 4, 5s), 46, bar_style::ascii) ==
      " 50%|#####5     | 2/4 [00:05<00:05,  2.50s/it]");
}

BOOST_AUTO_TEST_CASE(long_runs_show_hours) {
  const std::string line = render(at(1, 3, 3661s), 60, bar_style::ascii);
  BOOST_TEST(line.find("[1:01:01<2:02:02, 3661.00s/it]") != std::string::npos, line);
}

BOOST_AUTO_TEST_CASE(more_done_than_expected_or_nothing_to_do_is_all_done) {
  BOOST_TEST(render(at(21, 20, 1s), 15, bar_style::ascii) == "100%|###| 21/20");
  BOOST_TEST(render(at(0, 0, 0s), 13, bar_style::ascii) == "100%|###| 0/0");
}

BOOST_AUTO_TEST_CASE(plain_lines_say_the_same_in_words) {
  BOOST_TEST(haul::render_plain(at(0, 20, 10s)) == "0 of 20 (0%) after 00:10");
  BOOST_TEST(haul::render_plain(at(9, 20, 10s)) == "9 of 20 (45%) after 00:10, about 00:12 left");
}

BOOST_AUTO_TEST_CASE(a_rate_that_would_take_longer_than_the_clock_runs_gives_no_time_left) {
  BOOST_TEST(haul::time_left(at(1, 2, 10s)) == "00:10");
  BOOST_TEST(haul::time_left(at(1, 10'000'000'000'000'000'000U, 360'000s)) == "?");
}

BOOST_AUTO_TEST_SUITE_END()
