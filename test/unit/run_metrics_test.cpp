#include "run_metrics.hpp"
#include "temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <map>
#include <regex>
#include <string>

namespace {

using namespace std::chrono_literals;

haul::record ended(haul::status how, unsigned attempts = 1) {
  haul::record made;
  made.status = how;
  made.attempts = attempts;
  return made;
}

haul::record failed(const std::string& kind) {
  haul::record made = ended(haul::status::error);
  made.error = haul::recorded_error{kind, "body", "why"};
  return made;
}

std::string text_of(const haul::run_metrics& metrics) {
  return metrics.text({}, haul::run_moment(), haul::busiest_hosts(), std::nullopt);
}

// What both groups of an expression hold, wherever it fits.
std::map<std::string, std::string> pairs_in(const std::string& text, const std::regex& expression) {
  std::map<std::string, std::string> made;
  for (std::sregex_iterator each(text.begin(), text.end(), expression), end; each != end; ++each)
    made.emplace((*each)[1], (*each)[2]);
  return made;
}

bool has(const std::string& text, const std::string& line) {
  return text.find('\n' + line + '\n') != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(run_metrics)

BOOST_AUTO_TEST_CASE(known_labels_begin_with_zero) {
  const std::string text = text_of(haul::run_metrics());
  for (const char* status : {"ok", "not_found", "error", "skipped", "unchanged", "cancelled"})
    BOOST_TEST(has(text, "haul_tasks_total{status=\"" + std::string(status) + "\"} 0"), status);
  for (const char* kind : {"timed_out", "http_status", "disk_full", "internal", "bad_output"})
    BOOST_TEST(has(text, "haul_errors_total{kind=\"" + std::string(kind) + "\"} 0"), kind);
  BOOST_TEST(text.find("kind=\"cancelled\"") == std::string::npos);
  BOOST_TEST(has(text, "haul_task_duration_seconds_count 0"));
  BOOST_TEST(text.find("haul_rows ") == std::string::npos);
  BOOST_TEST(text.find("haul_exit_code") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(records_are_counted_by_status_and_kind) {
  haul::run_metrics metrics;
  for (const auto how :
       {haul::status::ok, haul::status::ok, haul::status::not_found, haul::status::skipped,
        haul::status::unchanged})
    metrics.add(ended(how));
  metrics.add(failed("timed_out"));
  metrics.add(failed("http_status"));
  metrics.add(failed("timed_out"));
  metrics.add(failed("cancelled"));
  const std::string text = text_of(metrics);
  BOOST_TEST(has(text, "haul_tasks_total{status=\"ok\"} 2"), text);
  BOOST_TEST(has(text, "haul_tasks_total{status=\"not_found\"} 1"));
  BOOST_TEST(has(text, "haul_tasks_total{status=\"skipped\"} 1"));
  BOOST_TEST(has(text, "haul_tasks_total{status=\"unchanged\"} 1"));
  BOOST_TEST(has(text, "haul_tasks_total{status=\"error\"} 3"));
  BOOST_TEST(has(text, "haul_tasks_total{status=\"cancelled\"} 1"));
  BOOST_TEST(has(text, "haul_errors_total{kind=\"timed_out\"} 2"));
  BOOST_TEST(has(text, "haul_errors_total{kind=\"http_status\"} 1"));
  BOOST_TEST(has(text, "haul_attempts_total 9"));
}

BOOST_AUTO_TEST_CASE(http_statuses_of_errors_are_told_apart_as_far_as_there_are_any) {
  haul::run_metrics metrics;
  for (const unsigned each : {503U, 418U, 503U, 600U, 999U}) {
    haul::record answered = failed("http_status");
    answered.http_status = each;
    metrics.add(answered);
  }
  haul::record cut = failed("connection_lost");
  cut.http_status = 206;
  metrics.add(cut);
  const std::string text = text_of(metrics);
  BOOST_TEST(has(text, "haul_http_errors_total{code=\"503\"} 2"), text);
  BOOST_TEST(has(text, "haul_http_errors_total{code=\"418\"} 1"));
  BOOST_TEST(has(text, "haul_http_errors_total{code=\"other\"} 2"));
  BOOST_TEST(has(text, "haul_http_errors_total{code=\"500\"} 0"));
  BOOST_TEST(text.find("code=\"206\"") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(times_are_those_of_tasks_that_were_attempted) {
  haul::run_metrics metrics;
  haul::record asked = ended(haul::status::ok, 2);
  asked.elapsed = 300ms;
  asked.first_byte = 20ms;
  asked.bytes = 500;
  metrics.add(asked);
  metrics.add(ended(haul::status::skipped, 0));
  const std::string text = text_of(metrics);
  BOOST_TEST(has(text, "haul_task_duration_seconds_count 1"));
  BOOST_TEST(has(text, "haul_task_duration_seconds_sum 0.3"));
  BOOST_TEST(has(text, "haul_first_byte_seconds_bucket{le=\"0.025\"} 1"));
  BOOST_TEST(has(text, "haul_first_byte_seconds_count 1"));
  BOOST_TEST(has(text, "haul_file_bytes_total 500"));
  BOOST_TEST(has(text, "haul_attempts_total 2"));
}

BOOST_AUTO_TEST_CASE(moment_hosts_and_end_are_told) {
  haul::run_moment now;
  now.rows = 40;
  now.rows_done_before = 3;
  now.in_flight = 5;
  now.waiting = 6;
  now.received_bytes = 123;
  haul::busiest_hosts hosts;
  haul::host_load load;
  load.host = "example.org";
  load.limit = 4;
  load.in_flight = 2;
  load.waiting = 1;
  load.pause = 1500ms;
  hosts.begin();
  hosts.see(load);
  hosts.end();
  haul::run_end end;
  end.at = std::chrono::system_clock::time_point(1500ms);
  end.code = haul::exit_code::some_failed;
  const std::string text = haul::run_metrics().text({{"shard", "1"}}, now, hosts, end);
  for (const char* line :
       {"haul_rows{shard=\"1\"} 40", "haul_rows_done_before{shard=\"1\"} 3",
        "haul_tasks_in_flight{shard=\"1\"} 5", "haul_tasks_waiting{shard=\"1\"} 6",
        "haul_received_bytes_total{shard=\"1\"} 123", "haul_hosts_busy{shard=\"1\"} 1",
        "haul_hosts_paused{shard=\"1\"} 1", "haul_host_limit{shard=\"1\",host=\"example.org\"} 4",
        "haul_host_in_flight{shard=\"1\",host=\"example.org\"} 2",
        "haul_host_waiting{shard=\"1\",host=\"example.org\"} 1",
        "haul_host_pause_seconds{shard=\"1\",host=\"example.org\"} 1.5",
        "haul_end_time_seconds{shard=\"1\"} 1.5", "haul_exit_code{shard=\"1\"} 1"})
    BOOST_TEST(has(text, line), line << " in " << text);
}

BOOST_AUTO_TEST_CASE(each_metric_stands_in_the_documents_and_no_other) {
  haul::run_moment now;
  now.rows = 1;
  const std::string text =
      haul::run_metrics().text({}, now, haul::busiest_hosts(), haul::run_end());
  const std::string page =
      haul::test::read_file(std::filesystem::path(HAUL_SOURCE_FOLDER) / "docs" / "metrics.md");
  const auto told = pairs_in(text, std::regex("# TYPE ([a-z_]+) ([a-z]+)"));
  BOOST_TEST(told.size() > 20U);
  BOOST_TEST((told == pairs_in(page, std::regex("\\| `([a-z_]+)` \\| ([a-z]+) \\|"))));
}

BOOST_AUTO_TEST_SUITE_END()
