#include "flags_report.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using strings = std::vector<std::string>;

haul::completion ended(const std::string& code, haul::status status) {
  haul::completion made;
  made.task.code = code;
  made.task.url = "http://host/" + code;
  made.outcome.status = status;
  return made;
}

haul::completion failed(const std::string& code, haul::cause cause, const std::string& message) {
  haul::completion made = ended(code, haul::status::error);
  haul::error& why = made.outcome.error.emplace();
  why.stage = haul::stage::first_byte;
  why.cause = cause;
  why.message = message;
  why.attempt = 1;
  return made;
}

strings opening(const std::string& label, const std::string& url, const strings& codes) {
  haul::site from;
  from.label = label;
  return haul::opening_report(from, url, codes, codes.size());
}

haul::flags_result counted(std::uint64_t ok, std::uint64_t not_found, std::uint64_t errors) {
  haul::flags_result made;
  made.counts.ok = ok;
  made.counts.not_found = not_found;
  made.counts.errors = errors;
  made.elapsed = 123ms;
  return made;
}

void check_lines(const strings& lines, const strings& expected) {
  BOOST_TEST(lines == expected, boost::test_tools::per_element());
}

constexpr const char* rule = "--------------------";

} // namespace

BOOST_AUTO_TEST_SUITE(flags_report)

BOOST_AUTO_TEST_CASE(the_opening_names_site_range_and_requests) {
  haul::site from;
  from.label = "LOCAL";
  check_lines(
      haul::opening_report(from, "http://127.0.0.1:40123", {"BD", "CN", "VN"}, 2),
      {"LOCAL site: http://127.0.0.1:40123", "Searching for 3 flags: from BD to VN",
       "2 concurrent connections will be used."});
}

BOOST_AUTO_TEST_CASE(the_opening_is_right_in_the_singular) {
  check_lines(
      opening("REMOTE", "https://host", {"BR"}),
      {"REMOTE site: https://host", "Searching for 1 flag: BR",
       "1 concurrent connection will be used."});
}

BOOST_AUTO_TEST_CASE(the_opening_redacts_the_url_and_shows_no_escape_sequence) {
  const std::string line = opening("", "http://me:secret@host/\x1b[2J", {"BR"}).front();
  BOOST_TEST(line == "Site: http://***@host/\\x1b[2J");
}

BOOST_AUTO_TEST_CASE(verbose_lines_name_code_and_outcome) {
  BOOST_TEST(haul::verbose_line(ended("BR", haul::status::ok)) == "BR OK");
  BOOST_TEST(
      haul::verbose_line(ended("ZZ", haul::status::not_found)) == "ZZ not found: http://host/ZZ");
  BOOST_TEST(
      haul::verbose_line(failed("BD", haul::cause::http_status, "HTTP 418 I'm a Teapot")) ==
      "BD error: HTTP 418 I'm a Teapot");
  BOOST_TEST(
      haul::verbose_line(failed("FR", haul::cause::cancelled, "the run was cancelled")) ==
      "FR cancelled");
  BOOST_TEST(haul::verbose_line(ended("FR", haul::status::skipped)) == "FR skipped");
}

BOOST_AUTO_TEST_CASE(not_found_names_the_url_that_answered) {
  haul::completion moved = ended("ZZ", haul::status::not_found);
  moved.outcome.final_url = "http://elsewhere/zz";
  BOOST_TEST(haul::verbose_line(moved) == "ZZ not found: http://elsewhere/zz");
}

BOOST_AUTO_TEST_CASE(verbose_lines_hold_no_escape_sequence_and_no_secret) {
  BOOST_TEST(
      haul::verbose_line(failed("A\n", haul::cause::http_status, "HTTP 500 \x1b[2J\r\n")) ==
      "A\\x0a error: HTTP 500 \\x1b[2J\\x0d\\x0a");
  haul::completion secret = ended("ZZ", haul::status::not_found);
  secret.task.url = "http://me:secret@host/?key=secret";
  BOOST_TEST(haul::verbose_line(secret) == "ZZ not found: http://***@host/?key=***");
}

BOOST_AUTO_TEST_CASE(the_closing_has_a_line_for_each_count) {
  check_lines(
      haul::closing_report(counted(17, 1, 2)),
      {rule, "17 flags downloaded.", "1 not found.", "2 errors.", "Elapsed time: 0.12s"});
}

BOOST_AUTO_TEST_CASE(the_closing_leaves_out_what_is_zero) {
  check_lines(haul::closing_report(counted(0, 0, 0)), {rule, "Elapsed time: 0.12s"});
  check_lines(haul::closing_report(counted(0, 0, 1)), {rule, "1 error.", "Elapsed time: 0.12s"});
  check_lines(
      haul::closing_report(counted(1, 0, 0)), {rule, "1 flag downloaded.", "Elapsed time: 0.12s"});
  check_lines(
      haul::closing_report(counted(0, 2, 0)), {rule, "2 not found.", "Elapsed time: 0.12s"});
}

BOOST_AUTO_TEST_CASE(cancelled_ones_are_not_counted_as_errors) {
  haul::flags_result stopped = counted(1, 0, 5);
  stopped.counts.cancelled = 4;
  stopped.never_started = 15;
  check_lines(
      haul::closing_report(stopped), {rule, "1 flag downloaded.", "1 error.", "4 cancelled.",
                                      "15 never started.", "Elapsed time: 0.12s"});
}

BOOST_AUTO_TEST_CASE(the_summary_tells_errors_with_code_and_circumstances) {
  haul::error_summary summary;
  summary.add(ended("BR", haul::status::ok));
  summary.add(ended("ZZ", haul::status::not_found));
  summary.add(failed("BD", haul::cause::http_status, "HTTP 418 \x1b[2J"));
  check_lines(summary.lines(), {"BD: HTTP 418 \\x1b[2J (first_byte, attempt 1)"});
}

BOOST_AUTO_TEST_CASE(the_summary_leaves_out_cancelled_ones) {
  haul::error_summary summary;
  summary.add(failed("BD", haul::cause::cancelled, "cancelled"));
  BOOST_TEST(summary.lines().empty());
}

BOOST_AUTO_TEST_CASE(the_summary_counts_what_is_beyond_the_first_ten) {
  haul::error_summary summary;
  for (int count = 0; count < 10; ++count)
    summary.add(failed("A" + std::to_string(count), haul::cause::http_status, "HTTP 500"));
  BOOST_TEST(summary.lines().size() == 10U);
  BOOST_TEST(summary.lines().back().starts_with("A9: "));

  summary.add(failed("B0", haul::cause::http_status, "HTTP 500"));
  summary.add(failed("B1", haul::cause::http_status, "HTTP 500"));
  BOOST_TEST(summary.lines().size() == 11U);
  BOOST_TEST(summary.lines().back() == "and 2 more; -v shows each as it happens");
}

BOOST_AUTO_TEST_SUITE_END()
