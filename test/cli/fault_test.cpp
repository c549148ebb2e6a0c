#include "haul_program.hpp"
#include "reply_server.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <string>
#include <vector>

using namespace haul::test;

namespace {

const std::string flag_bytes(3000, 'f');

server_reply whole_flag(const std::string&) {
  return make_reply("200 OK", flag_bytes);
}

// A system call on the way of one flag that fails once, and what haul must say. strace makes it
// fail; of the calls on files only those on the part file do.
struct fault {
  const char* call;
  const char* error;
  const char* said; // nothing: haul must get over it
};

std::ostream& operator<<(std::ostream& to, const fault& shown) {
  return to << shown.call << " " << shown.error;
}

const fault network[] = {
    {"socket", "EMFILE", "can't connect to 127.0.0.1"},
    {"connect", "ECONNREFUSED", "can't connect to 127.0.0.1"},
    {"connect", "ENETUNREACH", "can't connect to 127.0.0.1"},
    {"connect", "ETIMEDOUT", "can't connect to 127.0.0.1"},
    {"sendto", "ECONNRESET", "connection lost while sending the request"},
    {"sendto", "EPIPE", "connection lost while sending the request"},
    {"sendto", "EINTR", nullptr},
    {"sendto", "EAGAIN", nullptr},
    {"recvfrom", "ECONNRESET", "connection closed before a response came"},
    {"recvfrom", "ETIMEDOUT", "connection closed before a response came"},
    {"recvfrom", "EINTR", nullptr},
    {"recvfrom", "EAGAIN", nullptr},
};

const fault files_of_the_system[] = {
    {"openat", "EACCES", "can't be created: Permission denied"},
    {"openat", "EMFILE", "can't be created: Too many open files"},
    {"openat", "EROFS", "can't be created: Read-only file system"},
    {"openat", "ENOSPC", "can't be created: No space left on device"},
    {"write", "EIO", "can't be written: Input/output error"},
    {"write", "ENOSPC", "can't be written: No space left on device"},
    {"write", "EDQUOT", "can't be written: Disk quota exceeded"},
    {"write", "EINTR", nullptr},
    {"close", "EIO", "can't be written: Input/output error"},
    {"close", "EDQUOT", "can't be written: Disk quota exceeded"},
    {"renameat", "EIO", "can't be put in place: Input/output error"},
    {"renameat", "EACCES", "can't be put in place: Permission denied"},
};

struct fixture : haul_program {
  // `haul flags BR` from our server under strace, which does `what` to the first call `call`.
  finished_process run_with(const std::string& call, const std::string& what, bool on_part) {
    const reply_server server(whole_flag);
    command_line command = flags({"BR", "-v", "-s", server.url()});
    std::vector<std::string> words = {
        "/usr/bin/strace", "-o", (log.path() / "trace").string(),          "-e",
        "trace=" + call,   "-e", "inject=" + call + ":" + what + ":when=1"};
    if (on_part) {
      // As the calls name it, and as its descriptor leads to it.
      const std::string part = "BR.gif.haul-part";
      for (const std::string& each : {part, (folder() / part).string()}) {
        words.push_back("-P");
        words.push_back(each);
      }
    }
    command.words.insert(command.words.begin(), words.begin(), words.end());
    // The leak checker can't work in a process that is traced already.
    command.environment["ASAN_OPTIONS"] = "detect_leaks=0";
    return run(command);
  }

  bool injected() const {
    const auto trace = log.path() / "trace";
    return std::filesystem::exists(trace) && read_file(trace).find("INJECTED") != std::string::npos;
  }

  void check(const fault& sample, bool on_part) {
    const finished_process ran =
        run_with(sample.call, std::string("error=") + sample.error, on_part);
    BOOST_TEST_REQUIRE(injected(), "the call was never made: " << ran.output << ran.errors);
    if (sample.said == nullptr) {
      BOOST_TEST(ran.ended.code == 0, ran.output << ran.errors);
      BOOST_TEST(content("BR.gif") == flag_bytes);
      BOOST_TEST(files().size() == 1U);
      return;
    }
    BOOST_TEST(ran.ended.code == 1);
    BOOST_TEST(ran.output.find("BR error: ") != std::string::npos, ran.output << ran.errors);
    BOOST_TEST(ran.output.find(sample.said) != std::string::npos, ran.output);
    BOOST_TEST(ran.output.find("1 error.") != std::string::npos);
    BOOST_TEST(files().empty());
  }

  temporary_folder log;
};

} // namespace

BOOST_AUTO_TEST_SUITE(fault)

BOOST_DATA_TEST_CASE_F(fixture, call_on_the_network_that_fails_is_named, network, sample) {
  check(sample, false);
}

BOOST_DATA_TEST_CASE_F(fixture, call_on_the_file_that_fails_is_named, files_of_the_system, sample) {
  check(sample, true);
}

// Killed at any of these calls, haul leaves the file whole or not at all, and the next run heals.
BOOST_DATA_TEST_CASE_F(
    fixture, kill_at_each_call_leaves_no_torn_file,
    boost::unit_test::data::make({"openat", "write", "close", "renameat"}), call) {
  const finished_process killed = run_with(call, "signal=KILL", true);
  BOOST_TEST(killed.ended.signal == 9);
  for (const std::string& name : files()) {
    if (name == "BR.gif")
      BOOST_TEST(content(name) == flag_bytes);
    else
      BOOST_TEST(name == "BR.gif.haul-part");
  }
  const reply_server server(whole_flag);
  const finished_process again = run(flags({"BR", "-v", "-s", server.url()}));
  BOOST_TEST(again.ended.code == 0);
  BOOST_TEST(files().size() == 1U);
  BOOST_TEST(content("BR.gif") == flag_bytes);
}

// The sorter of outputs needs a temporary file for so many rows; its folder is opened first.
BOOST_FIXTURE_TEST_CASE(file_system_without_nameless_files_serves_as_well, fixture) {
  const temporary_folder temporary;
  std::string rows;
  for (int each = 0; each != 200'000; ++each)
    rows += "http://h/" + std::to_string(each) + "\n";
  const std::filesystem::path from = log.path() / "list.txt";
  write_file(from, rows + "http://h/7\n");
  const std::string trace = (log.path() / "trace").string();
  command_line command = haul_command(
      {"get", "-i", from.string(), "-d", folder().string(), "-o", "{url:basename}",
       "--check-input"});
  command.words.insert(
      command.words.begin(),
      {"/usr/bin/strace", "-o", trace, "-e", "trace=openat,unlinkat", "-e",
       "inject=openat:error=EOPNOTSUPP:when=2", "-P", temporary.path().string()});
  command.environment["TMPDIR"] = temporary.path().string();
  command.environment["ASAN_OPTIONS"] = "detect_leaks=0";
  const finished_process ran = run(command);
  BOOST_TEST_REQUIRE(injected(), "the call was never made: " << ran.output << ran.errors);
  const std::string calls = read_file(trace);
  BOOST_TEST(calls.find("O_TMPFILE, 0600) = -1 EOPNOTSUPP") != std::string::npos, calls);
  BOOST_TEST(ran.ended.code == 2);
  BOOST_TEST(ran.errors.find("7 is the output of 2 rows") != std::string::npos, ran.errors);
  BOOST_TEST(temporary.content().empty());
}

BOOST_AUTO_TEST_SUITE_END()
