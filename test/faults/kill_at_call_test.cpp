#include "fault_settings.hpp"
#include "haul_program.hpp"
#include "numbered_download.hpp"
#include "temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <map>
#include <string>
#include <vector>

using namespace haul::test;

namespace {

using strings = std::vector<std::string>;

// What changes a file system, and what opens and closes. The question marks are for systems that
// lack a call.
const char* const calls =
    "trace=openat,write,?pwrite64,?rename,?renameat,?renameat2,?linkat,close,?unlink,unlinkat,"
    "fsync,fdatasync,syncfs,?mkdir,mkdirat,ftruncate,fallocate,fchmod,utimensat,fsetxattr,"
    "fremovexattr,flock,fcntl";

// Which calls of a kind came after the first that names a place of the download: from, until.
struct call_range {
  std::size_t before = 0;
  std::size_t all = 0;
};

struct fixture {
  finished_process run_traced(const strings& words) {
    command_line command = download.next_run({"-m", "3"});
    strings all = {"/usr/bin/strace", "-f", "-qq", "-s", "0", "-e", calls, "-o", trace()};
    all.insert(all.end(), words.begin(), words.end());
    command.words.insert(command.words.begin(), all.begin(), all.end());
    // The leak checker can't work in a process that is traced already.
    command.environment["ASAN_OPTIONS"] = "detect_leaks=0";
    return run(command);
  }

  std::string trace() const { return (log.path() / "trace").string(); }

  void begin_anew() {
    download.clear();
    download.break_once(5);
  }

  // By the calls' names, for the thread with most of them: strace counts for each on its own.
  std::map<std::string, call_range> count_calls() {
    begin_anew();
    const finished_process whole = run_traced({"-y"});
    BOOST_TEST_REQUIRE(whole.ended.code == 0, whole.errors);
    std::map<std::string, std::map<std::string, call_range>> counted;
    bool begun = false;
    for (const std::string& line : lines_of(read_file(trace()))) {
      const std::size_t name = line.find_first_not_of(' ', line.find(' '));
      const std::size_t open = line.find('(');
      if (line.starts_with("<...") || open == std::string::npos || name > open)
        continue;
      begun = begun || line.find(beside.path().string()) != std::string::npos ||
              line.find(at.path().string()) != std::string::npos;
      call_range& range = counted[line.substr(name, open - name)][line.substr(0, line.find(' '))];
      ++range.all;
      if (!begun)
        ++range.before;
    }
    std::map<std::string, call_range> made;
    for (const auto& [name, threads] : counted) {
      for (const auto& [thread, range] : threads) {
        if (range.all > made[name].all)
          made[name] = range;
      }
    }
    return made;
  }

  // True when the call was made, so that the kill came.
  bool kill_at(const std::string& name, std::size_t number) {
    begin_anew();
    const std::string when = std::to_string(number);
    const finished_process ran = run_traced({"-e", "inject=" + name + ":signal=KILL:when=" + when});
    if (ran.ended.signal == SIGKILL)
      BOOST_TEST(told(download.faults()) == "");
    else
      BOOST_TEST(ran.ended.code == 0, ran.errors);
    const finished_process again = run(download.next_run());
    BOOST_TEST(again.ended.code == 0, again.errors);
    BOOST_TEST(told(download.faults_when_done()) == "");
    return ran.ended.signal == SIGKILL;
  }

  temporary_folder log;
  temporary_folder at;
  temporary_folder beside;
  numbered_download download{8, 3000, {at.path() / "out", beside.path() / "results.jsonl"}};
};

} // namespace

BOOST_AUTO_TEST_SUITE(kill_at_call)

BOOST_FIXTURE_TEST_CASE(kill_at_each_call_on_files_is_healed_by_a_rerun, fixture) {
  // With sanitizers a run takes ten times as long: some of the calls then.
  const std::size_t step = setting("HAUL_CALL_STEP", is_sanitized() ? 5 : 1);
  std::size_t killed = 0;
  const std::map<std::string, call_range> counted = count_calls();
  for (const char* name : {"openat", "write", "close"})
    BOOST_TEST_REQUIRE(counted.contains(name));
  for (const auto& [name, range] : counted) {
    for (std::size_t number = range.before + 1; number <= range.all; number += step) {
      BOOST_TEST_CONTEXT(name << " " << number << " of " << range.all) {
        if (kill_at(name, number))
          ++killed;
      }
    }
  }
  BOOST_TEST_MESSAGE(killed << " kills");
  // Each file alone is opened, written, closed and renamed, and its record written.
  BOOST_TEST(killed >= 8 * 5 / step);
}

BOOST_AUTO_TEST_SUITE_END()
