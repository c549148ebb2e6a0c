#include "nginx.hpp"
#include "pace.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace haul::bench;

BOOST_AUTO_TEST_SUITE(bench_pace)

BOOST_AUTO_TEST_CASE(steady_run_has_the_same_rate_in_each_tenth) {
  const std::vector<pace_mark> marks = {{5, 0}, {9, 1000}};
  for (const double each : tenths_of(marks, 1000))
    BOOST_TEST(each == 250, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(rates_change_within_a_run) {
  const std::vector<pace_mark> marks = {{0, 0}, {1, 500}, {3, 1000}};
  const tenths made = tenths_of(marks, 1000);
  BOOST_TEST(made[0] == 500, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(made[4] == 500, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(made[5] == 250, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(made[9] == 250, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(time_before_the_first_request_and_behind_the_last_is_left_out) {
  const std::vector<pace_mark> marks = {{0, 70}, {1, 70}, {2, 170}, {9, 170}};
  for (const double each : tenths_of(marks, 100))
    BOOST_TEST(each == 100, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(run_that_is_not_seen_to_its_end_has_no_tenths) {
  BOOST_TEST(tenths_of(std::vector<pace_mark>{{0, 0}, {1, 99}}, 100)[0] == 0);
  BOOST_TEST(tenths_of(std::vector<pace_mark>{{0, 5}, {1, 5}}, 100)[0] == 0);
  BOOST_TEST(tenths_of({}, 100)[0] == 0);
}

BOOST_AUTO_TEST_CASE(requests_are_found_in_the_status_of_nginx) {
  const char* const status = "Active connections: 3 \n"
                             "server accepts handled requests\n"
                             " 14 15 1234567 \n"
                             "Reading: 0 Writing: 1 Waiting: 2 \n";
  BOOST_TEST(find_requests(status) == 1234567);
  BOOST_TEST(find_requests("server accepts handled requests\n 14 15\n") == 0);
  BOOST_TEST(find_requests("<html>404</html>") == 0);
}

BOOST_AUTO_TEST_CASE(nginx_is_told_to_tell) {
  BOOST_TEST(
      nginx_configuration(8123, false).find("location = /status { stub_status; }") !=
      std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
