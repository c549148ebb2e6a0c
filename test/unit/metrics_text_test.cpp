#include "metrics_text.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using namespace std::chrono_literals;

} // namespace

BOOST_AUTO_TEST_SUITE(metrics_text)

BOOST_AUTO_TEST_CASE(families_have_help_type_and_samples_in_the_order_given) {
  haul::metrics_text made({});
  made.counter("a_total", "How many a.");
  made.sample(std::uint64_t{3}, {{"kind", "x"}});
  made.sample(std::uint64_t{0}, {{"kind", "y"}, {"also", "z"}});
  made.gauge("b_seconds", "How long.");
  made.sample(0.25);
  BOOST_TEST(
      made.text() == "# HELP a_total How many a.\n"
                     "# TYPE a_total counter\n"
                     "a_total{kind=\"x\"} 3\n"
                     "a_total{kind=\"y\",also=\"z\"} 0\n"
                     "# HELP b_seconds How long.\n"
                     "# TYPE b_seconds gauge\n"
                     "b_seconds 0.25\n");
}

BOOST_AUTO_TEST_CASE(whole_numbers_are_written_in_full) {
  haul::metrics_text made({});
  made.counter("a_total", "A.");
  made.sample(std::uint64_t{18446744073709551615U});
  BOOST_TEST(made.text().ends_with("a_total 18446744073709551615\n"), made.text());
}

BOOST_AUTO_TEST_CASE(label_values_can_not_leave_their_quotes_nor_their_line) {
  haul::metrics_text made({});
  made.gauge("a", "A.");
  made.sample(std::uint64_t{1}, {{"host", "q\"b\\e\nf\xff"}});
  BOOST_TEST(made.text().ends_with("a{host=\"q\\\"b\\\\e\\\\x0af\\\\xff\"} 1\n"), made.text());
}

BOOST_AUTO_TEST_CASE(common_labels_stand_at_every_sample) {
  haul::metrics_text made(std::vector<haul::metric_label>{{"shard", "7"}});
  made.gauge("a", "A.");
  made.sample(std::uint64_t{1});
  made.sample(std::uint64_t{2}, {{"host", "x"}});
  made.histogram("h_seconds", "H.", haul::duration_histogram());
  BOOST_TEST(made.text().find("a{shard=\"7\"} 1\n") != std::string::npos);
  BOOST_TEST(made.text().find("a{shard=\"7\",host=\"x\"} 2\n") != std::string::npos);
  BOOST_TEST(
      made.text().find("h_seconds_bucket{shard=\"7\",le=\"+Inf\"} 0\n") != std::string::npos);
  BOOST_TEST(made.text().find("h_seconds_sum{shard=\"7\"} 0\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(histograms_are_cumulative_and_end_with_all) {
  haul::duration_histogram times;
  times.add(5ms); // a limit belongs to its bucket
  times.add(5001us);
  times.add(1500ms);
  times.add(2h);
  times.add(-1ms);
  haul::metrics_text made({});
  made.histogram("h_seconds", "H.", times);
  for (const char* line :
       {"# TYPE h_seconds histogram\n", "h_seconds_bucket{le=\"0.005\"} 2\n",
        "h_seconds_bucket{le=\"0.01\"} 3\n", "h_seconds_bucket{le=\"1\"} 3\n",
        "h_seconds_bucket{le=\"2.5\"} 4\n", "h_seconds_bucket{le=\"1800\"} 4\n",
        "h_seconds_bucket{le=\"+Inf\"} 5\n", "h_seconds_sum 7201.510001\n", "h_seconds_count 5\n"})
    BOOST_TEST(made.text().find(line) != std::string::npos, line << " in " << made.text());
}

BOOST_AUTO_TEST_SUITE_END()
