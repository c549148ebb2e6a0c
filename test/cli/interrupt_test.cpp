#include "haul_program.hpp"
#include "reply_server.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <string>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

// One flag at once, then nothing more.
server_reply one_flag(const std::string& target) {
  return target == "/bd/bd.gif" ? make_reply("200 OK", "GIF") : stay_silent(target);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(interrupt, haul_program)

BOOST_AUTO_TEST_CASE(ctrl_c_cancels_what_runs_and_reports_what_never_started) {
  reply_server server(stay_silent);
  process started(flags({"-s", server.url(), "-m", "5", "--timeout", "60"}));
  server.wait_for_requests(5);
  started.send_signal(SIGINT);
  BOOST_TEST(started.finish().code == 130);
  const strings lines = lines_of(started.output());
  BOOST_TEST_REQUIRE(lines.size() == 7U, started.output());
  BOOST_TEST(lines[3] == "--------------------");
  BOOST_TEST(lines[4] == "5 cancelled.");
  BOOST_TEST(lines[5] == "15 never started.");
  BOOST_TEST(lines[6].starts_with("Elapsed time: "));
  BOOST_TEST(started.errors() == "");
  BOOST_TEST(files().empty());
}

BOOST_AUTO_TEST_CASE(what_was_done_before_ctrl_c_is_kept_and_reported) {
  reply_server server(one_flag);
  process started(flags({"-s", server.url(), "-m", "1", "--timeout", "60", "-v"}));
  server.wait_for_requests(2);
  started.wait_for("BD OK");
  started.send_signal(SIGINT);
  BOOST_TEST(started.finish().code == 130);
  const strings lines = lines_of(started.output());
  BOOST_TEST(count_in(lines, "flag downloaded") == 1U);
  BOOST_TEST(count_in(lines, "cancelled") == 1U);
  BOOST_TEST(count_in(lines, "never started") == 18U);
  BOOST_TEST(count_in(lines, "error") == 0U);
  BOOST_TEST(files() == strings{"BD.gif"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(verbose_tells_which_codes_were_cancelled) {
  reply_server server(stay_silent);
  process started(
      flags({"BR", "CN", "FR", "-s", server.url(), "-m", "2", "-v", "--timeout", "60"}));
  server.wait_for_requests(2);
  started.send_signal(SIGINT);
  BOOST_TEST(started.finish().code == 130);
  strings codes = code_lines(lines_of(started.output()));
  std::sort(codes.begin(), codes.end());
  const strings expected = {"BR cancelled", "CN cancelled"};
  BOOST_TEST(codes == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(sigterm_ends_in_the_same_order_with_its_own_exit_code) {
  reply_server server(stay_silent);
  process started(flags({"-s", server.url(), "-m", "5", "--timeout", "60"}));
  server.wait_for_requests(5);
  started.send_signal(SIGTERM);
  BOOST_TEST(started.finish().code == 143);
  BOOST_TEST(count_in(lines_of(started.output()), "cancelled") == 5U);
}

BOOST_AUTO_TEST_CASE(requests_that_the_built_in_server_delays_are_cancelled_too) {
  process started(flags({"-s", "DELAY", "--seed", "1"}));
  started.wait_for("will be used.");
  started.send_signal(SIGINT);
  BOOST_TEST(started.finish().code == 130);
  const strings lines = lines_of(started.output());
  BOOST_TEST(count_in(lines, "cancelled") + count_in(lines, "never started") == 20U);
}

BOOST_AUTO_TEST_SUITE_END()
