#include "figures.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace haul::bench;

namespace {

figures run_of(double wall, double memory) {
  figures made;
  made.wall_seconds = wall;
  made.requests_per_second = 100 / wall;
  made.memory_peak_kib = memory;
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(bench_figures)

BOOST_AUTO_TEST_CASE(spread_of_an_odd_number_of_values_has_the_middle_one) {
  const std::vector<double> values = {5, 1, 3};
  const spread came = spread_of(values);
  BOOST_TEST(came.median == 3);
  BOOST_TEST(came.least == 1);
  BOOST_TEST(came.most == 5);
}

BOOST_AUTO_TEST_CASE(spread_of_an_even_number_of_values_has_the_mean_of_the_middle_two) {
  const std::vector<double> values = {8, 1, 2, 4};
  BOOST_TEST(spread_of(values).median == 3);
}

BOOST_AUTO_TEST_CASE(spread_of_nothing_is_zero) {
  BOOST_TEST(spread_of({}).median == 0);
  BOOST_TEST(spread_of({}).most == 0);
}

BOOST_AUTO_TEST_CASE(summary_takes_the_median_of_each_figure_by_itself) {
  const std::vector<figures> runs = {run_of(1, 30), run_of(2, 10), run_of(4, 20)};
  const summary came = summarise(runs);
  BOOST_TEST(came.runs == 3U);
  BOOST_TEST(came.median.wall_seconds == 2);
  BOOST_TEST(came.median.memory_peak_kib == 20);
  BOOST_TEST(came.requests_per_second.least == 25);
  BOOST_TEST(came.requests_per_second.most == 100);
  BOOST_TEST(came.wall_seconds.most == 4);
}

BOOST_AUTO_TEST_CASE(summary_leaves_out_what_came_to_nothing_but_keeps_why) {
  const std::vector<figures> runs = {
      run_of(1, 1), failed_run("no more threads"), failed_run("other"), run_of(3, 3)};
  const summary came = summarise(runs);
  BOOST_TEST(came.runs == 2U);
  BOOST_TEST(came.median.wall_seconds == 2);
  BOOST_TEST(came.median.problem == "no more threads");
}

BOOST_AUTO_TEST_CASE(summary_of_failures_alone_has_no_runs) {
  const std::vector<figures> runs = {failed_run("no more threads")};
  BOOST_TEST(summarise(runs).runs == 0U);
}

BOOST_AUTO_TEST_CASE(memory_of_the_run_counts_kernel_stacks_and_not_what_was_there) {
  figures came;
  came.memory_before_kib = 1000;
  came.memory_peak_kib = 1500;
  came.kernel_stacks_kib = 160;
  BOOST_TEST(came.memory_taken_kib() == 660);
}

BOOST_AUTO_TEST_CASE(json_brings_every_figure_back) {
  figures sent;
  double value = 0.5;
  for (const figure& each : all_figures)
    sent.*each.member = value++;
  sent.problem = "a \"quoted\" word\n";
  const std::string text = to_json(sent);
  BOOST_TEST(text.find('\n') == std::string::npos);
  const std::optional<figures> came = from_json(text);
  BOOST_REQUIRE(came);
  for (const figure& each : all_figures)
    BOOST_TEST(((*came).*each.member == sent.*each.member), each.name);
  BOOST_TEST(came->problem == sent.problem);
}

BOOST_AUTO_TEST_CASE(json_of_a_fine_run_has_no_problem) {
  BOOST_TEST(to_json(figures()).find("problem") == std::string::npos);
  BOOST_TEST(from_json(to_json(figures()))->problem.empty());
}

BOOST_AUTO_TEST_CASE(json_that_is_cut_or_something_else_is_nothing) {
  const std::string text = to_json(figures());
  BOOST_TEST(!from_json(text.substr(0, text.size() / 2)));
  BOOST_TEST(!from_json(""));
  BOOST_TEST(!from_json("[]"));
  BOOST_TEST(!from_json(R"({"wall_seconds":1})"));
}

BOOST_AUTO_TEST_SUITE_END()
