// What must not be seen: secrets of URLs and headers, and what a terminal would obey.
#include "get_program.hpp"
#include "list_server.hpp"
#include "pty.hpp"
#include "screen.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

constexpr const char* canary = "CANARY";

// CSI in one byte, as it looks in UTF-8: what a terminal obeys although it holds no ESC.
constexpr const char* csi = "\xc2\x9b";

list_reply by_name(const std::string& target) {
  if (target.starts_with("/moved"))
    return answered("302 Found", "", "Location: /bad?to=CANARY\r\n");
  if (target.starts_with("/abroad"))
    return answered("302 Found", "", "Location: ftp://CANARY:CANARY@host/?k=CANARY\r\n");
  if (target.starts_with("/none"))
    return answered("404 Not Found", "");
  if (target.starts_with("/bad"))
    return answered("418 I'm a Teapot", "");
  return answered("200 OK", "x");
}

list_reply hostile(const std::string& target) {
  const std::string sequence = std::string(csi) + "31m\x1b[2J\x1b]0;title\x07";
  if (target.starts_with("/moved"))
    return answered("302 Found", "", "Location: gopher://" + sequence + "/\r\n");
  return answered("500 " + sequence, sequence, "X-More: " + sequence + "\r\n");
}

struct fixture : get_program {
  // Every row holds the canary where secrets stand: in user name, password and query.
  std::string secret_list() const {
    std::string rows = "code,url\n";
    for (const char* name : {"ok", "moved", "abroad", "none", "bad", "../bad"}) {
      const std::string url = server.url("/" + std::string(name)).substr(7);
      rows += std::string(name) + ",http://CANARY:CANARY@" + url + "?key=CANARY#CANARY\n";
    }
    rows += "wrong,http://CANARY:CANARY@:x/?key=CANARY\n";
    return list("secret.csv", rows);
  }

  list_server server{by_name};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(get_secrets, fixture)

BOOST_AUTO_TEST_CASE(secrets_of_urls_and_headers_are_nowhere_to_be_seen) {
  const std::string rows = secret_list();
  const strings ways[] = {
      {"-v"},
      {"-q"},
      {"-v", "--log-format", "json"},
      {"--dry-run"},
      {"--check-input"},
      {"--results", "-"},
      {"--results", results_path(), "--failed", aside("failed.csv")}};
  for (const strings& way : ways) {
    strings arguments = {"-i", rows, "--overwrite", "-H", "X-Key: CANARY"};
    arguments.insert(arguments.end(), way.begin(), way.end());
    const finished_process ran = run(get(arguments));
    BOOST_TEST(ran.output.find(canary) == std::string::npos, ran.output);
    BOOST_TEST(ran.errors.find(canary) == std::string::npos, ran.errors);
  }
  BOOST_TEST(
      read_file(results_path()).find(canary) == std::string::npos, read_file(results_path()));
  BOOST_TEST(records().size() == 7U);
  for (const auto& [name, content] : written())
    BOOST_TEST(name.find(canary) == std::string::npos);
  // What is fed back is the input's own text; without its secrets it would be of no use.
  BOOST_TEST(aside_content("failed.csv").find("key=CANARY") != std::string::npos);
  // The server was told them.
  BOOST_TEST(server.requests().front().find("X-Key: CANARY") != std::string::npos);
  BOOST_TEST(server.requests().front().find("key=CANARY") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(secrets_of_wrong_options_are_not_repeated) {
  for (const strings& wrong :
       {strings{"ftp://CANARY:CANARY@host/{code}?k=CANARY", "a"},
        strings{"http://CANARY:CANARY@host/?k=CANARY", "a"},
        strings{"http://host/", "http://CANARY:CANARY@host/?k=CANARY"}}) {
    const finished_process ran = run(get(wrong));
    BOOST_TEST(ran.ended.code == 2);
    BOOST_TEST(ran.errors.find(canary) == std::string::npos, ran.errors);
  }
}

BOOST_AUTO_TEST_CASE(headers_are_not_given_to_another_origin) {
  list_server other;
  const list_server first([&](const std::string&) {
    return answered("302 Found", "", "Location: " + other.url("/x") + "\r\n");
  });
  BOOST_TEST(
      run(get({first.url("/{code}"), "a", "-H", "X-Key: CANARY", "-H", "Authorization: CANARY"}))
          .ended.code == 0);
  BOOST_TEST(first.requests().at(0).find("X-Key: CANARY") != std::string::npos);
  BOOST_TEST(other.requests().at(0).find(canary) == std::string::npos, other.requests().at(0));
}

// Whatever a row holds, a request is one request with the fields that were meant.
BOOST_AUTO_TEST_CASE(row_cant_smuggle_lines_into_a_request) {
  const std::string evil = "\\r\\nX-Evil: 1\\r\\n\\r\\nGET /evil HTTP/1.1";
  const std::string rows = list(
      "t.jsonl", "{\"url\": \"" + server.url("/1") + evil + "\"}\n{\"url\": \"" + server.url("/2") +
                     "\", \"name\": \"a" + evil + "\"}\n{\"url\": \"" + server.url("/3") +
                     "\", \"name\": \"b\", \"header\": \"X-A: b" + evil + "\"}\n{\"url\": \"" +
                     server.url("/4") + "\", \"name\": \"c\"}\n");
  BOOST_TEST(get_recorded({"-i", rows, "-o", "{row}", "-H", "X-Name: {name}"}).ended.code == 1);
  BOOST_TEST(server.targets() == strings{"/4"}, boost::test_tools::per_element());
  BOOST_TEST(server.requests().at(0).find("\r\nX-Name: c\r\n") != std::string::npos);
  for (const std::size_t row : {1U, 2U, 3U})
    BOOST_TEST(member(records().at(row), "status") == "error");
}

BOOST_AUTO_TEST_CASE(lines_in_a_code_are_encoded_into_the_url) {
  const std::string rows = list("t.jsonl", "{\"code\": \"a\\r\\nX-Evil: 1\"}\n");
  BOOST_TEST(run(get({server.url("/{code}"), "-i", rows, "-o", "{row}"})).ended.code == 0);
  BOOST_TEST(
      server.targets() == strings{"/a%0D%0AX-Evil%3A%201"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(terminal_gets_no_escape_sequence_of_others) {
  const list_server evil(hostile);
  const std::string rows = list(
      "t.jsonl", "{\"code\": \"a\\u001b[2J\\u009b31m\", \"url\": \"" + evil.url("/1") +
                     "\"}\n{\"code\": \"\\u202eb\", \"url\": \"" + evil.url("/moved") +
                     "\"}\n{\"code\": \"c\", \"url\": \"" + evil.url("/\\u001b[2J") +
                     "\"}\n{\"url\": \"" + evil.url("/2") + "\"}\n");
  const std::pair<const char*, int> ways[] = {
      {"-v", 1}, {"--overwrite", 1}, {"--dry-run", 2}, {"--check-input", 2}};
  for (const auto& [way, code] : ways) {
    terminal_process terminal(get({"-i", rows, "-o", "{row}", way, "--retry", "0"}), 200);
    const exit_report ended = terminal.finish();
    const std::string& shown = terminal.shown();
    BOOST_TEST_CONTEXT(way) {
      BOOST_TEST(ended.code == code, shown);
      BOOST_TEST(shown != "");
      BOOST_TEST(screen(shown, 200).unknown() == 0U, shown);
      for (const char* part : {"\x1b[2J", "\x1b[31m", "\x1b]", "\x07", csi, "\u202e"})
        BOOST_TEST(shown.find(part) == std::string::npos, shown);
    }
  }
}

BOOST_AUTO_TEST_CASE(results_hold_no_control_characters) {
  const list_server evil(hostile);
  const std::string rows = list(
      "t.jsonl", "{\"code\": \"a\\u001b[2J\\u009b31m\", \"url\": \"" + evil.url("/1") +
                     "\"}\n{\"code\": \"m\", \"url\": \"" + evil.url("/moved") + "\"}\n");
  BOOST_TEST(get_recorded({"-i", rows, "-o", "{row}", "--retry", "0"}).ended.code == 1);
  const std::string text = read_file(results_path());
  for (const char* part : {"\x1b", "\x07", csi})
    BOOST_TEST(text.find(part) == std::string::npos, text);
  // Yet the code is what it was.
  BOOST_TEST(member(records().at(1), "code") == std::string("a\x1b[2J") + csi + "31m");
}

BOOST_AUTO_TEST_SUITE_END()
