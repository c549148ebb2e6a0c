#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

// Fails for the targets that hold `bad`, until it is mended.
struct fixture : get_program {
  list_reply answer(const std::string& target) const {
    if (!mended && target.find("bad") != std::string::npos)
      return answered("418 I'm a Teapot", "");
    if (target.find("none") != std::string::npos)
      return answered("404 Not Found", "");
    return answered("200 OK", target);
  }

  strings sorted_targets() const {
    strings made = server.targets();
    std::sort(made.begin(), made.end());
    return made;
  }

  finished_process get_codes(strings more = {}) const {
    strings arguments = {server.url("/{code}")};
    arguments.insert(arguments.end(), codes.begin(), codes.end());
    arguments.insert(arguments.end(), more.begin(), more.end());
    return get_recorded(arguments);
  }

  void append_to_results(const std::string& text) const {
    write_file(results_path(), read_file(results_path()) + text);
  }

  std::atomic<bool> mended = false;
  strings codes = {"a", "bad1", "none", "b", "bad2"};
  list_server server{[this](const std::string& target) { return answer(target); }};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(get_rerun, fixture)

BOOST_AUTO_TEST_CASE(rerun_asks_only_for_what_is_missing) {
  BOOST_TEST(get_codes().ended.code == 1);
  BOOST_TEST(records().size() == 5U);
  mended = true;
  server.forget();
  const finished_process again = get_codes();
  BOOST_TEST(again.ended.code == 0);
  BOOST_TEST(sorted_targets() == (strings{"/bad1", "/bad2"}), boost::test_tools::per_element());
  BOOST_TEST(count_in(lines_of(again.output), "done by an earlier run") == 3U);
  BOOST_TEST_REQUIRE(records().size() == 5U);
  BOOST_TEST(member(records().at(5), "status") == "ok");
  BOOST_TEST(member(records().at(3), "status") == "not_found");

  server.forget();
  BOOST_TEST(get_codes().ended.code == 0);
  BOOST_TEST(server.count() == 0U);
  BOOST_TEST(records().size() == 5U);
}

BOOST_AUTO_TEST_CASE(what_was_not_found_is_asked_again_where_that_is_an_error) {
  codes = {"a", "none"};
  BOOST_TEST(get_codes().ended.code == 0);
  server.forget();
  BOOST_TEST(get_codes({"--not-found", "error"}).ended.code == 1);
  BOOST_TEST(server.targets() == strings{"/none"}, boost::test_tools::per_element());
  BOOST_TEST(records().size() == 2U);
}

BOOST_AUTO_TEST_CASE(file_that_is_gone_or_has_another_length_is_fetched_again) {
  codes = {"a", "b", "c"};
  BOOST_TEST(get_codes().ended.code == 0);
  server.forget();
  std::filesystem::remove(folder() / "a");
  write_file(folder() / "b", "torn by somebody else");
  BOOST_TEST(get_codes({"--overwrite"}).ended.code == 0);
  BOOST_TEST(sorted_targets() == (strings{"/a", "/b"}), boost::test_tools::per_element());
  BOOST_TEST(content("b") == "/b");
  BOOST_TEST(records().size() == 3U);
}

BOOST_AUTO_TEST_CASE(row_that_was_changed_is_done_again) {
  codes = {"a", "b"};
  BOOST_TEST(get_codes().ended.code == 0);
  server.forget();
  codes = {"a", "x", "c"};
  BOOST_TEST(get_codes().ended.code == 0);
  BOOST_TEST(sorted_targets() == (strings{"/c", "/x"}), boost::test_tools::per_element());
  const std::vector<json_line> told = json_lines(read_file(results_path()));
  BOOST_TEST(std::any_of(told.begin(), told.end(), [](const json_line& each) {
    return member(each, "row") == "2" && member(each, "code") == "x";
  }));

  // The next run has that one only, and asks for nothing.
  server.forget();
  BOOST_TEST(get_codes().ended.code == 0);
  BOOST_TEST(server.count() == 0U);
  BOOST_TEST_REQUIRE(records().size() == 3U);
  BOOST_TEST(member(records().at(2), "code") == "x");
}

BOOST_AUTO_TEST_CASE(torn_last_line_is_cut_off_and_its_row_done_again) {
  codes = {"a", "b"};
  BOOST_TEST(get_codes().ended.code == 0);
  const std::string whole = read_file(results_path());
  server.forget();
  for (const std::size_t left :
       {whole.size() - 1, whole.size() - 20, whole.rfind("{\"row\"") + 1}) {
    write_file(results_path(), whole.substr(0, left));
    const finished_process ran = get_codes();
    BOOST_TEST(ran.ended.code == 0, ran.errors);
    BOOST_TEST(records().size() == 2U);
  }
  // Both files stand, so that there was nothing to ask.
  BOOST_TEST(server.count() == 0U);
}

BOOST_AUTO_TEST_CASE(bad_line_in_the_middle_stops_the_run_and_stays) {
  BOOST_TEST(get_codes().ended.code == 1);
  append_to_results("{\"row\": no record}\n");
  append_to_results("{}\n");
  const std::string before = read_file(results_path());
  server.forget();
  const finished_process ran = get_codes();
  BOOST_TEST(ran.ended.code == 2);
  BOOST_TEST(ran.errors.find("6") != std::string::npos, ran.errors);
  BOOST_TEST(ran.errors.find("results.jsonl") != std::string::npos, ran.errors);
  BOOST_TEST(read_file(results_path()) == before);
  BOOST_TEST(server.count() == 0U);
}

BOOST_AUTO_TEST_CASE(results_of_a_list_know_their_lines_again) {
  const std::string rows = list(
      "t.csv",
      "code,url\r\n\"a\r\nb\"," + server.url("/bad") + "\r\nc," + server.url("/c") + "\r\n");
  BOOST_TEST(get_recorded({"-i", rows, "-o", "{row}"}).ended.code == 1);
  mended = true;
  server.forget();
  BOOST_TEST(get_recorded({"-i", rows, "-o", "{row}"}).ended.code == 0);
  BOOST_TEST(server.targets() == strings{"/bad"}, boost::test_tools::per_element());
  BOOST_TEST_REQUIRE(records().size() == 2U);
  BOOST_TEST(member(records().at(2), "input.line") == "4");
}

// Killed once the server has seen so many of 60 requests.
BOOST_DATA_TEST_CASE_F(
    fixture, kill_in_mid_run_loses_and_repeats_nothing,
    boost::unit_test::data::make({1U, 7U, 30U, 59U}), seen) {
  const strings arguments = {server.url("/{code}"), "1..60",       "-m", "4",
                             "--results",           results_path()};
  process started(get(arguments));
  server.wait_for_requests(seen);
  started.send_signal(SIGKILL);
  started.finish();
  const std::string text = std::filesystem::exists(results_path()) ? read_file(results_path()) : "";
  const std::map<std::size_t, json_line> before = records_in(text.substr(0, text.rfind('\n') + 1));
  for (const auto& [row, each] : before)
    BOOST_TEST(content(std::to_string(row)) == "/" + std::to_string(row));

  server.forget();
  const finished_process again = run(get(arguments));
  BOOST_TEST(again.ended.code == 0, again.errors);
  const strings asked = server.targets();
  for (const auto& [row, each] : before)
    BOOST_TEST(std::count(asked.begin(), asked.end(), "/" + std::to_string(row)) == 0);
  // Four were on their way when it was killed, and the server may have read them only now.
  BOOST_TEST(asked.size() <= 60 - before.size() + 4);
  BOOST_TEST(records().size() == 60U);
  BOOST_TEST(files().size() == 60U);
  for (unsigned row = 1; row <= 60; ++row)
    BOOST_TEST(content(std::to_string(row)) == "/" + std::to_string(row));
}

BOOST_AUTO_TEST_CASE(second_run_on_the_same_results_is_refused) {
  list_server silent([](const std::string&) {
    list_reply made;
    made.then = afterwards::be_silent;
    return made;
  });
  process first(get({silent.url("/{code}"), "a", "--results", results_path()}));
  silent.wait_for_requests(1);
  const finished_process second = get_codes();
  BOOST_TEST(second.ended.code == 5, second.errors);
  BOOST_TEST(second.errors.find("results.jsonl") != std::string::npos, second.errors);
  BOOST_TEST(server.count() == 0U);
  first.send_signal(SIGINT);
  BOOST_TEST(first.finish().code == 130);
}

BOOST_AUTO_TEST_CASE(results_may_go_to_standard_output) {
  const finished_process ran = run(get({server.url("/{code}"), "a", "bad", "--results", "-"}));
  BOOST_TEST(ran.ended.code == 1);
  const auto told = records_in(ran.output);
  BOOST_TEST_REQUIRE(told.size() == 2U);
  BOOST_TEST(member(told.at(2), "error.kind") == "http_status");
  BOOST_TEST(member(told.at(2), "error.stage") != "");
  BOOST_TEST(member(told.at(2), "http_status") == "418");
  BOOST_TEST(count_in(lines_of(ran.errors), "file downloaded") == 1U);
}

BOOST_AUTO_TEST_CASE(results_are_never_written_through_a_link) {
  write_file(aside("other"), "kept");
  std::filesystem::create_symlink(aside("other"), results_path());
  BOOST_TEST(get_codes().ended.code != 0);
  BOOST_TEST(aside_content("other") == "kept");
  BOOST_TEST(server.count() == 0U);
}

BOOST_AUTO_TEST_CASE(record_tells_time_address_and_protocol) {
  codes = {"a"};
  BOOST_TEST(get_codes().ended.code == 0);
  const json_line told = records().at(1);
  BOOST_TEST(member(told, "started_at").ends_with("Z"));
  BOOST_TEST(member(told, "started_at").size() == 24U);
  BOOST_TEST(member(told, "protocol") == "HTTP/1.1");
  BOOST_TEST("http://" + member(told, "remote_address") == server.url());
  for (const char* time : {"queue_ms", "connect_ms", "first_byte_ms", "body_ms"})
    BOOST_TEST(
        told.at(time).to_number<double>() <=
        told.at("elapsed_ms").to_number<double>() + told.at("queue_ms").to_number<double>());
}

BOOST_AUTO_TEST_SUITE_END()
