#include "bench_options.hpp"
#include "compare_far.hpp"
#include "delay_line.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace haul::bench;
using namespace std::chrono_literals;

namespace {

using time_point = delay_line::clock::time_point;

constexpr time_point start{1h};

far_comparison parse(std::vector<std::string> typed) {
  CLI::App app;
  bench_options made;
  add_options(app, made);
  typed.insert(typed.begin(), "far");
  std::ranges::reverse(typed); // as CLI11 wants them
  app.parse(typed);
  return made.far;
}

figures run_of(double wall) {
  figures made;
  made.wall_seconds = wall;
  made.user_seconds = 0.5;
  made.system_seconds = 0.25;
  made.memory_peak_kib = 16 * 1024;
  made.requests_per_second = 1 / wall;
  return made;
}

measured_far measured() {
  measured_far made;
  made.versions = {{"haul", "0.1.0"}, {"nginx", "1.22.1"}};
  made.contenders = {
      {"haul HTTP/1.1", {run_of(4), run_of(2), run_of(8)}},
      {"haul HTTP/2", {run_of(8)}},
      {"curl HTTP/1.1", {failed_run("not installed")}},
      {"curl HTTP/2", {run_of(16)}}};
  return made;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(bench_far)

BOOST_AUTO_TEST_CASE(pieces_come_out_in_order_each_after_the_delay) {
  delay_line line(50ms, 100);
  BOOST_TEST(line.empty());
  line.put(start, "first");
  line.put(start + 10ms, "second");
  BOOST_TEST((line.due() == start + 50ms));
  BOOST_TEST(line.take() == "first");
  BOOST_TEST((line.due() == start + 60ms));
  BOOST_TEST(line.take() == "second");
  BOOST_TEST(line.empty());
}

BOOST_AUTO_TEST_CASE(bytes_make_room_once_their_receipt_is_back) {
  delay_line line(50ms, 10);
  BOOST_TEST(line.room(start) == 10U);
  line.put(start, "1234567");
  BOOST_TEST(line.room(start + 1h) == 3U);
  line.take();
  BOOST_TEST(line.room(start + 1h) == 3U);
  line.delivered(start + 60ms, 7);
  BOOST_TEST((line.next_room() == start + 110ms));
  BOOST_TEST(line.room(start + 109ms) == 3U);
  BOOST_TEST(line.room(start + 110ms) == 10U);
}

BOOST_AUTO_TEST_CASE(no_room_is_to_come_before_anything_is_delivered) {
  delay_line line(50ms, 3);
  line.put(start, "123");
  BOOST_TEST(line.room(start + 1h) == 0U);
  BOOST_TEST((line.next_room() == time_point::max()));
}

BOOST_AUTO_TEST_CASE(usual_way_is_long_and_fat) {
  const far_comparison what = parse({});
  BOOST_TEST(what.bytes == 1'073'741'824U);
  BOOST_TEST(what.delay == 50U);
  BOOST_TEST(what.pipe_mib == 64U);
  BOOST_TEST(what.programs.size() == 2U);
}

BOOST_AUTO_TEST_CASE(options_say_how_far_and_how_much) {
  const far_comparison what = parse(
      {"--bytes", "7", "--delay", "3", "--pipe", "2", "--programs", "curl", "--patience", "9"});
  BOOST_TEST(what.bytes == 7U);
  BOOST_TEST(what.delay == 3U);
  BOOST_TEST(what.pipe_mib == 2U);
  BOOST_TEST(what.programs == std::vector<std::string>{"curl"}, boost::test_tools::per_element());
  BOOST_TEST(what.patience == 9U);
}

BOOST_AUTO_TEST_CASE(wrong_options_are_refused) {
  BOOST_CHECK_THROW(parse({"--bytes", "0"}), CLI::ParseError);
  BOOST_CHECK_THROW(parse({"--pipe", "0"}), CLI::ParseError);
  BOOST_CHECK_THROW(parse({"--programs", "aria2"}), CLI::ParseError);
}

BOOST_AUTO_TEST_CASE(table_sets_http2_beside_http1_of_the_same_program) {
  const std::string text = far_table({}, measured());
  BOOST_TEST(contains(text, "haul 0.1.0, nginx 1.22.1.\n"));
  BOOST_TEST(contains(
      text, "One file of 1024 MiB from nginx with TLS, 100 ms away and back, 64 MiB under way at "
            "most (so 640 MiB/s), 3 times each in turn:"));
  BOOST_TEST(contains(text, "| haul HTTP/1.1 |  4.000 |   2.000 … 8.000 |   256 |       1.00 |"));
  BOOST_TEST(contains(text, "| haul HTTP/2   |  8.000 |   8.000 … 8.000 |   128 |       0.50 |"));
  BOOST_TEST(contains(text, "| not installed |"));
}

BOOST_AUTO_TEST_CASE(json_holds_every_run_and_the_way) {
  const auto read = boost::json::parse(far_json({}, {{"cores", "2"}}, measured()));
  BOOST_TEST(read.at("delay_milliseconds").as_int64() == 50);
  BOOST_TEST(read.at("pipe_mib").as_int64() == 64);
  BOOST_TEST(read.at("runs").at("haul HTTP/1.1").as_array().size() == 3U);
  BOOST_TEST(read.at("runs").at("curl HTTP/2").as_array().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
