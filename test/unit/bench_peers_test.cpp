#include "bare_files.hpp"
#include "bench_options.hpp"
#include "peer_program.hpp"
#include "peer_scripts.hpp"
#include "race_course.hpp"
#include "socket_load.hpp"
#include "temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace haul;
using namespace haul::bench;

namespace {

using words = std::vector<std::string>;

list_order order(bool encrypted) {
  list_order made;
  made.list = "/a list";
  made.folder = "/a folder";
  made.connections = 17;
  if (encrypted)
    made.ca_file = "/a certificate";
  return made;
}

words arguments_for(std::string_view name, bool encrypted = false) {
  return find_peer_program(name).called.arguments(order(encrypted));
}

words http2_arguments_for(std::string_view name, bool encrypted) {
  list_order made = order(encrypted);
  made.http = http_version::http2;
  return find_peer_program(name).called.arguments(made);
}

bool has(const words& in, const std::string& end) {
  return std::ranges::any_of(in, [&](const std::string& each) { return each.ends_with(end); });
}

peer_comparison parse(words typed) {
  CLI::App app;
  bench_options made;
  add_options(app, made);
  typed.insert(typed.begin(), "peers");
  std::ranges::reverse(typed); // as CLI11 wants them
  app.parse(typed);
  return made.peers;
}

// A program that prints this, whatever it is asked.
std::filesystem::path program_that(const test::temporary_folder& in, const std::string& script) {
  const std::filesystem::path file = in.path() / "program";
  test::write_file(file, "#!/bin/sh\n" + script + "\n");
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  return file;
}

std::size_t entries_of(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

} // namespace

BOOST_AUTO_TEST_SUITE(bench_peers)

BOOST_AUTO_TEST_CASE(every_peer_is_told_list_folder_and_connections) {
  for (const peer_program& each : peer_programs()) {
    BOOST_TEST_CONTEXT(each.called.name) {
      const words told = each.called.arguments(order(false));
      BOOST_TEST(has(told, "/a list"));
      BOOST_TEST(has(told, "/a folder"));
      BOOST_TEST(has(told, "17"));
      BOOST_TEST(!has(told, "/a certificate"));
    }
  }
}

BOOST_AUTO_TEST_CASE(every_peer_is_told_whom_to_trust) {
  for (const peer_program& each : peer_programs()) {
    BOOST_TEST_CONTEXT(each.called.name) {
      BOOST_TEST(has(each.called.arguments(order(true)), "/a certificate"));
    }
  }
}

BOOST_AUTO_TEST_CASE(what_only_costs_is_left_out) {
  BOOST_TEST(!has(arguments_for("curl"), "--create-dirs"));
  BOOST_TEST(has(arguments_for("curl"), "--http1.1"));
  BOOST_TEST(!has(arguments_for("wget2"), "--force-directories"));
  BOOST_TEST(!has(arguments_for("wget2"), "--no-host-directories"));
  BOOST_TEST(has(arguments_for("wget2"), "--no-directories"));
}

BOOST_AUTO_TEST_CASE(http2_is_demanded_of_all_that_speak_it) {
  for (const char* each : {"haul", "curl"}) {
    BOOST_TEST(has(http2_arguments_for(each, true), "--http2"));
    BOOST_TEST(has(http2_arguments_for(each, false), "--http2-prior-knowledge"));
    BOOST_TEST(!has(http2_arguments_for(each, false), "--http1.1"));
    BOOST_TEST(!has(arguments_for(each, true), "--http2"));
  }
  BOOST_TEST(has(arguments_for("wget2"), "--no-http2"));
  BOOST_TEST(!has(http2_arguments_for("wget2", true), "--no-http2"));
}

BOOST_AUTO_TEST_CASE(httpx_is_told_the_version_before_the_certificate) {
  BOOST_TEST(arguments_for("httpx").back() == "1");
  BOOST_TEST(http2_arguments_for("httpx", false).back() == "2");
  const words told = http2_arguments_for("httpx", true);
  BOOST_TEST(told.back() == "/a certificate");
  BOOST_TEST(told.at(told.size() - 2) == "2");
}

BOOST_AUTO_TEST_CASE(some_speak_http2_nowhere_or_with_tls_only) {
  const peer_program& wget2 = find_peer_program("wget2");
  BOOST_TEST(speaks(wget2, http_version::http2, true));
  BOOST_TEST(!speaks(wget2, http_version::http2, false));
  BOOST_TEST(speaks(wget2, http_version::http1, false));
  BOOST_TEST(speaks(find_peer_program("haul"), http_version::http2, false));
  BOOST_TEST(!speaks(find_peer_program("aria2"), http_version::http2, true));
  BOOST_TEST(speaks(find_peer_program("aria2"), http_version::http1, true));
}

BOOST_AUTO_TEST_CASE(haul_keeps_no_results) {
  BOOST_TEST(!has(arguments_for("haul"), "--results"));
}

BOOST_AUTO_TEST_CASE(scripts_are_for_many_small_files_only) {
  words large;
  for (const peer_program& each : peer_programs()) {
    if (each.large)
      large.emplace_back(each.called.name);
  }
  BOOST_TEST(large == (words{"haul", "curl", "aria2", "wget2"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(scripts_are_in_the_program_as_they_are_written) {
  BOOST_TEST(aiohttp_script.starts_with("\"\"\"Downloads a list with aiohttp"));
  BOOST_TEST(httpx_script.starts_with("\"\"\"Downloads a list with httpx"));
  for (const std::string_view each : {aiohttp_script, httpx_script}) {
    BOOST_TEST(each.ends_with("sys.exit(main())\n"));
    BOOST_TEST(each.find("as_completed(tasks)") != std::string_view::npos);
  }
  BOOST_TEST(has(arguments_for("httpx"), std::string(httpx_script)));
}

BOOST_AUTO_TEST_CASE(script_reads_lines_of_url_and_name) {
  task row;
  row.url = "http://host/many/000007";
  row.output = "000007";
  const list_program& called = find_peer_program("aiohttp").called;
  BOOST_TEST(called.head.empty());
  BOOST_TEST(called.line(row) == "http://host/many/000007\t000007\n");
}

BOOST_AUTO_TEST_CASE(version_is_the_first_word_that_looks_like_one) {
  BOOST_TEST(find_version("curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1") == "7.88.1");
  BOOST_TEST(find_version("GNU Wget2 1.99.1 - multithreaded") == "1.99.1");
  BOOST_TEST(find_version("wrk debian/4.1.0-3+b2 [epoll] Copyright (C) 2012") == "4.1.0");
  BOOST_TEST(find_version("nginx version: nginx/1.22.1\n") == "1.22.1");
  BOOST_TEST(find_version("3.8.4\n") == "3.8.4");
}

BOOST_AUTO_TEST_CASE(text_without_version_has_none) {
  BOOST_TEST(find_version("").empty());
  BOOST_TEST(find_version("a/ 2012 .5 x86_64 program/").empty());
}

BOOST_AUTO_TEST_CASE(version_may_be_told_as_an_error_and_with_a_failure) {
  const test::temporary_folder folder;
  BOOST_TEST(version_of(program_that(folder, "echo \"$1 1.2\" >&2; exit 1"), {"-v"}) == "1.2");
}

BOOST_AUTO_TEST_CASE(second_curl_is_named_by_its_version) {
  const test::temporary_folder folder;
  const peer found = find_peer("curl", program_that(folder, "echo curl 8.22.0"));
  BOOST_TEST(found.name == "curl 8.22.0");
  BOOST_TEST(found.version == "8.22.0");
  BOOST_TEST(found.problem.empty());
  BOOST_TEST(found.how == &find_peer_program("curl"));
}

BOOST_AUTO_TEST_CASE(program_without_version_is_not_run) {
  const test::temporary_folder folder;
  const peer found = find_peer("curl", program_that(folder, "exit 0"));
  BOOST_TEST(found.name == "curl");
  BOOST_TEST(found.problem == "it tells no version");
}

BOOST_AUTO_TEST_CASE(load_is_what_was_answered) {
  const load_report read =
      read_load("Running 1s test @ http://127.0.0.1/\n  1 threads and 64 connections\n"
                "  Thread Stats   Avg      Stdev     Max   +/- Stdev\n"
                "  48759 requests in 1.00s, 106.42MB read\nRequests/sec:  48702.11\n");
  BOOST_TEST(read.answers == 48'759);
  BOOST_TEST(read.problem.empty());
}

BOOST_AUTO_TEST_CASE(load_tells_what_went_wrong) {
  const load_report read = read_load(
      "  7 requests in 1.00s, 1.00KB read\n  Socket errors: connect 0, read 2, write 0, timeout 0\n"
      "  Non-2xx or 3xx responses: 7\n");
  BOOST_TEST(read.answers == 7);
  BOOST_TEST(
      read.problem ==
      "Socket errors: connect 0, read 2, write 0, timeout 0; Non-2xx or 3xx responses: 7");
}

BOOST_AUTO_TEST_CASE(load_without_answers_is_a_problem) {
  BOOST_TEST(read_load("").problem == "no answers");
  BOOST_TEST(read_load("unable to connect to 127.0.0.1:1\n").problem.starts_with("unable to"));
}

BOOST_AUTO_TEST_CASE(load_is_made_by_one_thread_over_all_connections) {
  const program made = load_program("/wrk", "http://host/many/000000", 17);
  const words expected = {"--threads",  "1",  "--connections",          "17",
                          "--duration", "1s", "http://host/many/000000"};
  BOOST_TEST(made.arguments == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(http2_load_counts_good_answers) {
  const load_report read = read_http2_load(
      "finished in 278.12ms, 71911.15 req/s, 149.71MB/s\n"
      "requests: 20000 total, 20000 started, 20000 done, 20000 succeeded, 0 failed, 0 errored, 0 "
      "timeout\nstatus codes: 20000 2xx, 0 3xx, 0 4xx, 0 5xx\n");
  BOOST_TEST(read.answers == 20'000);
  BOOST_TEST(read.problem.empty());
}

BOOST_AUTO_TEST_CASE(http2_load_tells_what_went_wrong) {
  const std::string line =
      "requests: 9 total, 9 started, 9 done, 7 succeeded, 2 failed, 0 errored, 0 timeout";
  const load_report read = read_http2_load(line + "\nstatus codes: 7 2xx, 0 3xx, 2 4xx, 0 5xx\n");
  BOOST_TEST(read.answers == 7);
  BOOST_TEST(read.problem == line);
  BOOST_TEST(read_http2_load("").problem == "no answers");
}

BOOST_AUTO_TEST_CASE(http2_load_is_made_over_four_connections_at_most) {
  const program made = http2_load_program("/h2load", "http://host/many/000000", 17);
  const words expected = {"--requests",
                          "17",
                          "--clients",
                          "4",
                          "--max-concurrent-streams",
                          "100",
                          "http://host/many/000000"};
  BOOST_TEST(made.arguments == expected, boost::test_tools::per_element());
  BOOST_TEST(http2_load_program("/h2load", "http://host/", 3).arguments.at(3) == "3");
}

BOOST_AUTO_TEST_CASE(bare_files_have_their_size_and_final_names) {
  const test::temporary_folder folder;
  BOOST_REQUIRE(write_bare(folder.path(), 12, 100).has_value());
  BOOST_TEST(entries_of(folder.path()) == 12U);
  BOOST_TEST(test::read_file(folder.path() / "000011") == std::string(100, 's'));
}

BOOST_AUTO_TEST_CASE(bare_files_replace_what_stands) {
  const test::temporary_folder folder;
  test::write_file(folder.path() / "000000", "old");
  BOOST_REQUIRE(write_bare(folder.path(), 1, 2).has_value());
  BOOST_TEST(test::read_file(folder.path() / "000000") == "ss");
}

BOOST_AUTO_TEST_CASE(bare_files_that_can_not_be_written_are_an_error) {
  const test::temporary_folder folder;
  test::write_file(folder.path() / "000001.part", "in the way");
  const result<void> written = write_bare(folder.path(), 3, 2);
  BOOST_REQUIRE(!written);
  BOOST_TEST(written.error().message.find("000001") != std::string::npos);
  BOOST_TEST(!write_bare(folder.path() / "missing", 1, 1));
}

BOOST_AUTO_TEST_CASE(many_names_have_a_hundred_contents) {
  const many_workload files("http://host", 30);
  BOOST_TEST(files.make_task(1234).url == "http://host/many/001234");
  BOOST_TEST(files.make_task(1234).output == "001234");
  BOOST_TEST(files.content(1234) == files.content(34));
  BOOST_TEST(files.content(1234) != files.content(1235));
  BOOST_TEST(files.content(0).size() == 30U);
}

BOOST_AUTO_TEST_CASE(query_tells_names_of_one_file_apart) {
  const queried_workload files("http://host/hundred", 30);
  BOOST_TEST(files.make_task(1234).url == "http://host/hundred/000034?001234");
  BOOST_TEST(files.make_task(1234).output == "000034?001234");
  BOOST_TEST(files.content(1234) == files.content(34));
}

BOOST_AUTO_TEST_CASE(usual_comparison_has_everything) {
  const peer_comparison what = parse({});
  BOOST_TEST(what.files == 20'000U);
  BOOST_TEST(what.large_bytes == 1'073'741'824U);
  BOOST_TEST(what.plain);
  BOOST_TEST(what.encrypted);
  BOOST_TEST((what.http == http_version::http1));
  BOOST_TEST(what.server == "nginx");
  BOOST_TEST(what.programs.size() == peer_programs().size() + 1); // and the limit
  BOOST_TEST(!what.on.client);
}

BOOST_AUTO_TEST_CASE(options_say_what_is_compared) {
  const peer_comparison what = parse({"--files",       "10",         "--size",        "5",
                                      "--connections", "3",          "--large-bytes", "0",
                                      "--programs",    "haul,limit", "--curl",        "/bin/sh",
                                      "--curl",        "/bin/true",  "--client-core", "1",
                                      "--server-core", "0",          "--patience",    "7"});
  BOOST_TEST(what.files == 10U);
  BOOST_TEST(what.size == 5U);
  BOOST_TEST(what.connections == 3U);
  BOOST_TEST(what.large_bytes == 0U);
  BOOST_TEST(what.programs == (words{"haul", "limit"}), boost::test_tools::per_element());
  BOOST_TEST(what.curls.size() == 2U);
  BOOST_TEST(what.on.client.value() == 1);
  BOOST_TEST(what.on.server.value() == 0);
  BOOST_TEST(what.patience == 7U);
}

BOOST_AUTO_TEST_CASE(plain_and_tls_leave_the_other_out) {
  BOOST_TEST(!parse({"--plain"}).encrypted);
  BOOST_TEST(parse({"--plain"}).plain);
  BOOST_TEST(!parse({"--tls"}).plain);
  BOOST_TEST(parse({"--tls"}).encrypted);
  BOOST_CHECK_THROW(parse({"--tls", "--plain"}), CLI::ParseError);
}

BOOST_AUTO_TEST_CASE(nghttpd_is_for_http2_only) {
  const peer_comparison what = parse({"--server", "nghttpd", "--http", "2"});
  BOOST_TEST(what.server == "nghttpd");
  BOOST_TEST((what.http == http_version::http2));
  BOOST_CHECK_THROW(parse({"--server", "nghttpd"}), CLI::ParseError);
}

BOOST_AUTO_TEST_CASE(wrong_options_are_refused) {
  BOOST_CHECK_THROW(parse({"--http", "3"}), CLI::ParseError);
  BOOST_CHECK_THROW(parse({"--http", "0"}), CLI::ParseError);
  BOOST_CHECK_THROW(parse({"--server", "apache"}), CLI::ParseError);
  BOOST_CHECK_THROW(parse({"--programs", "rsync"}), CLI::ParseError);
  BOOST_CHECK_THROW(parse({"--curl", "/nonexistent"}), CLI::ParseError);
  BOOST_CHECK_THROW(parse({"--files", "0"}), CLI::ParseError);
  BOOST_CHECK_THROW(parse({"--server-core", "100000"}), CLI::ParseError);
}

BOOST_AUTO_TEST_SUITE_END()
