#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

list_reply by_name(const std::string& target) {
  list_reply silent;
  silent.then = afterwards::be_silent;
  if (target.starts_with("/silent"))
    return silent;
  if (target.starts_with("/none"))
    return answered("404 Not Found", "");
  if (target.starts_with("/bad"))
    return answered("418 I'm a Teapot", "");
  return answered("200 OK", target);
}

struct fixture : get_program {
  finished_process get_codes(strings arguments) const {
    arguments.insert(arguments.begin(), server.url("/{code}"));
    return get_recorded(arguments);
  }

  // Under strace, which lets a call on the part file of `code` fail.
  finished_process get_with_fault(
      const std::string& code, const std::string& fault, strings arguments) const {
    arguments.insert(arguments.begin(), {server.url("/{code}"), "--results", results_path()});
    command_line command = get(arguments);
    const std::string part = code + ".haul-part";
    strings words = {
        "/usr/bin/strace",
        "-f",
        "-o",
        aside("trace"),
        "-e",
        "trace=" + fault.substr(0, fault.find(':')),
        "-e",
        "inject=" + fault,
        "-P",
        part,
        "-P",
        (folder() / part).string()};
    command.words.insert(command.words.begin(), words.begin(), words.end());
    // The leak checker can't work in a process that is traced already.
    command.environment["ASAN_OPTIONS"] = "detect_leaks=0";
    return run(command);
  }

  void check_usage(const strings& arguments, const std::string& named) const {
    const finished_process ran = run(get(arguments));
    BOOST_TEST_CONTEXT(ran.errors) {
      BOOST_TEST(ran.ended.code == 2);
      BOOST_TEST(ran.errors.find(named) != std::string::npos, named);
      BOOST_TEST(server.count() == 0U);
      BOOST_TEST(files().empty());
    }
  }

  list_server server{by_name};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(get_exit_codes, fixture)

BOOST_AUTO_TEST_CASE(zero_when_all_is_done) {
  write_file(folder() / "old", "");
  BOOST_TEST(get_codes({"a", "old", "none"}).ended.code == 0);
}

BOOST_AUTO_TEST_CASE(one_when_some_failed) {
  BOOST_TEST(get_codes({"a", "bad"}).ended.code == 1);
}

BOOST_AUTO_TEST_CASE(not_found_counts_as_asked_for) {
  BOOST_TEST(get_codes({"none", "--not-found", "ok"}).ended.code == 0);
  BOOST_TEST(get_codes({"none", "--not-found", "error"}).ended.code == 1);
}

BOOST_AUTO_TEST_CASE(two_for_what_cant_be_used) {
  const std::string url = server.url("/{code}");
  const std::string urls = list("u.txt", server.url("/a") + "\n");
  check_usage({}, "URL");
  check_usage({url}, "CODE");
  check_usage({server.url("/a"), "BR"}, "CODE");
  check_usage({"ftp://host/{code}", "BR"}, "URL");
  check_usage({url, "9..1"}, "9..1");
  check_usage({server.url("/{code:rot13}"), "a"}, "rot13");
  check_usage({url, "a", "-o", "{code"}, "{");
  check_usage({url, "a", "--max-requests", "0"}, "--max-requests");
  check_usage({url, "a", "--rate", "fast"}, "--rate");
  check_usage({url, "a", "--header", "no colon"}, "--header");
  check_usage({url, "a", "--header", "A: b\r\nC: d"}, "--header");
  check_usage({url, "a", "-v", "-q"}, "--quiet");
  check_usage({url, "a", "-v", "--results", "-"}, "--results");
  check_usage({"-i", urls, "--failed", urls}, "--failed");
  check_usage({"-i", urls, "--results", urls}, "--results");
  check_usage({"-i", "-", "-i", "-"}, "standard input");
  check_usage({"-i", urls, "--input-format", "xls"}, "--input-format");
  check_usage({url, "a", "--colour"}, "--colour");
  BOOST_TEST(read_file(urls) == server.url("/a") + "\n");
}

BOOST_AUTO_TEST_CASE(three_when_the_deadline_passed) {
  const finished_process ran =
      get_codes({"a", "silent1", "silent2", "-m", "2", "--deadline", "1.5"});
  BOOST_TEST(ran.ended.code == 3);
  BOOST_TEST(ran.errors.find("deadline of ") != std::string::npos, ran.errors);
  BOOST_TEST(content("a") == "/a");
  // What was cancelled has no record: the next run does it.
  BOOST_TEST(records().size() == 1U);
  BOOST_TEST(files() == strings{"a"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(deadline_ends_the_wait_for_an_input) {
  fed_pipe pipe(aside("pipe"));
  process started(get({"-i", pipe.path(), "--input-format", "urls", "--deadline", "1.5"}));
  pipe.write(server.url("/a") + "\n");
  BOOST_TEST(started.finish().code == 3);
  BOOST_TEST(written().size() == 1U);
}

BOOST_AUTO_TEST_CASE(four_after_more_errors_than_allowed) {
  const strings limits[] = {{"--max-errors", "2"}, {"--fail-fast"}, {"--max-errors", "0"}};
  for (const strings& limit : limits) {
    // One of its own each time: what the run before cancelled may still be on its way.
    const list_server fresh(by_name);
    strings arguments = {fresh.url("/{code}"), "bad1", "bad2", "bad3", "bad4", "bad5", "-m", "1"};
    arguments.insert(arguments.end(), limit.begin(), limit.end());
    std::filesystem::remove(results_path());
    const finished_process ran = get_recorded(arguments);
    BOOST_TEST(ran.ended.code == 4);
    BOOST_TEST(ran.errors.find("too many errors") != std::string::npos, ran.errors);
    const std::size_t allowed = limit.back() == "2" ? 3 : 1;
    BOOST_TEST(records().size() == allowed);
    // One more may have been asked for meanwhile.
    BOOST_TEST(fresh.count() <= allowed + 1);
  }
}

BOOST_AUTO_TEST_CASE(as_many_errors_as_allowed_are_no_reason_to_stop) {
  BOOST_TEST(get_codes({"bad1", "bad2", "a", "--max-errors", "2"}).ended.code == 1);
  BOOST_TEST(records().size() == 3U);
}

BOOST_AUTO_TEST_CASE(share_of_errors_counts_from_a_hundred_on) {
  strings codes = {"-m", "1", "--max-errors", "5%"};
  for (unsigned number = 0; number < 10; ++number)
    codes.push_back("bad" + std::to_string(number));
  codes.push_back("1..300");
  BOOST_TEST(get_codes(codes).ended.code == 4);
  BOOST_TEST(records().size() == 100U);
  // 10 of 310 are less than 5 %.
  codes[3] = "15%";
  BOOST_TEST(get_codes(codes).ended.code == 1);
  BOOST_TEST(records().size() == 310U);
}

BOOST_AUTO_TEST_CASE(five_when_the_disk_is_full_and_nothing_more_is_asked) {
  const finished_process ran = get_with_fault("3", "write:error=ENOSPC", {"1..40", "-m", "1"});
  BOOST_TEST(ran.ended.code == 5, ran.output << ran.errors);
  BOOST_TEST(ran.errors.find("No space left on device") != std::string::npos, ran.errors);
  BOOST_TEST(server.count() <= 4U);
  BOOST_TEST(files().size() <= 3U);
  BOOST_TEST(content("2") == "/2");

  // With room again, a rerun does the rest.
  server.forget();
  BOOST_TEST(get_codes({"1..40"}).ended.code == 0);
  BOOST_TEST(records().size() == 40U);
  BOOST_TEST(files().size() == 40U);
  // With the one that was cancelled, should the server have come to read it only now.
  BOOST_TEST(server.count() >= 37U);
  BOOST_TEST(server.count() <= 39U);
}

BOOST_AUTO_TEST_CASE(five_when_results_cant_be_written) {
  const std::string folder_name = folder().string();
  for (const std::string& wrong :
       {folder_name, aside("no/such/folder"), std::string("/dev/full")}) {
    const finished_process ran = run(get({server.url("/{code}"), "a", "--results", wrong}));
    BOOST_TEST(ran.ended.code == 5, wrong);
    BOOST_TEST(ran.errors.find(wrong) != std::string::npos, ran.errors);
  }
  BOOST_TEST(server.count() == 0U);
}

BOOST_AUTO_TEST_CASE(five_when_the_folder_cant_be_made) {
  write_file(folder() / "file", "");
  const finished_process ran =
      run(get({server.url("/{code}"), "a", "-d", (folder() / "file" / "sub").string()}));
  BOOST_TEST(ran.ended.code == 5);
  BOOST_TEST(server.count() == 0U);
}

BOOST_AUTO_TEST_CASE(five_when_standard_output_takes_no_results) {
  command_line command = get({server.url("/{code}"), "1..40", "-m", "1", "--results", "-"});
  command.output_file = "/dev/full";
  BOOST_TEST(run(command).ended.code == 5);
  BOOST_TEST(server.count() <= 3U);
}

BOOST_DATA_TEST_CASE_F(
    fixture, signal_ends_the_run_in_order, boost::unit_test::data::make({SIGINT, SIGTERM}),
    number) {
  process started(get(
      {server.url("/{code}"), "silent1", "silent2", "later", "-m", "2", "--grace", "0", "--results",
       results_path()}));
  server.wait_for_requests(2);
  started.send_signal(number);
  BOOST_TEST(started.finish().code == 128 + number);
  BOOST_TEST(count_in(lines_of(started.output()), "cancelled") >= 2U, started.output());
  BOOST_TEST(read_file(results_path()) == "");
  BOOST_TEST(files().empty());
  BOOST_TEST(server.count() == 2U);
}

BOOST_AUTO_TEST_CASE(signal_ends_the_wait_for_an_input) {
  fed_pipe pipe(aside("pipe"));
  process started(get({"-i", pipe.path(), "--input-format", "urls", "-v"}));
  pipe.write(server.url("/a") + "\n");
  started.wait_for("1 ok");
  started.send_signal(SIGINT);
  BOOST_TEST(started.finish().code == 130);
  BOOST_TEST(written().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
