#include "haul_program.hpp"
#include "pty.hpp"
#include "reply_server.hpp"
#include "screen.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

constexpr const char* erase = "\x1b[K"; // ends each draw of the bar and nothing else

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

// The bar as a terminal shows it between the opening and the closing lines.
std::string bar_of(const screen& shown) {
  const strings& lines = shown.lines();
  for (std::size_t index = 1; index < lines.size(); ++index) {
    if (lines[index].starts_with("-----"))
      return lines[index - 1];
  }
  return "no bar";
}

// Three flags that take from 0.5 to 1.2 s with this seed.
const strings slow_flags = {"BR", "CN", "US", "-s", "DELAY", "--seed", "506", "--timeout", "10"};

server_reply teapot(const std::string&) {
  return make_reply("418 I'm a Teapot", "");
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(progress, haul_program)

BOOST_AUTO_TEST_CASE(the_bar_fits_every_width_and_ends_full) {
  for (const unsigned columns : {1U, 4U, 12U, 20U, 40U, 80U, 200U}) {
    for (const char* locale : {"C.UTF-8", "C"}) {
      command_line command = flags({"-a"});
      command.environment["LC_ALL"] = locale;
      terminal_process terminal(command, columns);
      BOOST_TEST_CONTEXT(columns << " columns, locale " << locale) {
        BOOST_TEST(terminal.finish().code == 0);
        // Only the bar knows the width; the lines around it are as long as they are.
        const std::size_t start = terminal.shown().find("will be used.\r\n") + 15;
        const std::size_t end = terminal.shown().find("--------------------");
        const screen bar(terminal.shown().substr(start, end - start), columns);
        BOOST_TEST(bar.wraps() == 0U);
        BOOST_TEST(bar.unknown() == 0U);
        BOOST_TEST(bar.widest() < columns);
        BOOST_TEST(bar.lines().size() == 2U); // the bar, and the empty line below it
        if (columns >= 5)
          BOOST_TEST(bar.lines().front().starts_with("100%"));
        if (columns >= 20)
          BOOST_TEST(bar.lines().front().find("241/241") != std::string::npos);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_bar_is_drawn_at_most_ten_times_a_second_and_goes_on) {
  terminal_process terminal(flags(slow_flags), 60);
  BOOST_TEST(terminal.finish().code == 0);
  const screen shown(terminal.shown(), 60);
  const std::string& last = shown.lines()[shown.lines().size() - 2];
  BOOST_TEST_REQUIRE(last.starts_with("Elapsed time: "), last);
  const double elapsed = std::stod(last.substr(14));

  const std::size_t draws = count_of(terminal.shown(), erase);
  BOOST_TEST(static_cast<double>(draws) <= 10 * elapsed + 1);
  BOOST_TEST(draws >= 4U);
  BOOST_TEST(count_of(terminal.shown(), " 0/3 [00:00<?, ?it/s]") >= 1U);
  BOOST_TEST(count_of(terminal.shown(), "[00:01<00:0") >= 1U);
  BOOST_TEST(bar_of(shown).starts_with("100%|███"));
  BOOST_TEST(bar_of(shown).find("| 3/3 [00:01<00:00, ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(blocks_are_drawn_in_utf8_and_number_signs_otherwise) {
  terminal_process blocks(flags({}), 80);
  blocks.finish();
  BOOST_TEST(bar_of(screen(blocks.shown(), 80)).starts_with("100%|███"));

  command_line plain = flags({});
  plain.environment["LC_ALL"] = "C";
  terminal_process number_signs(plain, 80);
  number_signs.finish();
  BOOST_TEST(bar_of(screen(number_signs.shown(), 80)).starts_with("100%|###"));
  BOOST_TEST(count_of(number_signs.shown(), "█") == 0U);
}

BOOST_AUTO_TEST_CASE(a_new_width_is_kept_from_the_next_draw_on) {
  terminal_process terminal(flags(slow_flags), 80);
  terminal.wait_for(erase);
  terminal.resize(40);
  terminal.finish();
  const std::string& bytes = terminal.shown();
  const std::size_t first_end = bytes.find(erase) + 3;
  const std::size_t second_end = bytes.find(erase, first_end);
  const screen rest(bytes.substr(second_end, bytes.find("-----") - second_end), 40);
  BOOST_TEST(rest.wraps() == 0U);
  BOOST_TEST(rest.widest() == 39U);
}

BOOST_AUTO_TEST_CASE(a_terminal_without_a_size_goes_by_columns_or_eighty) {
  command_line told = flags({});
  terminal_process usual(told, 0);
  usual.finish();
  BOOST_TEST(screen(usual.shown(), 1000).widest() == 79U);

  told.environment["COLUMNS"] = "100";
  terminal_process wide(told, 0);
  wide.finish();
  BOOST_TEST(screen(wide.shown(), 1000).widest() == 99U);
}

BOOST_AUTO_TEST_CASE(errors_and_report_stand_below_the_finished_bar) {
  const reply_server server(teapot);
  terminal_process terminal(flags({"BR", "CN", "-m", "1", "-s", server.url()}), 200);
  BOOST_TEST(terminal.finish().code == 1);
  const strings lines = screen(terminal.shown(), 200).lines();
  BOOST_TEST_REQUIRE(lines.size() == 10U, terminal.shown());
  BOOST_TEST(lines[2] == "1 concurrent connection will be used.");
  BOOST_TEST(lines[3].starts_with("100%|"));
  BOOST_TEST(lines[4].starts_with("haul: BR: HTTP 418"));
  BOOST_TEST(lines[5].starts_with("haul: CN: HTTP 418"));
  BOOST_TEST(lines[6] == "--------------------");
  BOOST_TEST(lines[7] == "2 errors.");
}

BOOST_AUTO_TEST_CASE(ctrl_c_on_the_keyboard_leaves_the_bar_where_it_was_and_a_report) {
  terminal_process terminal(flags({"-s", "DELAY", "--seed", "1", "-m", "5"}), 80);
  terminal.wait_for(erase);
  terminal.type("\x03");
  BOOST_TEST(terminal.finish().code == 130);
  const screen shown(terminal.shown(), 80);
  const std::string bar = bar_of(shown);
  BOOST_TEST(bar.find("%|") != std::string::npos, bar);
  BOOST_TEST(bar.find("/20 [00:0") != std::string::npos, bar);
  const std::size_t cancelled = count_in(shown.lines(), "cancelled");
  BOOST_TEST(cancelled + count_in(shown.lines(), "never started") == 20U);
}

BOOST_AUTO_TEST_CASE(verbose_draws_no_bar) {
  terminal_process terminal(flags({"BR", "CN", "-v"}), 80);
  BOOST_TEST(terminal.finish().code == 0);
  BOOST_TEST(count_of(terminal.shown(), "\x1b") == 0U);
  BOOST_TEST(count_of(terminal.shown(), "%|") == 0U);
  BOOST_TEST(code_lines(screen(terminal.shown(), 80).lines()).size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_terminal_that_can_not_move_its_cursor_gets_no_bar) {
  for (const char* kind : {"dumb", ""}) {
    command_line command = flags({});
    command.environment["TERM"] = kind;
    terminal_process terminal(command, 80);
    BOOST_TEST(terminal.finish().code == 0);
    BOOST_TEST(count_of(terminal.shown(), "\x1b") == 0U);
    BOOST_TEST(count_of(terminal.shown(), "%") == 0U);
  }
}

BOOST_AUTO_TEST_CASE(without_a_terminal_a_short_run_shows_no_progress) {
  BOOST_TEST(run(flags(slow_flags)).errors == "");
}

BOOST_AUTO_TEST_CASE(without_a_terminal_a_long_run_shows_a_line_each_ten_seconds) {
  const reply_server server(stay_silent);
  const finished_process ran = run(flags({"BR", "-s", server.url(), "--timeout", "10.5"}));
  const strings errors = lines_of(ran.errors);
  BOOST_TEST_REQUIRE(errors.size() == 2U, ran.errors);
  BOOST_TEST(errors[0] == "haul: 0 of 1 (0%) after 00:10");
  BOOST_TEST(errors[1].starts_with("haul: BR: timed out"));
}

BOOST_AUTO_TEST_SUITE_END()
