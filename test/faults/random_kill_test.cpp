#include "fault_settings.hpp"
#include "numbered_download.hpp"
#include "temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <random>
#include <string>
#include <thread>
#include <vector>

using namespace haul::test;

namespace {

using strings = std::vector<std::string>;
using std::chrono::steady_clock;

struct fixture {
  // The length of a run of this command with nothing done before, to draw moments from.
  steady_clock::duration measure() {
    const auto start = steady_clock::now();
    const finished_process whole = run(download.next_run());
    const auto length = steady_clock::now() - start;
    BOOST_TEST_REQUIRE(whole.ended.code == 0, whole.errors);
    BOOST_TEST(told(download.faults_when_done()) == "");
    download.clear();
    return length;
  }

  // True when the kill came before the end.
  bool run_and_kill(std::chrono::microseconds moment, const strings& more) {
    process started(download.next_run(more));
    std::this_thread::sleep_for(moment);
    started.send_signal(SIGKILL);
    const exit_report ended = started.finish();
    if (ended.signal == SIGKILL) {
      BOOST_TEST(told(download.faults()) == "");
      return true;
    }
    BOOST_TEST(ended.code == 0, started.errors());
    BOOST_TEST(told(download.faults_when_done()) == "");
    download.clear();
    return false;
  }

  temporary_folder at;
  temporary_folder beside;
  numbered_download download{2000, 4096, {at.path() / "out", beside.path() / "results.jsonl"}};
};

} // namespace

BOOST_AUTO_TEST_SUITE(random_kill)

// Kills in a row over one folder: what each leaves is what the next one finds.
BOOST_FIXTURE_TEST_CASE(kill_at_random_moments_loses_and_repeats_nothing, fixture) {
  std::mt19937_64 random(seed_of_test());
  steady_clock::duration whole = measure();
  const std::uint64_t wanted = setting("HAUL_KILLS", 20);
  std::uint64_t killed = 0;
  std::size_t done_in_between = 0;
  while (killed < wanted) {
    const std::chrono::microseconds moment = random_moment(random, whole);
    const std::string requests = std::to_string(1U << random() % 8);
    download.break_once(1 + random() % 2000);
    BOOST_TEST_CONTEXT("kill " << killed << " after " << moment.count() << " us, -m " << requests) {
      const bool anew = download.standing() == 0;
      if (run_and_kill(moment, {"-m", requests})) {
        ++killed;
        continue;
      }
      ++done_in_between;
      // Faster than when it was measured: later moments would be after the end of all runs.
      if (anew)
        whole = moment;
    }
  }
  BOOST_TEST_MESSAGE(killed << " kills, and the folder was done " << done_in_between << " times");
  const finished_process last = run(download.next_run());
  BOOST_TEST(last.ended.code == 0, last.errors);
  BOOST_TEST(told(download.faults_when_done()) == "");
}

// The checks above would say so if something were wrong.
BOOST_FIXTURE_TEST_CASE(torn_files_and_false_records_are_noticed, fixture) {
  measure();
  BOOST_TEST(run(download.next_run()).ended.code == 0);
  write_file(at.path() / "out" / "7", "torn");
  std::filesystem::remove(at.path() / "out" / "8");
  write_file(at.path() / "out" / "9.haul-part", "left over");
  // Torn, and not as recorded; not there, and recorded all the same.
  BOOST_TEST(download.faults().size() == 3U);
  // The last is missing, and the part is left over.
  BOOST_TEST(download.faults_when_done().size() == 5U);
}

BOOST_AUTO_TEST_SUITE_END()
