#include "background_h2_server.hpp"
#include "fault_settings.hpp"
#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <ctime>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

using namespace haul::test;

namespace {

using strings = std::vector<std::string>;

// libfaketime doesn't go with a runtime that wants to come first.
boost::test_tools::assertion_result has_plain_build(boost::unit_test::test_unit_id) {
  boost::test_tools::assertion_result made(!is_sanitized());
  made.message() << "the clock can't be faked under sanitizers";
  return made;
}

std::string fake_clock_library() {
  for (const auto& each : std::filesystem::directory_iterator("/usr/lib")) {
    const auto found = each.path() / "faketime" / "libfaketime.so.1";
    if (std::filesystem::exists(found))
      return found.string();
  }
  throw std::runtime_error("libfaketime is missing (Debian package libfaketime)");
}

// A run whose clock says what a file says, in seconds from the real one: `+86400`. The monotonic
// clock goes on as it is, as when somebody sets the time.
struct fixture : get_program {
  void set_clock(const std::string& shift) const {
    write_file(aside("clock.new"), shift + "\n");
    std::filesystem::rename(aside("clock.new"), aside("clock"));
  }

  command_line get_faked(strings arguments) const {
    arguments.insert(arguments.begin(), {"--results", results_path()});
    command_line command = get(std::move(arguments));
    command.environment["LD_PRELOAD"] = fake_clock_library();
    return command;
  }

  // All clocks twenty times as fast, and what is waited for by them. A moment that is past already
  // when it is waited for never comes in libfaketime, so there must be time to say it.
  finished_process get_in_fast_time(strings arguments) const {
    command_line command = get_faked(std::move(arguments));
    command.environment["FAKETIME"] = "+0 x20";
    return run(command);
  }

  finished_process get_with_clock(strings arguments) const {
    command_line command = get_faked(std::move(arguments));
    command.environment["FAKETIME_TIMESTAMP_FILE"] = aside("clock");
    command.environment["FAKETIME_NO_CACHE"] = "1";
    command.environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
    return run(command);
  }

  // What a record says of its times can't be longer than the whole run took.
  void check_times(std::chrono::steady_clock::duration whole) const {
    const double most = std::chrono::duration<double, std::milli>(whole).count();
    for (const auto& [row, each] : records()) {
      for (const char* name : {"elapsed_ms", "queue_ms", "first_byte_ms", "body_ms"}) {
        BOOST_TEST(each.at(name).to_number<double>() >= 0.0);
        BOOST_TEST(each.at(name).to_number<double>() <= most);
      }
    }
  }
};

// So many seconds from now, by the real clock.
std::string http_date(int seconds) {
  const std::time_t moment = std::time(nullptr) + seconds;
  char made[64] = {};
  std::strftime(made, sizeof made, "%a, %d %b %Y %H:%M:%S GMT", std::gmtime(&moment));
  return made;
}

boost::asio::awaitable<void> answer_after_two_pings(h2_stream peer) {
  co_await peer.until([](const h2_record& seen) { return seen.connections[0].pings >= 2; });
  peer.answer("200", {{"content-length", "0"}});
}

boost::asio::awaitable<void> fall_dead(h2_stream peer) {
  if (peer.connection().number() != 0) {
    peer.answer("200", {{"content-length", "0"}});
    co_return;
  }
  peer.connection().stop_reading();
  co_await peer.until_over();
}

const char* const jumps[] = {"+34560000", "-34560000", "+3600", "-3600"};

} // namespace

BOOST_AUTO_TEST_SUITE(clock_jump, *boost::unit_test::precondition(has_plain_build))

// Each reply is on its way when the clock is set: no limit is over, none lasts for ever.
BOOST_DATA_TEST_CASE_F(fixture, jump_in_a_run_makes_no_difference, jumps, jump) {
  unsigned asked = 0;
  list_server server([&](const std::string& target) {
    set_clock(++asked % 2 == 1 ? jump : "+0");
    return answered("200 OK", target, "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
  });
  set_clock("+0");
  const auto start = std::chrono::steady_clock::now();
  const finished_process ran = get_with_clock(
      {"--timeout", "50", "--deadline", "55", "--rate", "1000", server.url("/{code}"), "1..20"});
  const auto whole = std::chrono::steady_clock::now() - start;
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(records().size() == 20U);
  BOOST_TEST(files().size() == 20U);
  BOOST_TEST(server.count() == 20U);
  check_times(whole);

  // What was done by that clock is done by this one.
  server.forget();
  set_clock("+0");
  BOOST_TEST(get_with_clock({server.url("/{code}"), "1..20"}).ended.code == 0);
  BOOST_TEST(server.count() == 0U);
}

// A date is meant by the server's clock: a machine that is a year behind does not wait a year, nor
// the 10 minutes that are the most, and one that is ahead does not come too early.
BOOST_DATA_TEST_CASE_F(fixture, wrong_clock_does_not_stretch_a_pause, jumps, jump) {
  unsigned asked = 0;
  list_server server([&](const std::string&) {
    if (++asked == 1)
      return answered(
          "503 Service Unavailable", "",
          "Date: " + http_date(0) + "\r\nRetry-After: " + http_date(1) + "\r\n");
    return answered("200 OK", "here");
  });
  set_clock(jump);
  const auto start = std::chrono::steady_clock::now();
  const finished_process ran =
      get_with_clock({"--deadline", "30", "--retry-delay", "1ms", server.url("/{code}"), "a"});
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST((std::chrono::steady_clock::now() - start >= std::chrono::seconds(1)));
  BOOST_TEST(content("a") == "here");
  BOOST_TEST(server.count() == 2U);
}

// No limit of the task's ends these waits.
const strings patient = {
    "--http2-prior-knowledge", "--first-byte-timeout", "1h", "--retry-delay", "1ms"};

BOOST_FIXTURE_TEST_CASE(server_that_is_slow_is_asked_for_signs_of_life_and_waited_for, fixture) {
  background_h2_server server(service_of(answer_after_two_pings));
  strings words = patient;
  words.insert(words.end(), {server.url("/{code}"), "1..3"});
  const finished_process ran = get_in_fast_time(words);
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  for (const auto& [row, each] : records())
    BOOST_TEST(member(each, "attempts") == "1");
  BOOST_TEST(server.record().connections.size() == 1U);
  BOOST_TEST(server.record().connections[0].pings >= 2U);
}

BOOST_FIXTURE_TEST_CASE(server_that_gives_no_sign_of_life_is_given_up, fixture) {
  background_h2_server server(service_of(fall_dead));
  strings words = patient;
  words.insert(words.end(), {"--retry", "1", server.url("/{code}"), "1..3"});
  const finished_process ran = get_in_fast_time(words);
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(records().size() == 3U);
  BOOST_TEST(server.record().connections.size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
