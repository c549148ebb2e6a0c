#include "progress_display.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

// A display on a surface that keeps what is drawn and can act after each draw.
struct fixture {
  asio::io_context context{1};
  std::vector<std::string> draws;
  std::size_t width = 20;
  std::function<void()> after_draw = [] {};

  haul::progress_surface surface(haul::progress_form form, std::chrono::milliseconds interval) {
    haul::progress_surface made;
    made.form = form;
    made.interval = interval;
    made.width = [this] { return width; };
    made.write = [this](std::string_view bytes) {
      draws.emplace_back(bytes);
      after_draw();
    };
    return made;
  }

  void run(haul::progress_display& display) {
    asio::co_spawn(context, display.keep_drawing(), [](std::exception_ptr failure) {
      if (failure)
        std::rethrow_exception(failure);
    });
    context.run();
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(progress_display, fixture)

BOOST_AUTO_TEST_CASE(draws_first_at_once_and_last_with_the_end_of_the_line) {
  haul::progress_display display(context, 2, surface(haul::progress_form::bar, 1h));
  after_draw = [&] {
    display.advance();
    if (draws.size() == 1) {
      display.advance();
      display.finish();
    }
  };
  run(display);
  BOOST_TEST_REQUIRE(draws.size() == 3U);
  BOOST_TEST(draws[0] == "\r  0%|         | 0/2\x1b[K");
  BOOST_TEST(draws[1] == "\r100%|#########| 2/2\x1b[K");
  BOOST_TEST(draws[2] == "\n");
}

BOOST_AUTO_TEST_CASE(leaves_the_last_column_free) {
  haul::progress_display display(context, 2, surface(haul::progress_form::bar, 1h));
  width = 21;
  display.finish();
  BOOST_TEST_REQUIRE(!draws.empty());
  BOOST_TEST(draws[0] == "\r  0%|          | 0/2\x1b[K");
}

BOOST_AUTO_TEST_CASE(draws_again_at_each_interval_what_changed) {
  haul::progress_display display(context, 3, surface(haul::progress_form::bar, 1ms));
  after_draw = [&] {
    if (draws.size() == 4)
      display.finish();
    else if (draws.size() < 4)
      display.advance();
  };
  run(display);
  // The last of them twice: `finish` draws it once more, over whatever was typed beside it.
  BOOST_TEST_REQUIRE(draws.size() == 6U);
  BOOST_TEST(draws[1].find("1/3") != std::string::npos);
  BOOST_TEST(draws[2].find("2/3") != std::string::npos);
  BOOST_TEST(draws[3].find("3/3") != std::string::npos);
  BOOST_TEST(draws[4] == draws[3]);
}

BOOST_AUTO_TEST_CASE(asks_for_the_width_before_each_draw) {
  haul::progress_display display(context, 3, surface(haul::progress_form::bar, 1ms));
  after_draw = [&] {
    width = width == 20 ? 12 : 1;
    display.advance();
    if (draws.size() == 3)
      display.finish();
  };
  run(display);
  BOOST_TEST_REQUIRE(draws.size() == 5U);
  BOOST_TEST(draws[0] == "\r  0%|         | 0/3\x1b[K");
  BOOST_TEST(draws[1] == "\r 33% 1/3\x1b[K");
  BOOST_TEST(draws[2] == "\r\x1b[K");
}

BOOST_AUTO_TEST_CASE(writes_nothing_while_nothing_changes) {
  haul::progress_display display(context, 3, surface(haul::progress_form::bar, 1ms));
  asio::steady_timer end(context, 20ms);
  end.async_wait([&](boost::system::error_code) { display.finish(); });
  run(display);
  BOOST_TEST(draws.size() == 3U); // the first, the last, the end of the line
}

BOOST_AUTO_TEST_CASE(finishes_once_and_draws_nothing_afterwards) {
  haul::progress_display display(context, 2, surface(haul::progress_form::bar, 1ms));
  display.finish();
  display.finish();
  display.advance();
  run(display);
  BOOST_TEST_REQUIRE(draws.size() == 2U);
  BOOST_TEST(draws[1] == "\n");
}

BOOST_AUTO_TEST_CASE(lines_come_only_after_an_interval_and_hold_no_control_characters) {
  haul::progress_display display(context, 4, surface(haul::progress_form::lines, 1ms));
  display.advance();
  after_draw = [&] {
    if (draws.size() == 2)
      display.finish();
    display.advance();
  };
  run(display);
  BOOST_TEST_REQUIRE(draws.size() == 2U);
  BOOST_TEST(draws[0].starts_with("haul: 1 of 4 (25%) after 00:0"));
  BOOST_TEST(draws[1].starts_with("haul: 2 of 4 (50%) after 00:0"));
  for (const std::string& line : draws) {
    BOOST_TEST(line.find('\r') == std::string::npos);
    BOOST_TEST(line.find('\x1b') == std::string::npos);
    BOOST_TEST(line.find('\n') == line.size() - 1);
  }
}

BOOST_AUTO_TEST_CASE(a_short_run_writes_no_line) {
  haul::progress_display display(context, 4, surface(haul::progress_form::lines, 1h));
  asio::post(context, [&] { display.finish(); });
  run(display);
  BOOST_TEST(draws.empty());
}

BOOST_AUTO_TEST_CASE(no_form_draws_nothing_and_ends_at_once) {
  haul::progress_display display(context, 4, haul::progress_surface());
  run(display);
  display.finish();
  BOOST_TEST(draws.empty());
}

BOOST_AUTO_TEST_CASE(shows_whatever_text_it_is_given) {
  haul::progress_text text;
  text.bar = [](std::size_t columns, haul::bar_style) { return std::to_string(columns) + " wide"; };
  text.line = [] { return std::string("a line"); };
  haul::progress_display bar(context, text, surface(haul::progress_form::bar, 1h));
  bar.finish();
  BOOST_TEST(draws == (std::vector<std::string>{"\r19 wide\x1b[K", "\n"}));

  draws.clear();
  haul::progress_display lines(context, text, surface(haul::progress_form::lines, 1ms));
  after_draw = [&] { lines.finish(); };
  run(lines);
  BOOST_TEST(draws == (std::vector<std::string>{"haul: a line\n"}));
}

BOOST_AUTO_TEST_SUITE_END()
