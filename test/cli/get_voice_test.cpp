#include "get_program.hpp"
#include "list_server.hpp"
#include "pty.hpp"
#include "screen.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

struct fixture : get_program {
  static list_reply by_name(const std::string& target) {
    if (target.starts_with("/none"))
      return answered("404 Not Found", "");
    if (target.starts_with("/bad"))
      return answered("418 I'm a Teapot", "");
    return answered("200 OK", target);
  }

  strings codes(const strings& more) const {
    strings arguments = {server.url("/{code}"), "a", "none", "bad", "old", "x/y"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  list_server server{by_name};
};

bool holds(const strings& lines, const std::string& line) {
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(get_voice, fixture)

BOOST_AUTO_TEST_CASE(verbose_tells_each_row_as_it_completes) {
  write_file(folder() / "old", "");
  const finished_process ran = run(get(codes({"-v"})));
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(ran.errors == "");
  const strings lines = lines_of(ran.output);
  BOOST_TEST(holds(lines, "old skipped"), ran.output);
  BOOST_TEST(holds(lines, "none not found: " + server.url("/none")), ran.output);
  BOOST_TEST(holds(lines, "bad error: HTTP 418 I'm a Teapot"), ran.output);
  BOOST_TEST(ran.output.find("\na ok 2 B in ") != std::string::npos, ran.output);
  BOOST_TEST(ran.output.find("\nx/y error: ") != std::string::npos, ran.output);
}

BOOST_AUTO_TEST_CASE(without_verbose_only_the_reports_are_told) {
  const finished_process ran = run(get(codes({})));
  BOOST_TEST(ran.output.find("\nnone ") == std::string::npos);
  BOOST_TEST(ran.output.starts_with("Downloading 5 files to '" + folder().string() + "'"));
  BOOST_TEST(count_in(lines_of(ran.output), "files downloaded") == 2U);
  // A line a minute, and this took less.
  BOOST_TEST(ran.errors == "");
}

BOOST_AUTO_TEST_CASE(quiet_tells_only_what_went_wrong_with_the_run) {
  const finished_process ran = run(get(codes({"-q"})));
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(ran.output == "");
  BOOST_TEST(ran.errors == "");
  const finished_process stopped = run(get(codes({"-q", "--fail-fast"})));
  BOOST_TEST(stopped.output == "");
  BOOST_TEST(stopped.errors == "haul: stopped: too many errors\n");
}

BOOST_AUTO_TEST_CASE(json_log_is_json_on_every_line) {
  const finished_process ran = run(get(codes({"-v", "--log-format", "json"})));
  BOOST_TEST(ran.output == "");
  std::size_t rows = 0;
  for (const json_line& line : json_lines(ran.errors)) {
    for (const char* name : {"time", "level", "message"})
      BOOST_TEST(member(line, name) != "", line);
    if (!line.contains("row"))
      continue;
    ++rows;
    const bool failed = member(line, "status") == "error";
    BOOST_TEST(member(line, "level") == (failed ? "error" : "info"));
    BOOST_TEST(member(line, "message").starts_with(member(line, "code") + " "));
  }
  BOOST_TEST(rows == 5U);
}

BOOST_AUTO_TEST_CASE(json_log_holds_complaints_too) {
  const finished_process ran = run(get(codes({"--fail-fast", "--log-format", "json"})));
  BOOST_TEST(ran.output == "");
  const std::vector<json_line> lines = json_lines(ran.errors);
  BOOST_TEST_REQUIRE(!lines.empty());
  BOOST_TEST(member(lines.back(), "level") == "error");
  BOOST_TEST(member(lines.back(), "message") == "stopped: too many errors");
}

// Also where it is not known yet what is to be done.
BOOST_AUTO_TEST_CASE(json_log_holds_what_is_wrong_with_the_command_line) {
  command_line by_variable = get({server.url("/a"), "--no-such-option"});
  by_variable.environment["HAUL_LOG_FORMAT"] = "json";
  for (const command_line& each :
       {by_variable, get({server.url("/a"), "--log-format", "json", "--no-such-option"}),
        get({server.url("/a"), "--no-such-option", "--log-format=json"}),
        get({server.url("/a"), "--log-format", "json", "-m", "none"})}) {
    const finished_process ran = run(each);
    BOOST_TEST(ran.ended.code == 2);
    BOOST_TEST(ran.output == "");
    const std::vector<json_line> lines = json_lines(ran.errors);
    BOOST_TEST_REQUIRE(lines.size() == 1U, ran.errors);
    BOOST_TEST(member(lines[0], "level") == "error");
    BOOST_TEST(member(lines[0], "message") != "");
  }
  // Not in the form that is given up by a later word, nor in one that is none.
  BOOST_TEST(run(get({"--log-format", "json", "--log-format", "text", "-z"}))
                 .errors.starts_with("haul: "));
  BOOST_TEST(run(get({"--log-format", "jsonl"})).errors.starts_with("haul: "));
}

BOOST_AUTO_TEST_CASE(dry_run_tells_what_would_be_done_and_asks_nothing) {
  write_file(folder() / "old", "");
  const finished_process ran = run(get(
      {server.url("/{code}?key=canary"), "a", "old", "001..002", "--dry-run", "--results",
       results_path(), "--failed", aside("failed")}));
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  const strings lines = lines_of(ran.output);
  BOOST_TEST(holds(lines, "a: " + server.url("/a?key=*** into a")), ran.output);
  BOOST_TEST(holds(lines, "old: old stands already"), ran.output);
  BOOST_TEST(holds(lines, "002: " + server.url("/002?key=*** into 002")), ran.output);
  BOOST_TEST(ran.output.find("canary") == std::string::npos);
  BOOST_TEST(server.count() == 0U);
  BOOST_TEST(files() == strings{"old"}, boost::test_tools::per_element());
  BOOST_TEST(!std::filesystem::exists(results_path()));
  BOOST_TEST(!std::filesystem::exists(aside("failed")));
}

BOOST_AUTO_TEST_CASE(dry_run_names_bad_rows) {
  const finished_process ran = run(get({server.url("/{code}"), "a", "b/c", "--dry-run"}));
  BOOST_TEST(ran.ended.code == 2);
  BOOST_TEST(ran.output.find("a: ") != std::string::npos);
  BOOST_TEST(ran.errors.find("b/c") != std::string::npos, ran.errors);
}

BOOST_AUTO_TEST_CASE(check_input_names_repeats_and_bad_rows_and_asks_nothing) {
  const std::string rows = list(
      "t.csv", "url,output\n" + server.url("/1") + ",same\n" + server.url("/2") + ",other\n" +
                   server.url("/3") + ",same\nnonsense,../x\n");
  const finished_process ran = run(get({"-i", rows, "--check-input"}));
  BOOST_TEST(ran.ended.code == 2);
  BOOST_TEST(
      ran.errors.find("same is the output of 2 rows: " + rows + ":2, " + rows + ":4\n") !=
          std::string::npos,
      ran.errors);
  BOOST_TEST(ran.errors.find(rows + ":5: ") != std::string::npos, ran.errors);
  BOOST_TEST(
      ran.errors.find("1 bad row and 1 repeated output in the input") != std::string::npos,
      ran.errors);
  BOOST_TEST(ran.errors.find("other") == std::string::npos, ran.errors);
  BOOST_TEST(server.count() == 0U);
  BOOST_TEST(files().empty());
}

BOOST_AUTO_TEST_CASE(check_input_goes_on_when_all_is_well) {
  const std::string rows =
      list("t.csv", "url,output\n" + server.url("/1") + ",1\n" + server.url("/2") + ",2\n");
  BOOST_TEST(run(get({"-i", rows, "--check-input"})).ended.code == 0);
  BOOST_TEST(server.count() == 2U);
  const finished_process dry = run(get({"-i", rows, "--check-input", "--dry-run"}));
  BOOST_TEST(dry.ended.code == 0);
  BOOST_TEST(dry.output.find("2: 2 stands already\n") != std::string::npos, dry.output);
  BOOST_TEST(server.count() == 2U);
}

BOOST_AUTO_TEST_CASE(check_input_needs_what_can_be_read_twice) {
  const finished_process ran = run(get({"-i", "-", "--check-input"}));
  BOOST_TEST(ran.ended.code == 2);
  BOOST_TEST(ran.errors.find("--check-input") != std::string::npos, ran.errors);
}

BOOST_AUTO_TEST_CASE(terminal_shows_a_bar_with_counts) {
  terminal_process terminal(get(codes({})), 120);
  BOOST_TEST(terminal.finish().code == 1);
  const screen shown(terminal.shown(), 120);
  BOOST_TEST(shown.unknown() == 0U, terminal.shown());
  const auto bar =
      std::find_if(shown.lines().begin(), shown.lines().end(), [](const std::string& line) {
        return line.find("5/5") != std::string::npos;
      });
  BOOST_TEST_REQUIRE((bar != shown.lines().end()), terminal.shown());
  BOOST_TEST(bar->find("2 ok, 1 not found, 2 errors") != std::string::npos, *bar);
}

BOOST_AUTO_TEST_CASE(terminal_without_colour_gets_none) {
  command_line command = get(codes({}));
  command.environment["NO_COLOR"] = "1";
  terminal_process terminal(command, 120);
  terminal.finish();
  // Colours are `ESC [ ... m`.
  const std::string& shown = terminal.shown();
  for (std::size_t at = shown.find('\x1b'); at != std::string::npos;
       at = shown.find('\x1b', at + 1))
    BOOST_TEST(shown[shown.find_first_not_of("[0123456789;", at + 1)] != 'm');
}

BOOST_AUTO_TEST_CASE(list_without_an_end_in_sight_has_a_count_instead_of_a_bar) {
  const std::string urls = list("u.txt", server.url("/1") + "\n" + server.url("/2") + "\n");
  terminal_process terminal(get({"-i", urls}), 120);
  BOOST_TEST(terminal.finish().code == 0);
  BOOST_TEST(
      terminal.shown().find("2 ok, 0 not found, 0 errors") != std::string::npos, terminal.shown());
}

BOOST_AUTO_TEST_CASE(help_tells_every_group_and_fits_eighty_columns) {
  const finished_process ran = run(haul_command({"get", "--help"}));
  BOOST_TEST(ran.ended.code == 0);
  for (const char* option :
       {"--input-file",
        "--input-format",
        "--check-input",
        "--config",
        "--dir",
        "--output",
        "--overwrite",
        "--max-requests",
        "--max-per-host",
        "--rate",
        "--limit-rate",
        "--no-adapt",
        "--connect-timeout",
        "--first-byte-timeout",
        "--idle-timeout",
        "--timeout",
        "--deadline",
        "--retry",
        "--retry-on",
        "--max-errors",
        "--fail-fast",
        "--header",
        "--resolve",
        "--results",
        "--failed",
        "--not-found",
        "--verbose",
        "--quiet",
        "--log-format",
        "--dry-run"})
    BOOST_TEST(ran.output.find(option) != std::string::npos, option);
  for (const std::string& line : lines_of(ran.output))
    BOOST_TEST(line.size() <= 80U, line);
}

BOOST_AUTO_TEST_SUITE_END()
