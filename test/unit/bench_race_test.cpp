#include "child_process.hpp"
#include "compare_peers.hpp"
#include "nginx.hpp"
#include "table.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace haul::bench;

namespace {

figures run_of(double wall, double cpu) {
  figures made;
  made.wall_seconds = wall;
  made.user_seconds = cpu / 4;
  made.system_seconds = cpu * 3 / 4;
  made.server_cpu_seconds = 0.125;
  made.memory_peak_kib = 16 * 1024;
  made.requests_per_second = 10'000 / wall;
  return made;
}

// 10,000 files; the limit is 0.1 s of sockets and 0.15 s of file calls.
peer_race small_race(bool encrypted) {
  peer_race made;
  made.encrypted = encrypted;
  made.files = 10'000;
  made.bytes = 2048;
  made.contenders = {
      {"haul", {run_of(0.3, 0.25), run_of(0.5, 0.25), run_of(0.2, 0.25)}},
      {"curl", {run_of(0.4, 0.375)}},
      {"httpx", {failed_run("not installed (Debian's package python3-httpx)")}},
      {std::string(sockets_name), {run_of(0.2, 0.1)}},
      {std::string(files_name), {run_of(0.15, 0.125)}}};
  return made;
}

peer_race large_race() {
  peer_race made;
  made.large = true;
  made.files = 1;
  made.bytes = std::size_t{1} << 30U;
  made.contenders = {{"haul", {run_of(0.25, 0.2)}}, {"curl", {run_of(0.5, 0.45)}}};
  made.contenders[0].runs[0].requests_per_second = 4;
  return made;
}

measured_peers measured() {
  measured_peers made;
  made.versions = {{"haul", "0.1.0"}, {"curl", "7.88.1"}, {"curl 8.22.0", "8.22.0"}};
  made.races = {small_race(false), large_race(), small_race(true)};
  return made;
}

double with_both(const ended_process& ended) {
  return ended.user_seconds + ended.system_seconds;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The line of `text` that begins with `beginning`, each run of blanks as one.
std::string line_of(const std::string& text, const std::string& beginning) {
  const std::size_t start = text.find("\n" + beginning);
  if (start == std::string::npos)
    return {};
  std::string made;
  for (const char each : text.substr(start + 1, text.find('\n', start + 1) - start - 1)) {
    if (each != ' ' || !made.ends_with(' '))
      made += each;
  }
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(bench_race)

BOOST_AUTO_TEST_CASE(every_other_round_runs_backwards) {
  using order = std::vector<std::size_t>;
  BOOST_TEST(order_in_round(1, 3) == (order{0, 1, 2}), boost::test_tools::per_element());
  BOOST_TEST(order_in_round(2, 3) == (order{2, 1, 0}), boost::test_tools::per_element());
  BOOST_TEST(order_in_round(3, 3) == (order{0, 1, 2}), boost::test_tools::per_element());
  BOOST_TEST(order_in_round(2, 0).empty());
}

BOOST_AUTO_TEST_CASE(limit_is_what_sockets_keep_busy_and_files_take) {
  BOOST_TEST(limit_seconds(small_race(false)) == 0.25, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(limit_needs_both_halves) {
  peer_race race = small_race(false);
  race.contenders.back().runs = {failed_run("no")};
  BOOST_TEST(limit_seconds(race) == 0);
  BOOST_TEST(limit_seconds(large_race()) == 0);
}

BOOST_AUTO_TEST_CASE(tables_set_programs_beside_curl_and_the_limit) {
  const std::string text = peers_tables({}, measured());
  BOOST_TEST(contains(text, "10,000 files of 2048 bytes from nginx over 64 connections, 5 times"));
  BOOST_TEST(
      line_of(text, "| haul") == "| haul | 0.300 | 0.200 … 0.500 | 33,333 | 25.0 | 12.5 | 0.75 | "
                                 "1.20 | 16.0 | 0 | |");
  BOOST_TEST(
      line_of(text, "| limit") == "| limit | 0.250 | | 40,000 | 22.5 | | 0.62 | 1.00 | | | |");
}

BOOST_AUTO_TEST_CASE(halves_of_the_limit_are_not_set_beside_anything) {
  const std::string text = peers_tables({}, measured());
  BOOST_TEST(
      line_of(text, "| sockets alone") ==
      "| sockets alone | 0.200 | 0.200 … 0.200 | 50,000 | 10.0 | 12.5 | | | 16.0 | | |");
  BOOST_TEST(
      line_of(text, "| file calls alone") ==
      "| file calls alone | 0.150 | 0.150 … 0.150 | 66,667 | 12.5 | | | | 16.0 | | |");
}

BOOST_AUTO_TEST_CASE(tables_name_server_and_http2) {
  peer_comparison what;
  what.http = haul::http_version::http2;
  what.server = "nghttpd";
  const std::string text = peers_tables(what, measured());
  BOOST_TEST(contains(text, "2048 bytes from nghttpd over HTTP/2, 64 at once, 5 times"));
  BOOST_TEST(contains(text, "2048 bytes from nghttpd with TLS over HTTP/2, 64 at once, 5 times"));
  BOOST_TEST(contains(text, "One file of 1024 MiB from nghttpd over HTTP/2, 5 times"));
  BOOST_TEST(contains(text, "| nghttpd µs/file |"));
}

BOOST_AUTO_TEST_CASE(curl_that_leaves_files_out_is_no_measure) {
  measured_peers failing;
  failing.races = {small_race(false)};
  failing.races[0].contenders[1].runs[0].failures = 1;
  const std::string text = peers_tables({}, failing);
  BOOST_TEST(!contains(text, "× curl"));
  BOOST_TEST(contains(text, "× limit"));
  failing.races[0].contenders.push_back({"curl 8.22.0", {run_of(0.6, 0.5)}});
  BOOST_TEST(contains(line_of(peers_tables({}, failing), "| haul"), "| 0.50 |"));
}

BOOST_AUTO_TEST_CASE(missing_peer_is_told_in_its_line) {
  BOOST_TEST(contains(
      line_of(peers_tables({}, measured()), "| httpx"),
      "not installed (Debian's package python3-httpx)"));
}

BOOST_AUTO_TEST_CASE(without_curl_and_limit_nothing_is_set_beside) {
  measured_peers alone;
  alone.races = {small_race(false)};
  alone.races[0].contenders.resize(1);
  const std::string text = peers_tables({}, alone);
  BOOST_TEST(!contains(text, "× curl"));
  BOOST_TEST(!contains(text, "limit"));
}

BOOST_AUTO_TEST_CASE(large_file_is_told_in_seconds_and_mebibytes) {
  measured_peers large;
  large.races = {large_race()};
  const std::string text = peers_tables({}, large);
  BOOST_TEST(contains(text, "One file of 1024 MiB from nginx, 5 times each in turn:"));
  BOOST_TEST(
      line_of(text, "| haul") ==
      "| haul | 0.250 | 0.250 … 0.250 | 4,096 | 0.20 | 0.12 | 0.50 | 16.0 | 0 |");
}

BOOST_AUTO_TEST_CASE(tables_tell_versions_and_disturbance) {
  measured_peers disturbed = measured();
  for (peer_race& race : disturbed.races) {
    for (contender& each : race.contenders)
      for (figures& run : each.runs)
        run.others_cpu_seconds = run.wall_seconds / 4;
  }
  const std::string text = peers_tables({}, disturbed);
  BOOST_TEST(text.starts_with("haul 0.1.0, curl 7.88.1, curl 8.22.0.\n"));
  BOOST_TEST(contains(text, "Other processes took 25 % of a core meanwhile (25 … 25"));
  BOOST_TEST(contains(text, " from nginx with TLS over 64 "));
}

BOOST_AUTO_TEST_CASE(json_holds_every_run) {
  const auto read = boost::json::parse(peers_json({}, {{"cores", "2"}}, measured()));
  BOOST_TEST(read.at("machine").at("cores").as_string() == "2");
  BOOST_TEST(read.at("http").as_int64() == 1);
  BOOST_TEST(read.at("server").as_string() == "nginx");
  BOOST_TEST(read.at("versions").at("curl 8.22.0").as_string() == "8.22.0");
  const boost::json::array& races = read.at("races").as_array();
  BOOST_REQUIRE_EQUAL(races.size(), 3U);
  BOOST_TEST(races[0].at("limit_seconds").as_double() == 0.25);
  BOOST_TEST(races[0].at("runs").at("haul").as_array().size() == 3U);
  BOOST_TEST(races[0].at("runs").at(files_name).as_array().size() == 1U);
  BOOST_TEST(races[1].at("large").as_bool());
  BOOST_TEST(races[2].at("encrypted").as_bool());
}

BOOST_AUTO_TEST_CASE(plot_has_a_bar_for_each_race_of_its_kind) {
  const std::string text = peers_plot(measured(), false);
  BOOST_TEST(contains(
      text, "\n\"haul\" 33333.3333 20000.0000 50000.0000 33333.3333 20000.0000 50000.0000\n"));
  BOOST_TEST(contains(text, "\n\"httpx\" ? ? ? ? ? ?\n"));
  BOOST_TEST(contains(text, "\n\"limit\" 40000.0000 40000.0000 40000.0000 40000"));
  BOOST_TEST(!contains(text, "alone"));
  BOOST_TEST(contains(text, "title 'plain'"));
  BOOST_TEST(contains(text, "$peers using 5:6:7 linecolor rgb '#d95f02' title 'TLS'"));
}

BOOST_AUTO_TEST_CASE(plot_finds_those_that_contend_with_tls_only) {
  measured_peers some = measured();
  some.races[0].contenders.erase(some.races[0].contenders.begin()); // haul
  const std::string text = peers_plot(some, false);
  BOOST_TEST(contains(text, "\n\"haul\" ? ? ? 33333.3333 20000.0000 50000.0000\n"));
  BOOST_TEST(contains(text, "\n\"curl\" 25000.0000 25000.0000 25000.0000 25000.0000"));
}

BOOST_AUTO_TEST_CASE(plot_of_the_large_file_is_of_seconds) {
  const std::string text = peers_plot(measured(), true);
  BOOST_TEST(contains(text, "\n\"haul\" 0.2500 0.2500 0.2500\n"));
  BOOST_TEST(contains(text, "set ylabel 'seconds'"));
  BOOST_TEST(!contains(text, "limit"));
  BOOST_TEST(!contains(text, "TLS"));
}

BOOST_AUTO_TEST_CASE(nothing_measured_is_not_drawn) {
  measured_peers nothing;
  BOOST_TEST(peers_plot(nothing, false).empty());
  nothing.races = {large_race()};
  for (contender& each : nothing.races[0].contenders)
    each.runs = {failed_run("no")};
  BOOST_TEST(peers_plot(nothing, true).empty());
}

BOOST_AUTO_TEST_CASE(scaled_run_keeps_its_rate) {
  figures run = run_of(2, 1);
  scale_to(run, 40'000, 10'000);
  BOOST_TEST(run.wall_seconds == 0.5);
  BOOST_TEST(run.cpu_seconds() == 0.25);
  BOOST_TEST(run.server_cpu_seconds == 0.125 / 4);
  BOOST_TEST(run.requests_per_second == 20'000);
  BOOST_TEST(run.memory_peak_kib == 16 * 1024);
}

BOOST_AUTO_TEST_CASE(rate_is_of_right_files_only) {
  figures run = run_of(2, 1);
  count_files(run, 100, 10);
  BOOST_TEST(run.failures == 10);
  BOOST_TEST(run.requests_per_second == 45);
  figures nothing = failed_run("no");
  count_files(nothing, 100, 100);
  BOOST_TEST(nothing.requests_per_second == 0);
}

BOOST_AUTO_TEST_CASE(whole_run_tells_its_end_and_what_it_printed) {
  program failing;
  failing.file = "/bin/sh";
  failing.arguments = {"-c", "echo said; exit 3"};
  std::string printed;
  const figures run = run_whole(failing, &printed);
  BOOST_TEST(run.problem == "exit code 3");
  BOOST_TEST(run.wall_seconds > 0);
  BOOST_TEST(printed == "said\n");
}

BOOST_AUTO_TEST_CASE(own_are_those_of_haul) {
  const std::vector<contender> own = own_of({{"haul", {}}, {"curl", {}}, {"haul-results", {}}});
  BOOST_REQUIRE_EQUAL(own.size(), 2U);
  BOOST_TEST(own[1].name == "haul-results");
}

BOOST_AUTO_TEST_CASE(ratio_needs_a_base) {
  BOOST_TEST(ratio(1, 4) == "0.25");
  BOOST_TEST(ratio(1, 0).empty());
}

BOOST_AUTO_TEST_CASE(running_program_tells_its_processor_time) {
  program busy;
  busy.file = "/bin/sh";
  busy.arguments = {"-c", "i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done; echo; read x"};
  child_process child = child_process::start(busy).value();
  child.read_line();
  const double used = child.cpu_seconds();
  BOOST_TEST(used > 0);
  // The kernel tells the first in nanoseconds, the other two cut off at microseconds.
  BOOST_TEST(with_both(child.wait()) >= used - 1e-5);
}

BOOST_AUTO_TEST_CASE(nginx_has_a_hundred_files_for_all_numbers) {
  const std::string text = nginx_configuration(8123, false);
  BOOST_TEST(contains(text, "location ~ \"^/many/[0-9]*([0-9][0-9])$\" {"));
  BOOST_TEST(contains(text, "try_files /hundred/0000$1 =404;"));
}

BOOST_AUTO_TEST_SUITE_END()
