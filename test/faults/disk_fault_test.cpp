#include "disk.hpp"
#include "numbered_download.hpp"
#include "temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace haul::test;

namespace {

using strings = std::vector<std::string>;

struct fixture {
  static void ends_with(const finished_process& ran, int code, const std::string& said) {
    BOOST_TEST(ran.ended.code == code, ran.errors);
    BOOST_TEST(ran.errors.find(said) != std::string::npos, ran.errors);
  }

  static void heals(numbered_download& download, const strings& more = {}) {
    const finished_process again = run(download.next_run(more));
    BOOST_TEST(again.ended.code == 0, again.errors);
    BOOST_TEST(told(download.faults_when_done()) == "");
  }

  std::filesystem::path results() const { return beside.path() / "results.jsonl"; }

  temporary_folder at;
  temporary_folder beside;
};

// The command with limits of the system, which are set by this program and its words.
command_line limited(command_line command, strings words) {
  words.insert(words.end(), command.words.begin(), command.words.end());
  command.words = std::move(words);
  return command;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(disk_fault, fixture)

BOOST_AUTO_TEST_CASE(
    full_disk_ends_the_run_and_room_heals, *boost::unit_test::precondition(can_mount)) {
  const memory_disk disk("1m");
  numbered_download download(400, 64 * 1024, {disk.path() / "out", results()});
  ends_with(run(download.next_run({"-m", "4"})), 5, "No space left on device");
  BOOST_TEST(told(download.faults()) == "");
  BOOST_TEST(download.recorded() > 0U);
  BOOST_TEST(download.recorded() == download.standing());
  // It starts nothing more, but for what was on its way and not looked at yet.
  BOOST_TEST(download.requests() < 200U);

  // Still full: it says so again, and what was done stays.
  const std::size_t stood = download.standing();
  ends_with(run(download.next_run({"-m", "4"})), 5, "No space left on device");
  BOOST_TEST(told(download.faults()) == "");
  BOOST_TEST(download.standing() >= stood);

  disk.resize("64m");
  heals(download);
}

BOOST_AUTO_TEST_CASE(
    full_disk_under_the_results_ends_the_run, *boost::unit_test::precondition(can_mount)) {
  const memory_disk disk("16k");
  numbered_download download(2000, 3000, {at.path() / "out", disk.path() / "results.jsonl"});
  ends_with(run(download.next_run({"-m", "4"})), 5, "results.jsonl");
  BOOST_TEST(told(download.faults()) == "");
  BOOST_TEST(download.recorded() > 0U);
  BOOST_TEST(download.requests() < 500U);

  // There is no room to go on from them either: nothing is asked, and none is lost.
  const std::size_t recorded = download.recorded();
  ends_with(run(download.next_run()), 5, "No space left on device");
  BOOST_TEST(download.requests() == 0U);
  BOOST_TEST(download.recorded() == recorded);

  disk.resize("1m");
  heals(download);
}

BOOST_AUTO_TEST_CASE(
    disk_that_became_read_only_is_named_before_anything_is_asked,
    *boost::unit_test::precondition(can_mount)) {
  const memory_disk disk("1m");
  numbered_download download(8, 3000, {disk.path() / "out", results()});
  heals(download);
  std::filesystem::remove(disk.path() / "out" / "3");
  disk.make_read_only();
  ends_with(run(download.next_run()), 5, "Read-only file system");
  BOOST_TEST(download.requests() == 0U);
  BOOST_TEST(download.standing() == 7U);
  disk.make_writable();
  heals(download);
  BOOST_TEST(download.requests() == 1U);
}

BOOST_AUTO_TEST_CASE(
    results_on_a_read_only_disk_are_named_before_anything_is_asked,
    *boost::unit_test::precondition(can_mount)) {
  const memory_disk disk("1m");
  numbered_download download(8, 3000, {at.path() / "out", disk.path() / "results.jsonl"});
  disk.make_read_only();
  ends_with(run(download.next_run()), 5, "Read-only file system");
  BOOST_TEST(download.requests() == 0U);
  disk.make_writable();
  heals(download);
}

// As nobody in particular, or as a root that must obey the modes.
BOOST_AUTO_TEST_CASE(folder_of_somebody_else_is_named_before_anything_is_asked) {
  numbered_download download(8, 3000, {at.path() / "out", results()});
  std::filesystem::create_directory(at.path() / "out");
  std::filesystem::permissions(at.path() / "out", std::filesystem::perms(0555));
  const auto obeying = [&] {
    const command_line command = download.next_run();
    if (::geteuid() != 0)
      return run(command);
    return run(
        limited(command, {"/usr/bin/setpriv", "--bounding-set=-dac_override,-dac_read_search"}));
  };
  ends_with(obeying(), 5, "Permission denied");
  BOOST_TEST(download.requests() == 0U);
  std::filesystem::permissions(at.path() / "out", std::filesystem::perms(0755));
  BOOST_TEST(obeying().ended.code == 0);
  BOOST_TEST(told(download.faults_when_done()) == "");
}

BOOST_AUTO_TEST_CASE(few_descriptors_are_fewer_requests_at_once) {
  numbered_download download(300, 3000, {at.path() / "out", results()});
  const finished_process ran =
      run(limited(download.next_run({"-m", "200"}), {"/usr/bin/prlimit", "--nofile=32:32"}));
  ends_with(ran, 0, "fewer requests at once");
  BOOST_TEST(told(download.faults_when_done()) == "");
}

// Such a limit makes a write shorter than asked, and the next one fails with a signal to go with
// it.
BOOST_AUTO_TEST_CASE(file_over_the_limit_of_the_system_fails_alone) {
  numbered_download download(40, 20000, {at.path() / "out", results()});
  std::size_t too_long = 0;
  for (std::size_t row = 1; row <= 40; ++row)
    too_long += download.size(row) > 16000 ? 1 : 0;
  const finished_process ran =
      run(limited(download.next_run(), {"/usr/bin/prlimit", "--fsize=16000:16000"}));
  BOOST_TEST(ran.ended.code == 1, ran.errors << ran.ended.signal);
  BOOST_TEST(read_file(results()).find("File too large") != std::string::npos);
  BOOST_TEST(download.recorded("error") == too_long);
  BOOST_TEST(download.standing() == 40 - too_long);
  BOOST_TEST(told(download.faults()) == "");
  heals(download);
}

BOOST_AUTO_TEST_SUITE_END()
