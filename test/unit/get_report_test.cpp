#include "get_report.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using strings = std::vector<std::string>;

haul::record ended(const std::string& code, haul::status status) {
  haul::record made;
  made.code = code;
  made.url = "http://host/" + code;
  made.status = status;
  return made;
}

haul::record failed(const std::string& code, const std::string& kind, const std::string& message) {
  haul::record made = ended(code, haul::status::error);
  made.error = haul::recorded_error{kind, "body", message};
  return made;
}

haul::record downloaded(const std::string& code, std::uint64_t bytes) {
  haul::record made = ended(code, haul::status::ok);
  made.bytes = bytes;
  made.elapsed = 35ms;
  made.protocol = "HTTP/2";
  return made;
}

void check_lines(const strings& lines, const strings& expected) {
  BOOST_TEST(lines == expected, boost::test_tools::per_element());
}

haul::get_result after(std::chrono::milliseconds elapsed) {
  haul::get_result made;
  made.elapsed = elapsed;
  return made;
}

constexpr const char* rule = "--------------------";

} // namespace

BOOST_AUTO_TEST_SUITE(get_report)

BOOST_AUTO_TEST_CASE(the_opening_says_how_much_where_to_and_how_many_at_once) {
  haul::get_plan plan;
  plan.rows = 10'000;
  plan.directory = "out";
  plan.max_requests = 64;
  plan.max_per_host = 6;
  check_lines(
      haul::opening_report(plan),
      {"Downloading 10000 files to 'out', at most 64 at once, 6 at one host."});
  plan.rows = 1;
  plan.max_per_host = 0;
  plan.done_before = 1;
  check_lines(
      haul::opening_report(plan), {"Downloading 1 file to 'out', at most 64 at once.",
                                   "1 done by an earlier run is left out."});
  plan.rows.reset();
  plan.max_per_host = 64;
  plan.done_before = 2;
  plan.directory = "a\x1b[2J";
  check_lines(
      haul::opening_report(plan), {"Downloading files to 'a\\x1b[2J', at most 64 at once.",
                                   "2 done by an earlier run are left out."});
}

BOOST_AUTO_TEST_CASE(verbose_lines_name_code_and_outcome) {
  BOOST_TEST(haul::verbose_line(downloaded("BR", 1204)) == "BR ok 1.2 kB in 35 ms (HTTP/2)");
  BOOST_TEST(haul::verbose_line(ended("FR", haul::status::skipped)) == "FR skipped");
  BOOST_TEST(
      haul::verbose_line(ended("ZZ", haul::status::not_found)) == "ZZ not found: http://host/ZZ");
  BOOST_TEST(haul::verbose_line(failed("BD", "http_status", "HTTP 418")) == "BD error: HTTP 418");
  BOOST_TEST(haul::verbose_line(failed("BD", "cancelled", "stopped")) == "BD cancelled");
}

BOOST_AUTO_TEST_CASE(not_found_names_the_url_that_answered) {
  haul::record moved = ended("ZZ", haul::status::not_found);
  moved.final_url = "http://elsewhere/";
  BOOST_TEST(haul::verbose_line(moved) == "ZZ not found: http://elsewhere/");
}

BOOST_AUTO_TEST_CASE(verbose_lines_hold_no_escape_sequence) {
  BOOST_TEST(
      haul::verbose_line(failed("A\n", "http_status", "\x1b[2J")) == "A\\x0a error: \\x1b[2J");
  haul::record lost = ended("ZZ", haul::status::not_found);
  lost.url = "http://host/\u202e";
  BOOST_TEST(haul::verbose_line(lost) == "ZZ not found: http://host/\\u{202e}");
}

BOOST_AUTO_TEST_CASE(the_closing_leaves_out_what_is_zero) {
  check_lines(
      haul::closing_report(after(2s), haul::run_statistics()), {rule, "0 B in 2.0 s, 0 B/s."});
}

BOOST_AUTO_TEST_CASE(the_closing_has_all_counts_errors_and_hosts) {
  haul::run_statistics statistics;
  haul::record first = downloaded("BR", 700'000);
  first.first_byte = 20ms;
  statistics.add(first);
  statistics.add(downloaded("CN", 6'000));
  statistics.add(ended("FR", haul::status::skipped));
  statistics.add(ended("ZZ", haul::status::not_found));
  statistics.add(failed("BD", "timed_out", "after 3 s \x1b"));
  statistics.add(failed("VN", "timed_out", "after 4 s"));
  statistics.add(failed("US", "cancelled", "stopped"));
  haul::get_result ended = after(2s);
  ended.done_before = 3;
  ended.never_started = 15;
  check_lines(
      haul::closing_report(ended, statistics),
      {rule, "3 done by an earlier run.", "2 files downloaded.", "1 skipped.", "1 not found.",
       "2 errors.", "1 cancelled.", "15 never started.", "706 kB in 2.0 s, 353 kB/s.",
       "Most frequent errors:", "  2 times timed_out, such as BD: after 3 s \\x1b",
       "Slowest hosts, by the mean time to the first byte:", "  host: 20 ms over 1 request"});
}

BOOST_AUTO_TEST_CASE(the_closing_is_right_in_the_singular) {
  haul::run_statistics statistics;
  statistics.add(downloaded("BR", 1));
  statistics.add(failed("BD", "untrusted", "expired"));
  check_lines(
      haul::closing_report(after(0s), statistics),
      {rule, "1 file downloaded.", "1 error.", "1 B in 0 ms, ? B/s.",
       "Most frequent errors:", "  1 time untrusted, such as BD: expired"});
}

BOOST_AUTO_TEST_CASE(log_lines_are_one_object_with_their_fields) {
  const auto moment = std::chrono::system_clock::time_point(1795372505123ms);
  BOOST_TEST(
      haul::json_log_line(moment, "info", "fine") ==
      R"({"time":"2026-11-22T18:35:05.123Z","level":"info","message":"fine"})");
  const std::vector<haul::log_field> fields = {{"code", "B\"R"}, {"done", std::uint64_t{17}}};
  BOOST_TEST(
      haul::json_log_line(moment, "error", "\x1b\n", fields) ==
      R"({"time":"2026-11-22T18:35:05.123Z","level":"error","message":"\u001b\n",)"
      R"("code":"B\"R","done":17})");
}

BOOST_AUTO_TEST_SUITE_END()
