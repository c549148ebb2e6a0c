#include "fault_settings.hpp"
#include "numbered_download.hpp"
#include "temporary_folder.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <ostream>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace haul::test;

namespace {

using strings = std::vector<std::string>;

constexpr std::size_t rows = 8;
const char* const part = "5.haul-part";

// A system call that fails once on the part file of row 5, or on the results.
struct bad_call {
  const char* call;
  const char* error;
  int code;         // with which haul ends
  const char* said; // nothing: haul must get over it
};

std::ostream& operator<<(std::ostream& to, const bad_call& shown) {
  return to << shown.call << " " << shown.error;
}

const bad_call on_a_part[] = {
    {"openat", "EIO", 1, "can't be created: Input/output error"},
    {"openat", "ENFILE", 1, "can't be created: Too many open files in system"},
    {"openat", "EDQUOT", 5, "can't be created: Disk quota exceeded"},
    {"write", "EIO", 1, "can't be written: Input/output error"},
    {"write", "EDQUOT", 5, "can't be written: Disk quota exceeded"},
    {"write", "EINTR", 0, nullptr},
    {"close", "EIO", 1, "can't be written: Input/output error"},
    {"close", "ENOSPC", 5, "can't be written: No space left on device"},
    {"/renameat2?", "EIO", 1, "can't be put in place: Input/output error"},
    {"/renameat2?", "EDQUOT", 5, "can't be put in place: Disk quota exceeded"},
};

const bad_call on_the_results[] = {
    {"openat", "EIO", 5, "results.jsonl' can't be opened: Input/output error"},
    {"write", "EIO", 5, "results.jsonl' can't be written: Input/output error"},
    {"write", "EDQUOT", 5, "results.jsonl' can't be written: Disk quota exceeded"},
    {"write", "EINTR", 0, nullptr},
    {"write", "EAGAIN", 0, nullptr},
};

struct fixture {
  // The next run under strace, which does `what` to calls on these paths, or on any.
  command_line injected(
      numbered_download& what_for, const std::string& what, const strings& paths,
      const strings& more) const {
    command_line command = what_for.next_run(more);
    const std::string call = what.substr(0, what.find(':'));
    strings words = {"/usr/bin/strace", "-f", "-qq",           "-o", trace(), "-e",
                     "trace=" + call,   "-e", "inject=" + what};
    for (const std::string& path : paths) {
      words.push_back("-P");
      words.push_back(path);
    }
    command.words.insert(command.words.begin(), words.begin(), words.end());
    // The leak checker can't work in a process that is traced already; what was freed counts as
    // memory in use.
    command.environment["ASAN_OPTIONS"] = "detect_leaks=0:quarantine_size_mb=1";
    return command;
  }

  std::string trace() const { return (log.path() / "trace").string(); }
  std::string results() const { return download.places().results.string(); }

  void check(const bad_call& sample, const strings& paths) {
    const finished_process ran = run(injected(
        download, std::string(sample.call) + ":error=" + sample.error + ":when=1", paths,
        {"-m", "1"}));
    BOOST_TEST_REQUIRE(
        read_file(trace()).find("INJECTED") != std::string::npos, "the call was never made");
    BOOST_TEST(ran.ended.code == sample.code, ran.errors);
    BOOST_TEST(told(download.faults()) == "");
    if (sample.said == nullptr) {
      BOOST_TEST(told(download.faults_when_done()) == "");
    } else {
      const bool recorded = std::filesystem::exists(results()) &&
                            read_file(results()).find(sample.said) != std::string::npos;
      BOOST_TEST((recorded || ran.errors.find(sample.said) != std::string::npos), ran.errors);
    }
    heals();
  }

  void heals() {
    const finished_process again = run(download.next_run());
    BOOST_TEST(again.ended.code == 0, again.errors);
    BOOST_TEST(told(download.faults_when_done()) == "");
  }

  temporary_folder log;
  temporary_folder at;
  temporary_folder beside;
  numbered_download download{rows, 3000, {at.path() / "out", beside.path() / "results.jsonl"}};
};

struct used {
  int code = -1;
  long most_memory = 0; // KiB
};

// Of this program and of what it started.
used run_measured(const command_line& command) {
  const int nothing = check_call(::open("/dev/null", O_RDWR | O_CLOEXEC), "/dev/null");
  const pid_t child = start_program(command, {nothing, nothing, nothing}, [] {});
  ::close(nothing);
  int status = 0;
  rusage usage = {};
  check_call(::wait4(child, &status, 0, &usage), "wait4");
  used made;
  made.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  made.most_memory = usage.ru_maxrss;
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(call_fault)

BOOST_DATA_TEST_CASE_F(fixture, call_on_a_part_that_fails_is_named, on_a_part, sample) {
  check(sample, {part, (download.places().folder / part).string()});
  if (sample.code == 1) {
    BOOST_TEST(download.requests() == 1U); // the others were done
  }
}

BOOST_DATA_TEST_CASE_F(fixture, call_on_the_results_that_fails_is_named, on_the_results, sample) {
  check(sample, {results()});
}

// When nothing can be forced to the disk, nothing is said to be durable; no second try of a call
// that failed makes it so.
BOOST_DATA_TEST_CASE_F(
    fixture, what_cant_be_synced_is_not_done, boost::unit_test::data::make({"batch", "each"}),
    durable) {
  const finished_process ran = run(injected(
      download, "fsync,fdatasync,syncfs,sync_file_range:error=EIO", {}, {"--durable", durable}));
  BOOST_TEST_REQUIRE(read_file(trace()).find("INJECTED") != std::string::npos, ran.errors);
  BOOST_TEST(ran.ended.code != 0);
  BOOST_TEST(download.recorded() == 0U);
  BOOST_TEST(told(download.faults()) == "");
  heals();
}

// 112 MB from a server that is much faster than the disk: they wait there, and not in memory.
BOOST_FIXTURE_TEST_CASE(slow_disk_makes_no_need_of_memory, fixture) {
  constexpr std::size_t files = 4;
  numbered_download large(
      files, 32'000'017, {at.path() / "large", beside.path() / "results.jsonl"});
  const used ended = run_measured(injected(large, "write:delay_enter=10ms", {}, {"--retry", "0"}));
  BOOST_TEST(ended.code == 0);
  BOOST_TEST(told(large.faults_when_done()) == "");
  // Sanitizers need memory of their own.
  if (!is_sanitized())
    BOOST_TEST(ended.most_memory < 48 * 1024);
}

// 300 ms for each write of each file and of each record, and for each rename; meanwhile replies lie
// around for longer than the limits. How many are asked for at once decides what the loop comes to
// between two such calls.
BOOST_DATA_TEST_CASE_F(
    fixture, slow_disk_is_not_blamed_on_the_server, boost::unit_test::data::make({"2", "3", "8"}),
    at_once) {
  const finished_process ran = run(injected(
      download, "write,renameat2:delay_enter=300ms", {},
      {"--idle-timeout", "500ms", "--first-byte-timeout", "500ms", "--retry", "0", "-m", at_once}));
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(told(download.faults_when_done()) == "");
  BOOST_TEST(download.requests() == rows);
}

BOOST_AUTO_TEST_SUITE_END()
