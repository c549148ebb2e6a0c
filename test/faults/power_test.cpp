#include "disk.hpp"
#include "fault_settings.hpp"
#include "numbered_download.hpp"
#include "temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

using namespace haul::test;

namespace {

using strings = std::vector<std::string>;
using std::chrono::steady_clock;

// What is downloaded stands on a disk that loses its power, what was said of it on another.
struct fixture {
  strings arguments(const std::string& durable) const { return {"--durable", durable, "-m", "16"}; }

  steady_clock::duration measure(const std::string& durable) {
    disk.emplace();
    const auto start = steady_clock::now();
    run_to_the_end(durable);
    const auto length = steady_clock::now() - start;
    download().clear();
    return length;
  }

  void run_to_the_end(const std::string& durable) {
    const finished_process whole = run(download().next_run(arguments(durable)));
    BOOST_TEST_REQUIRE(whole.ended.code == 0, whole.errors);
    BOOST_TEST(told(download().faults_when_done()) == "");
  }

  // The download is made anew with each disk: its folder goes with it.
  numbered_download& download() {
    if (!made || made->places().folder.parent_path() != disk->path())
      made.emplace(
          rows, 4096, numbered_places{disk->path() / "out", beside.path() / "results.jsonl"});
    return *made;
  }

  void cut_during_a_run(
      const std::string& durable, std::chrono::microseconds moment, power_cut how) {
    process started(download().next_run(arguments(durable)));
    std::this_thread::sleep_for(moment);
    disk->cut_power(how);
    started.send_signal(SIGKILL);
    started.finish();
    disk->restart();
  }

  static constexpr std::size_t rows = 500;
  temporary_folder beside;
  std::optional<ext4_disk> disk;
  std::optional<numbered_download> made;
};

} // namespace

BOOST_AUTO_TEST_SUITE(power, *boost::unit_test::precondition(can_mount))

// HAUL_DURABLE=none shows that these faults are noticed.
BOOST_FIXTURE_TEST_CASE(power_cut_loses_nothing_that_was_recorded, fixture) {
  const char* const given = std::getenv("HAUL_DURABLE");
  const std::string durable = given == nullptr ? "batch" : given;
  std::mt19937_64 random(seed_of_test());
  const steady_clock::duration whole = measure(durable);
  const std::uint64_t cuts = setting("HAUL_POWER_CUTS", 3);
  std::size_t recorded = 0;
  for (std::uint64_t cut = 0; cut < cuts; ++cut) {
    disk.reset();
    disk.emplace();
    const std::chrono::microseconds moment = random_moment(random, whole);
    const power_cut how = random() % 2 == 0 ? power_cut::drop_all : power_cut::write_journal;
    BOOST_TEST_CONTEXT(
        "cut " << cut << " after " << moment.count() << " us, " << static_cast<int>(how)) {
      cut_during_a_run(durable, moment, how);
      recorded += download().recorded();
      BOOST_TEST(told(download().faults()) == "");
      run_to_the_end(durable);
      download().clear();
    }
  }
  BOOST_TEST_MESSAGE(cuts << " cuts, " << recorded << " files recorded before them");
}

// A cut at the very end, when all is recorded: the last files must not wait for company.
BOOST_FIXTURE_TEST_CASE(power_cut_after_the_last_record_loses_nothing, fixture) {
  for (const char* durable : {"batch", "each"}) {
    disk.reset();
    disk.emplace();
    run_to_the_end(durable);
    BOOST_TEST(download().recorded() == rows);
    disk->cut_power(power_cut::drop_all);
    disk->restart();
    BOOST_TEST(told(download().faults()) == "");
    BOOST_TEST(download().standing() == rows);
    download().clear();
  }
}

// What these cuts do, and that it is noticed: without the option files are lost.
BOOST_FIXTURE_TEST_CASE(power_cut_without_durability_is_noticed, fixture) {
  disk.emplace();
  run_to_the_end("none");
  disk->cut_power(power_cut::drop_all);
  disk->restart();
  BOOST_TEST(!download().faults().empty());
}

BOOST_AUTO_TEST_SUITE_END()
