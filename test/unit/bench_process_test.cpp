#include "child_process.hpp"
#include "meter.hpp"
#include "run_matrix.hpp"
#include "scratch_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>
#include <unistd.h>

using namespace haul;
using namespace haul::bench;
using namespace std::chrono_literals;

namespace {

program shell(const std::string& script) {
  program made;
  made.file = "/bin/sh";
  made.arguments = {"-c", script};
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(bench_process)

BOOST_AUTO_TEST_CASE(output_is_read_by_lines_and_to_its_end) {
  child_process child = child_process::start(shell("echo one; echo two; printf three")).value();
  BOOST_TEST(child.read_line() == "one");
  BOOST_TEST(child.read_all() == "two\nthree");
  BOOST_TEST(child.wait().fine());
}

BOOST_AUTO_TEST_CASE(line_that_is_cut_by_the_end_is_what_there_is) {
  child_process child = child_process::start(shell("printf cut")).value();
  BOOST_TEST(child.read_line() == "cut");
  BOOST_TEST(child.read_line().empty());
}

BOOST_AUTO_TEST_CASE(exit_code_is_told) {
  child_process child = child_process::start(shell("exit 3")).value();
  const ended_process ended = child.wait();
  BOOST_TEST(!ended.fine());
  BOOST_TEST(ended.describe() == "exit code 3");
}

BOOST_AUTO_TEST_CASE(signal_is_told) {
  child_process child = child_process::start(shell("kill -KILL $$")).value();
  const ended_process ended = child.wait();
  BOOST_TEST(ended.signal == SIGKILL);
  BOOST_TEST(ended.describe() == "killed by signal 9 (Killed)");
}

BOOST_AUTO_TEST_CASE(program_that_does_not_exist_ends_as_in_a_shell) {
  program missing;
  missing.file = "/nonexistent";
  child_process child = child_process::start(missing).value();
  BOOST_TEST(child.wait().code == 127);
}

BOOST_AUTO_TEST_CASE(patience_ends_a_program_that_hangs) {
  program hanging = shell("exec sleep 1000");
  hanging.patience = 1s;
  child_process child = child_process::start(hanging).value();
  BOOST_TEST(child.wait().describe() == "it took too long");
}

BOOST_AUTO_TEST_CASE(terminate_asks_a_program_to_end) {
  child_process child =
      child_process::start(shell("trap 'exit 5' TERM; echo ready; while :; do :; done")).value();
  BOOST_TEST(child.read_line() == "ready");
  child.terminate();
  BOOST_TEST(child.wait().code == 5);
}

BOOST_AUTO_TEST_CASE(destructor_ends_what_still_runs) {
  std::string id;
  {
    child_process child = child_process::start(shell("echo $$; exec sleep 1000")).value();
    id = child.read_line();
  }
  BOOST_TEST(::kill(std::atoi(id.c_str()), 0) == -1);
}

BOOST_AUTO_TEST_CASE(pinned_program_has_one_core) {
  program pinned = shell("grep Cpus_allowed_list /proc/self/status");
  pinned.core = choose_cores().server;
  child_process child = child_process::start(pinned).value();
  BOOST_TEST(child.read_line() == "Cpus_allowed_list:\t" + std::to_string(*pinned.core));
}

BOOST_AUTO_TEST_CASE(programs_are_found_by_name) {
  BOOST_TEST(find_program("sh").filename() == "sh");
  BOOST_TEST(find_program("no-such-program").empty());
}

BOOST_AUTO_TEST_CASE(scratch_folder_is_removed_with_its_content) {
  std::filesystem::path was;
  {
    const scratch_folder scratch;
    was = scratch.path();
    std::ofstream(scratch.make("inner") / "file") << "text";
    BOOST_TEST(std::filesystem::exists(was / "inner" / "file"));
  }
  BOOST_TEST(!std::filesystem::exists(was));
}

BOOST_AUTO_TEST_CASE(status_is_found_by_its_whole_name) {
  const std::string table = "VmPeakish:\t7 kB\nVmPeak:\t  42 kB\nThreads:\t3\n";
  BOOST_TEST(find_status(table, "VmPeak") == 42);
  BOOST_TEST(find_status(table, "Threads") == 3);
  BOOST_TEST(find_status(table, "VmHWM") == 0);
}

BOOST_AUTO_TEST_CASE(busy_time_is_that_of_programs_and_what_was_stolen) {
  const std::string table = "cpu  100 20 3 4000 50 60 70 8 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n";
  BOOST_TEST(
      find_busy_seconds(table) * static_cast<double>(::sysconf(_SC_CLK_TCK)) == 131,
      boost::test_tools::tolerance(1e-9));
  const double before = busy_seconds();
  BOOST_TEST(before > 0);
  BOOST_TEST(busy_seconds() >= before);
}

BOOST_AUTO_TEST_CASE(netstat_is_found_in_the_line_below_the_names) {
  const std::string table = "TcpExt: SyncookiesSent ListenOverflows\nTcpExt: 1 23\n"
                            "IpExt: InOctets\nIpExt: 5\n";
  BOOST_TEST(find_netstat(table, "ListenOverflows") == 23);
  BOOST_TEST(find_netstat(table, "InOctets") == 5);
  BOOST_TEST(find_netstat(table, "Missing") == 0);
}

BOOST_AUTO_TEST_CASE(meter_counts_what_was_used_since_it_was_made) {
  meter measured;
  measured.count_threads();
  volatile unsigned work = 0;
  for (unsigned each = 0; each != 20'000'000; ++each)
    work = work + each;
  const figures came = measured.stop(10);
  BOOST_TEST(came.threads >= 1);
  BOOST_TEST(came.wall_seconds > 0);
  BOOST_TEST(came.cpu_seconds() > 0);
  BOOST_TEST(came.requests_per_second == 10 / came.wall_seconds);
  BOOST_TEST(came.memory_peak_kib >= came.memory_before_kib);
  BOOST_TEST(came.memory_before_kib > 0);
}

BOOST_AUTO_TEST_SUITE_END()
