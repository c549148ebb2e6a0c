#include "child.hpp"
#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <sys/inotify.h>
#include <unistd.h>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

// Waits until a file is replaced by one that holds a text.
class file_watch {
 public:
  explicit file_watch(const std::filesystem::path& path)
      : path_(path),
        descriptor_(check_call(::inotify_init1(IN_CLOEXEC), "inotify")) {
    const std::string folder = path.parent_path().string();
    check_call(::inotify_add_watch(descriptor_, folder.c_str(), IN_MOVED_TO), "inotify");
  }
  ~file_watch() { ::close(descriptor_); }
  file_watch(const file_watch&) = delete;
  file_watch& operator=(const file_watch&) = delete;

  // Whether that came in time.
  bool wait_for(const std::string& text) const {
    const auto latest = latest_end();
    std::array<pollfd, 1> waiting = {pollfd{descriptor_, POLLIN, 0}};
    while (!std::filesystem::exists(path_) || read_file(path_).find(text) == std::string::npos) {
      if (!wait_for_input(waiting, latest))
        return false;
      std::array<char, 4096> dropped;
      check_call(static_cast<int>(::read(descriptor_, dropped.data(), dropped.size())), "read");
    }
    return true;
  }

 private:
  std::filesystem::path path_;
  int descriptor_;
};

struct fixture : get_program {
  list_reply answer(const std::string& target) const {
    if (target == "/held") // until somebody sees that it is
      seen_in_flight = file_watch(aside("haul.prom")).wait_for("\nhaul_tasks_in_flight 1\n");
    if (target == "/none")
      return answered("404 Not Found", "");
    if (target == "/bad")
      return answered("418 I'm a Teapot", "");
    return answered("200 OK", "12345");
  }

  finished_process get_codes(const strings& codes, strings more = {}) const {
    strings arguments = {server.url("/{code}"), "--metrics-file", aside("haul.prom")};
    arguments.insert(arguments.end(), codes.begin(), codes.end());
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(get(arguments));
  }

  std::string metrics() const { return aside_content("haul.prom"); }

  void check_lines(const strings& lines) const {
    const std::string text = metrics();
    for (const std::string& line : lines)
      BOOST_TEST(text.find('\n' + line + '\n') != std::string::npos, line << " in " << text);
  }

  mutable bool seen_in_flight = false;
  list_server server{[this](const std::string& target) { return answer(target); }};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(get_metrics, fixture)

BOOST_AUTO_TEST_CASE(file_tells_at_the_end_what_became_of_all) {
  write_file(folder() / "old", "");
  const finished_process ran = get_codes({"a", "b", "none", "bad", "old", "x/y"});
  BOOST_TEST(ran.ended.code == 1, ran.errors);
  check_lines(
      {"haul_tasks_total{status=\"ok\"} 2", "haul_tasks_total{status=\"not_found\"} 1",
       "haul_tasks_total{status=\"error\"} 2", "haul_tasks_total{status=\"skipped\"} 1",
       "haul_errors_total{kind=\"http_status\"} 1", "haul_errors_total{kind=\"bad_output\"} 1",
       "haul_http_errors_total{code=\"418\"} 1", "haul_errors_total{kind=\"timed_out\"} 0",
       "haul_received_bytes_total 10", "haul_file_bytes_total 10", "haul_tasks_in_flight 0",
       "haul_tasks_waiting 0", "haul_rows 6", "haul_task_duration_seconds_count 4",
       "haul_exit_code 1", "haul_host_limit{host=\"127.0.0.1\"} 6",
       "haul_host_in_flight{host=\"127.0.0.1\"} 0"});
  BOOST_TEST(!std::filesystem::exists(aside("haul.prom.tmp")));
}

BOOST_AUTO_TEST_CASE(file_is_replaced_while_the_run_goes_on) {
  const finished_process ran = get_codes({"held", "a"}, {"--metrics-interval", "100ms", "-m", "1"});
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(seen_in_flight);
  check_lines({"haul_tasks_total{status=\"ok\"} 2", "haul_exit_code 0", "haul_max_requests 1"});
}

BOOST_AUTO_TEST_CASE(labels_stand_at_each_sample) {
  const finished_process ran =
      get_codes({"a"}, {"--metrics-label", "shard=3", "--metrics-label=x=\"y"});
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  for (const std::string& line : lines_of(metrics())) {
    if (!line.starts_with('#'))
      BOOST_TEST(line.find("{shard=\"3\",x=\"\\\"y\"") != std::string::npos, line);
  }
}

BOOST_AUTO_TEST_CASE(prometheus_own_tool_finds_nothing_wrong) {
  BOOST_TEST(get_codes({"a", "none", "bad"}).ended.code == 1);
  command_line check;
  check.words = {"/usr/bin/promtool", "check", "metrics"};
  const finished_process checked = run(reading_from(check, aside("haul.prom")));
  BOOST_TEST(checked.ended.code == 0);
  BOOST_TEST(checked.output + checked.errors == "");
}

BOOST_AUTO_TEST_CASE(environment_and_settings_file_order_it_too) {
  command_line command = get({server.url("/a")});
  command.environment["HAUL_METRICS_FILE"] = aside("haul.prom");
  command.environment["HAUL_CONFIG"] = list("haul.toml", "metrics-label = [\"job=nightly\"]\n");
  const finished_process ran = run(command);
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  check_lines({"haul_tasks_total{job=\"nightly\",status=\"ok\"} 1"});
}

BOOST_AUTO_TEST_CASE(what_can_not_be_written_is_refused_before_the_first_request) {
  std::filesystem::create_directory(aside("haul.prom"));
  for (const std::string& path : {aside("haul.prom"), aside("missing/haul.prom")}) {
    write_file(aside("failed"), "kept");
    const finished_process ran =
        run(get({server.url("/a"), "--metrics-file", path, "--failed", aside("failed")}));
    BOOST_TEST(ran.ended.code == 5);
    BOOST_TEST(ran.errors.find(path) != std::string::npos, ran.errors);
    BOOST_TEST(aside_content("failed") == "kept");
  }
  BOOST_TEST(server.count() == 0U);
}

BOOST_AUTO_TEST_CASE(options_that_make_no_sense_are_refused) {
  const std::string path = aside("same");
  const std::vector<strings> all = {
      {"--metrics-file", "-"},
      {"--metrics-file", ""},
      {"--metrics-file", path, "--results", path},
      {"--metrics-file", path, "--failed", path},
      {"--metrics-interval", "99ms"},
      {"--metrics-interval", "61m"},
      {"--metrics-label", "host=x"},
      {"--metrics-label", "a=1", "--metrics-label", "a=2"}};
  for (const strings& each : all) {
    strings arguments = {server.url("/a")};
    arguments.insert(arguments.end(), each.begin(), each.end());
    const finished_process ran = run(get(arguments));
    BOOST_TEST(ran.ended.code == 2, each.back());
    BOOST_TEST(ran.errors.find("--metrics") != std::string::npos, ran.errors);
  }
  BOOST_TEST(server.count() == 0U);
}

// A folder that is taken away is the file system's failure that tests can make.
BOOST_AUTO_TEST_CASE(file_that_can_not_be_written_any_more_is_told_of_once_and_stops_nothing) {
  const std::filesystem::path gone = aside("gone");
  std::filesystem::create_directory(gone);
  list_server other([&](const std::string& target) {
    std::filesystem::remove_all(gone);
    return answered("200 OK", target);
  });
  const finished_process ran = run(get(
      {other.url("/{code}"), "a", "b", "c", "--metrics-interval", "100ms", "--metrics-file",
       gone / "haul.prom"}));
  BOOST_TEST(ran.ended.code == 0);
  const std::string said = "warning: --metrics-file: '" + (gone / "haul.prom.tmp").string() + "'";
  BOOST_TEST(ran.errors.find(said) != std::string::npos, ran.errors);
  BOOST_TEST(ran.errors.find(said) == ran.errors.rfind(said), ran.errors);
  BOOST_TEST(written().size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
