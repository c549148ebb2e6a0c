#include "compare_curl.hpp"
#include "matrix_report.hpp"
#include "table.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace haul::bench;
using namespace std::chrono_literals;

namespace {

figures run_of(double rate, std::size_t tasks) {
  figures made;
  made.requests_per_second = rate;
  made.wall_seconds = static_cast<double>(tasks) / rate;
  made.user_seconds = 0.1;
  made.system_seconds = 0.3;
  made.memory_before_kib = 2048;
  made.memory_peak_kib = 4096;
  made.threads = 1;
  return made;
}

measured_cell measured(
    variant_kind kind, std::size_t concurrency, std::chrono::milliseconds delay) {
  measured_cell made;
  made.of.kind = kind;
  made.of.concurrency = concurrency;
  made.of.delay = delay;
  made.of.tasks = 10'000;
  made.runs = {run_of(8000, 10'000), run_of(9000, 10'000), run_of(10'000, 10'000)};
  return made;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(bench_report)

BOOST_AUTO_TEST_CASE(table_lines_words_up_left_and_numbers_right) {
  table made({"name", "µs"});
  made.add({"a", "5"});
  made.add({"bc", "1,000"});
  BOOST_TEST(
      made.markdown() == "| name |    µs |\n"
                         "|------|------:|\n"
                         "| a    |     5 |\n"
                         "| bc   | 1,000 |\n");
}

BOOST_AUTO_TEST_CASE(table_leaves_out_columns_with_nothing_in_them) {
  table made({"one", "empty", "two"});
  made.add({"1", "", "2"});
  BOOST_TEST(made.markdown() == "| one | two |\n|----:|----:|\n|   1 |   2 |\n");
}

BOOST_AUTO_TEST_CASE(numbers_have_the_digits_that_are_worth_something) {
  BOOST_TEST(short_number(0) == "0");
  BOOST_TEST(short_number(0.01234) == "0.012");
  BOOST_TEST(short_number(1.234) == "1.23");
  BOOST_TEST(short_number(12.34) == "12.3");
  BOOST_TEST(short_number(1234.5) == "1234");
  BOOST_TEST(grouped(999) == "999");
  BOOST_TEST(grouped(1000) == "1,000");
  BOOST_TEST(grouped(1234567) == "1,234,567");
}

BOOST_AUTO_TEST_CASE(tables_show_medians_and_the_share_of_the_ideal) {
  const std::vector<measured_cell> cells = {measured(variant_kind::asynchronous, 1000, 100ms)};
  const std::string text = matrix_tables(cells);
  BOOST_TEST(contains(text, "Each answer 100 ms later:"));
  BOOST_TEST(contains(text, "9,000"));
  BOOST_TEST(contains(text, "8,000 … 10,000"));
  BOOST_TEST(contains(text, "1.111")); // seconds
  BOOST_TEST(contains(text, "90 %"));  // 1 s is ideal
  BOOST_TEST(contains(text, "40.0"));  // µs of CPU
  BOOST_TEST(contains(text, "2.0"));   // MiB for the run
}

BOOST_AUTO_TEST_CASE(tables_without_delay_know_no_ideal) {
  const std::vector<measured_cell> cells = {measured(variant_kind::threaded, 10, 0ms)};
  const std::string text = matrix_tables(cells);
  BOOST_TEST(contains(text, "No delay:"));
  BOOST_TEST(!contains(text, "ideal"));
}

BOOST_AUTO_TEST_CASE(tables_say_why_a_cell_came_to_nothing) {
  measured_cell failed = measured(variant_kind::threaded, 10'000, 0ms);
  failed.runs = {failed_run("31 of 10000 threads could be started")};
  const std::vector<measured_cell> cells = {failed};
  const std::string text = matrix_tables(cells);
  BOOST_TEST(contains(text, "| threaded"));
  BOOST_TEST(contains(text, "- threaded, 10,000 at once: 31 of 10000 threads could be started\n"));
}

BOOST_AUTO_TEST_CASE(tables_tell_failures_and_overflows) {
  measured_cell troubled = measured(variant_kind::threaded, 10'000, 0ms);
  for (figures& each : troubled.runs) {
    each.failures = 12;
    each.queue_overflows = 5000;
    each.problem = "BR-1: timed out";
  }
  const std::vector<measured_cell> cells = {troubled};
  BOOST_TEST(contains(
      matrix_tables(cells), "12 tasks failed; BR-1: timed out; the server's queue of new "
                            "connections was full 5,000 times"));
}

BOOST_AUTO_TEST_CASE(tables_tell_what_disturbed_the_machine) {
  measured_cell troubled = measured(variant_kind::threaded, 10, 0ms);
  for (figures& each : troubled.runs)
    each.others_cpu_seconds = each.wall_seconds / 2;
  const std::vector<measured_cell> cells = {troubled};
  const std::string text = matrix_tables(cells);
  BOOST_TEST(
      contains(text, "Other processes took 50 % of a core meanwhile (50 … 50 over all runs)."));
  BOOST_TEST(contains(text, "disturbed: other processes took 50 % of a core"));
  const std::vector<measured_cell> quiet = {measured(variant_kind::threaded, 10, 0ms)};
  BOOST_TEST(contains(matrix_tables(quiet), "Other processes took 0 % of a core"));
  BOOST_TEST(!contains(matrix_tables(quiet), "disturbed"));
}

BOOST_AUTO_TEST_CASE(json_holds_the_machine_and_every_run) {
  const std::vector<measured_cell> cells = {
      measured(variant_kind::sequential, 1, 0ms), measured(variant_kind::asynchronous, 10, 1ms)};
  const auto parsed = boost::json::parse(matrix_json({{"cores", "2"}}, cells)).as_object();
  BOOST_TEST(parsed.at("machine").at("cores").as_string() == "2");
  const auto& written = parsed.at("cells").as_array();
  BOOST_REQUIRE_EQUAL(written.size(), 2U);
  BOOST_TEST(written[1].at("variant").as_string() == "asynchronous");
  BOOST_TEST(written[1].at("tasks").to_number<int>() == 10'000);
  BOOST_TEST(written[1].at("runs").as_array().size() == 3U);
  BOOST_TEST(written[1].at("median").at("requests_per_second").to_number<double>() == 9000);
}

BOOST_AUTO_TEST_CASE(plot_has_a_curve_for_each_variant_with_data) {
  measured_cell failed = measured(variant_kind::threaded, 10'000, 10ms);
  failed.runs = {failed_run("no")};
  const std::vector<measured_cell> cells = {
      measured(variant_kind::asynchronous, 10, 10ms),
      measured(variant_kind::asynchronous, 100, 10ms), failed};
  const std::string text = requests_plot(cells);
  BOOST_TEST(contains(
      text, "$asynchronous_10 << END\n10 9000.0 8000.0 10000.0\n100 9000.0 8000.0 10000.0\nEND\n"));
  BOOST_TEST(contains(text, "title 'asynchronous'"));
  BOOST_TEST(!contains(text, "title 'threaded'"));
  BOOST_TEST(contains(text, "x * 1000.0 / 10"));
}

BOOST_AUTO_TEST_CASE(plot_of_a_single_concurrency_is_left_out) {
  const std::vector<measured_cell> cells = {
      measured(variant_kind::sequential, 1, 0ms), measured(variant_kind::asynchronous, 10, 0ms)};
  BOOST_TEST(requests_plot(cells).empty());
  BOOST_TEST(memory_plot(cells).empty());
  BOOST_TEST(requests_plot({}).empty());
}

BOOST_AUTO_TEST_CASE(memory_plot_is_of_the_longest_delay) {
  const std::vector<measured_cell> cells = {
      measured(variant_kind::asynchronous, 10, 0ms),
      measured(variant_kind::asynchronous, 10, 100ms),
      measured(variant_kind::asynchronous, 30, 100ms)};
  const std::string text = memory_plot(cells);
  BOOST_TEST(contains(text, "$asynchronous_100 << END\n10 2.000\n30 2.000\nEND\n"));
  BOOST_TEST(!contains(text, "$asynchronous_0"));
}

BOOST_AUTO_TEST_CASE(curl_table_compares_the_medians) {
  curl_comparison what;
  what.files = 10'000;
  const std::vector<contender> contenders = {
      {"haul", {run_of(10'000, 10'000)}}, {"curl", {run_of(8000, 10'000)}}};
  const std::string text = curl_table(what, contenders);
  BOOST_TEST(contains(text, "10,000 files of 2048 bytes from nginx over 64 connections"));
  BOOST_TEST(contains(text, "haul takes 80 % of curl's time."));
  const auto parsed = boost::json::parse(curl_json(what, {}, contenders)).as_object();
  BOOST_TEST(parsed.at("curl").as_array().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
