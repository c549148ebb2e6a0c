#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

// Fails for the targets that hold `bad`, until it is mended.
struct fixture : get_program {
  list_reply answer(const std::string& target) const {
    if (target.find("none") != std::string::npos)
      return answered("404 Not Found", "");
    if (!mended && target.find("bad") != std::string::npos)
      return answered("418 I'm a Teapot", "");
    return answered("200 OK", target);
  }

  std::string failed_path(const std::string& end = ".txt") const { return aside("failed" + end); }

  strings sorted_targets() const {
    strings made = server.targets();
    std::sort(made.begin(), made.end());
    return made;
  }

  // The list leaves these failed rows, which, fed back once the server is mended, ask for /bad1 and
  // /bad2 alone.
  void check_round(
      const std::string& name, const std::string& text, const std::string& left,
      const std::string& end) {
    const std::string rows = list(name, text);
    const finished_process ran = run(
        get({"-i", rows, "-m", "1", "--failed", failed_path(end), "-o", "{row}-{url:basename}"}));
    BOOST_TEST(ran.ended.code == 1);
    BOOST_TEST(read_file(failed_path(end)) == left);

    mended = true;
    server.forget();
    const finished_process again = get_recorded({"-i", failed_path(end), "--overwrite"});
    BOOST_TEST(again.ended.code == 0, again.errors << again.output);
    BOOST_TEST(sorted_targets() == (strings{"/bad1", "/bad2"}), boost::test_tools::per_element());
    BOOST_TEST(records().size() == 2U);
  }

  std::atomic<bool> mended = false;
  list_server server{[this](const std::string& target) { return answer(target); }};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(get_failures, fixture)

BOOST_AUTO_TEST_CASE(failed_urls_are_a_list_of_urls) {
  const std::string bad1 = server.url("/bad1");
  const std::string bad2 = server.url("/bad2");
  check_round(
      "u.txt", "# all\n" + server.url("/a") + "\n" + bad1 + "\n\n" + bad2 + "\n",
      bad1 + "\n" + bad2 + "\n", ".txt");
}

BOOST_AUTO_TEST_CASE(failed_rows_of_a_table_have_its_header) {
  const std::string header = "code,url,note\r\n";
  const std::string bad1 = "b1," + server.url("/bad1") + ",\"two\r\nlines, \"\"quoted\"\"\"";
  const std::string bad2 = "b2," + server.url("/bad2") + ",";
  const std::string good = "a," + server.url("/a") + ",\r\n";
  const std::string rows = list("t.csv", header + bad1 + "\r\n" + good + bad2 + "\r\n");
  BOOST_TEST(run(get({"-i", rows, "-m", "1", "--failed", failed_path(".csv")})).ended.code == 1);
  const std::string left = read_file(failed_path(".csv"));
  BOOST_TEST(left.starts_with("code,url,note"), left);
  BOOST_TEST(left.find(bad1) != std::string::npos, left);
  BOOST_TEST(left.find(bad2) != std::string::npos, left);
  BOOST_TEST(left.find(good) == std::string::npos, left);

  mended = true;
  server.forget();
  BOOST_TEST(run(get({"-i", failed_path(".csv")})).ended.code == 0);
  BOOST_TEST(sorted_targets() == (strings{"/bad1", "/bad2"}), boost::test_tools::per_element());
  BOOST_TEST(files() == (strings{"a", "b1", "b2"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(failed_objects_stay_as_they_were_written) {
  const std::string bad1 = "{ \"url\":\"" + server.url("/bad1") + "\", \"n\": 1000 }";
  const std::string bad2 = "{\"url\": \"" + server.url("/bad2") + "\", \"n\": null}";
  check_round(
      "t.jsonl", bad1 + "\n{\"url\": \"" + server.url("/a") + "\"}\n" + bad2 + "\n",
      bad1 + "\n" + bad2 + "\n", ".jsonl");
}

BOOST_AUTO_TEST_CASE(failed_entries_of_aria2_keep_their_options) {
  const std::string bad1 = server.url("/bad1") + "\n  out=one\n";
  const std::string bad2 = server.url("/bad2") + "\n  out=two\n  header=X-A: b\n";
  check_round("list.aria2", bad1 + server.url("/a") + "\n  out=a\n" + bad2, bad1 + bad2, ".aria2");
}

BOOST_AUTO_TEST_CASE(failed_files_of_a_metalink_are_a_metalink) {
  const auto file = [&](const std::string& name) {
    return "<file name=\"" + name + "\"><url>" + server.url("/" + name) + "</url></file>";
  };
  const std::string rows = list(
      "t.meta4", "<?xml version=\"1.0\"?>\n<metalink xmlns=\"urn:ietf:params:xml:ns:metalink\">\n" +
                     file("bad1") + "\n" + file("a") + "\n" + file("bad2") + "\n</metalink>\n");
  BOOST_TEST(run(get({"-i", rows, "--failed", failed_path(".meta4")})).ended.code == 1);
  mended = true;
  server.forget();
  const finished_process again = run(get({"-i", failed_path(".meta4")}));
  BOOST_TEST(again.ended.code == 0, again.errors << read_file(failed_path(".meta4")));
  BOOST_TEST(sorted_targets() == (strings{"/bad1", "/bad2"}), boost::test_tools::per_element());
  BOOST_TEST(files() == (strings{"a", "bad1", "bad2"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(bad_rows_are_failed_rows) {
  const std::string rows = list(
      "u.txt", "http:///nowhere\n" + server.url("/a") + "\nno url\n" + server.url("/none") + "\n");
  BOOST_TEST(
      run(get({"-i", rows, "--input-format", "urls", "--failed", failed_path()})).ended.code == 1);
  strings left = lines_of(read_file(failed_path()));
  std::sort(left.begin(), left.end());
  BOOST_TEST(left == (strings{"http:///nowhere", "no url"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(failed_codes_of_the_command_line_are_a_list_of_codes) {
  BOOST_TEST(
      run(get({server.url("/{code}"), "bad1", "a", "bad2", "-m", "1", "--failed", failed_path()}))
          .ended.code == 1);
  BOOST_TEST(read_file(failed_path()) == "bad1\nbad2\n");
  mended = true;
  server.forget();
  const finished_process again =
      run(get({server.url("/{code}"), "-i", failed_path(), "--input-format", "urls"}));
  BOOST_TEST(again.ended.code == 0, again.errors);
  BOOST_TEST(files() == (strings{"a", "bad1", "bad2"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_was_not_found_is_fed_back_where_that_is_an_error) {
  const strings arguments = {server.url("/{code}"), "none", "a", "--failed", failed_path()};
  BOOST_TEST(run(get(arguments)).ended.code == 0);
  BOOST_TEST(read_file(failed_path()) == "");
  strings strict = arguments;
  strict.insert(strict.end(), {"--not-found", "error"});
  BOOST_TEST(run(get(strict)).ended.code == 1);
  BOOST_TEST(read_file(failed_path()) == "none\n");
}

BOOST_AUTO_TEST_CASE(failed_rows_are_emptied_at_the_start) {
  write_file(failed_path(), "from yesterday\n");
  BOOST_TEST(run(get({server.url("/{code}"), "a", "--failed", failed_path()})).ended.code == 0);
  BOOST_TEST(read_file(failed_path()) == "");
}

BOOST_AUTO_TEST_CASE(lists_of_two_formats_cant_share_failed_rows) {
  const std::string urls = list("u.txt", server.url("/a") + "\n");
  const std::string rows = list("t.csv", "url\n" + server.url("/b") + "\n");
  const finished_process ran = run(get({"-i", urls, "-i", rows, "--failed", failed_path()}));
  BOOST_TEST(ran.ended.code == 2);
  BOOST_TEST(ran.errors.find("csv") != std::string::npos, ran.errors);
  BOOST_TEST(server.count() == 0U);
}

BOOST_AUTO_TEST_CASE(retry_ends_when_the_attempts_are_used_up) {
  const list_server busy([](const std::string& target) {
    const bool teapot = target == "/418";
    return answered(teapot ? "418 I'm a Teapot" : "503 Busy", "");
  });
  const finished_process ran = get_recorded(
      {busy.url("/{code}"), "418", "503", "--retry", "2", "--retry-delay", "1ms", "--no-adapt"});
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(member(records().at(1), "attempts") == "1");
  BOOST_TEST(member(records().at(2), "attempts") == "3");
  BOOST_TEST(busy.count() == 4U);
}

BOOST_AUTO_TEST_CASE(retry_on_names_what_is_worth_another_attempt) {
  std::atomic<int> asked = 0;
  const list_server teapot([&](const std::string&) {
    return ++asked == 1 ? answered("418 I'm a Teapot", "") : answered("200 OK", "x");
  });
  BOOST_TEST(
      get_recorded({teapot.url("/{code}"), "a", "--retry-on", "418", "--retry-delay", "1ms"})
          .ended.code == 0);
  BOOST_TEST(member(records().at(1), "attempts") == "2");
}

BOOST_AUTO_TEST_CASE(report_names_the_most_frequent_errors_with_an_example) {
  const finished_process ran =
      run(get({server.url("/{code}"), "bad1", "bad2", "a", "none", "x/../y", "-m", "1"}));
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(ran.output.find("Most frequent errors:\n  2 times ") != std::string::npos, ran.output);
  BOOST_TEST(ran.output.find("such as bad1: HTTP 418 I'm a Teapot") != std::string::npos);
  BOOST_TEST(ran.output.find("Slowest hosts") != std::string::npos);
  const strings lines = lines_of(ran.output);
  BOOST_TEST(count_in(lines, "file downloaded") == 1U);
  BOOST_TEST(count_in(lines, "not found") == 1U);
  BOOST_TEST(count_in(lines, "errors") == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
