// How haul says who it is: by files and variables, never by a command line, and to whom alone.
#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

constexpr const char* canary = "CANARY";

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The command lines of all processes.
std::string all_command_lines() {
  std::string all;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    try {
      all += read_file(entry.path() / "cmdline") + "\n";
    } catch (const std::exception&) {
      // no process, or one that has just ended
    }
  }
  return all;
}

struct fixture : get_program {
  finished_process run_with(
      const strings& more, const std::map<std::string, std::string>& variables = {}) const {
    strings arguments = {server.url("/{code}"), "a", "--overwrite", "-v"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    command_line command = get(arguments);
    for (const auto& [name, value] : variables)
      command.environment[name] = value;
    return run(command);
  }

  // The value of a field of the last request; empty without one.
  std::string sent(const std::string& name) const {
    const std::string request = server.requests().back();
    const std::string start = "\r\n" + name + ": ";
    const std::size_t found = request.find(start);
    if (found == std::string::npos)
      return "";
    const std::size_t value = found + start.size();
    return request.substr(value, request.find('\r', value) - value);
  }

  std::string authorization(
      const strings& more, const std::map<std::string, std::string>& variables = {}) const {
    const finished_process ran = run_with(more, variables);
    BOOST_TEST(ran.ended.code == 0, ran.errors);
    return sent("Authorization");
  }

  void check_refused(const finished_process& ran, const std::string& named) const {
    BOOST_TEST(ran.ended.code == 2);
    BOOST_TEST(holds(ran.errors, named), ran.errors);
    BOOST_TEST(!holds(ran.errors, canary), ran.errors);
    BOOST_TEST(server.count() == 0U);
  }

  list_server server;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(get_credentials, fixture)

BOOST_AUTO_TEST_CASE(headers_of_a_file_are_sent_beside_those_of_the_command_line) {
  const std::string file = list("headers", "# mine\nX-Key: {code}\n\nX-More: 2\n");
  const finished_process ran = run_with({"--headers-file", file, "-H", "X-Own: {code}"});
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(sent("X-Key") == "{code}");
  BOOST_TEST(sent("X-More") == "2");
  BOOST_TEST(sent("X-Own") == "a");
}

BOOST_AUTO_TEST_CASE(file_with_a_bad_header_is_named_with_its_line) {
  const std::string file = list("headers", "A: b\nBearer CANARY: x\n");
  check_refused(run_with({"--headers-file", file}), "--headers-file: " + file + ":2: a header");
  check_refused(
      run_with({}, {{"HAUL_HEADERS_FILE", file}}), "HAUL_HEADERS_FILE: " + file + ":2: a header");
  check_refused(run_with({"--headers-file", aside("missing")}), "missing' can't be read");
  const std::string own = list("own", "Host: CANARY\n");
  check_refused(run_with({"--headers-file", own}), own + ":1: header 'Host' is set by haul");
}

BOOST_AUTO_TEST_CASE(token_comes_from_the_nearest_place) {
  const std::string one = list("one", "first\n");
  const std::string two = list("two", "second\r\n");
  const std::string config = list("haul.toml", "bearer-token-file = '" + two + "'\n");
  BOOST_TEST(authorization({}) == "");
  BOOST_TEST(authorization({"--config", config}) == "Bearer second");
  BOOST_TEST(authorization({}, {{"HAUL_BEARER_TOKEN_FILE", one}}) == "Bearer first");
  const std::map<std::string, std::string> variable = {{"HAUL_BEARER_TOKEN", "third"}};
  BOOST_TEST(authorization({"--config", config}, variable) == "Bearer third");
  BOOST_TEST(authorization({"--bearer-token-file", one}, variable) == "Bearer first");
  BOOST_TEST(authorization({}, {{"HAUL_BEARER_TOKEN", ""}}) == "");
}

BOOST_AUTO_TEST_CASE(bad_tokens_are_refused_and_not_quoted) {
  const std::string broken = list("broken", "CANARY\nX-Evil: CANARY\n");
  check_refused(
      run_with({"--bearer-token-file", broken}), broken + ": the token has a blank or a control");
  check_refused(run_with({"--bearer-token-file", list("none", "\n")}), "none: there is no token");
  check_refused(
      run_with({}, {{"HAUL_BEARER_TOKEN", "CANARY\r\nX-Evil: 1"}}), "HAUL_BEARER_TOKEN: the token");
  check_refused(run_with({"--bearer-token-file", aside("missing")}), "missing' can't be read");
}

BOOST_AUTO_TEST_CASE(authorization_is_sent_once_from_the_most_special_place) {
  const std::map<std::string, std::string> token = {{"HAUL_BEARER_TOKEN", "token"}};
  const std::string netrc = list("netrc", "machine 127.0.0.1 login ann password pw");
  BOOST_TEST(authorization({"--netrc-file", netrc}, token) == "Bearer token");
  BOOST_TEST(authorization({"-H", "Authorization: Own x"}, token) == "Own x");
  BOOST_TEST(!holds(server.requests().back(), "token"));
  const std::string url = server.url("/b");
  const std::string rows =
      list("rows.jsonl", "{\"url\": \"" + url + "\", \"header\": \"Authorization: Row y\"}\n");
  BOOST_TEST(
      run(get({"-i", rows, "-H", "Authorization: Own x", "--netrc-file", netrc})).ended.code == 0);
  BOOST_TEST(sent("Authorization") == "Row y");
}

BOOST_AUTO_TEST_CASE(netrc_is_asked_for_the_host_of_the_url) {
  const std::string file = list(
      "netrc", "machine localhost login other password no\n"
               "machine 127.0.0.1 login \"ann\" password 'pw' # mine\n"
               "default login any password no\n");
  BOOST_TEST(authorization({"--netrc-file", file}) == "Basic YW5uOidwdyc=");
  const std::string other = list("other", "machine 127.0.0.2 login ann password pw\n");
  BOOST_TEST(authorization({"--netrc-file", other}) == "");
  const std::string any = list("any", "default login any password pw\n");
  BOOST_TEST(authorization({"--netrc-file", any}) == "Basic YW55OnB3");
}

BOOST_AUTO_TEST_CASE(netrc_of_the_home_is_only_read_when_asked_for) {
  write_file(aside(".netrc"), "machine 127.0.0.1 login ann password pw\n");
  const std::map<std::string, std::string> home = {
      {"HOME", std::filesystem::path(aside("x")).parent_path().string()}};
  BOOST_TEST(authorization({}, home) == "");
  BOOST_TEST(authorization({"--netrc"}, home) == "Basic YW5uOnB3");
  const std::string other = list("other", "default login any password pw\n");
  BOOST_TEST(authorization({"--netrc", "--netrc-file", other}, home) == "Basic YW55OnB3");
}

BOOST_AUTO_TEST_CASE(user_in_the_url_beats_netrc) {
  const std::string file = list("netrc", "machine 127.0.0.1 login ann password pw\n");
  const std::string url = "http://bob:sesame@" + server.url("/x").substr(7);
  BOOST_TEST(run(get({url, "--netrc-file", file})).ended.code == 0);
  BOOST_TEST(sent("Authorization") == "Basic Ym9iOnNlc2FtZQ==");
}

BOOST_AUTO_TEST_CASE(bad_netrc_is_named_with_its_line_and_not_quoted) {
  const std::string file = list("netrc", "machine 127.0.0.1\nlogin CANARY pasword CANARY\n");
  check_refused(run_with({"--netrc-file", file}), "--netrc-file: " + file + ":2: a word stands");
  check_refused(run_with({"--netrc"}, {{"HOME", folder().string()}}), ".netrc' can't be read");
  check_refused(run_with({"--netrc"}, {{"HOME", ""}}), "--netrc: HOME");
}

BOOST_AUTO_TEST_CASE(nothing_goes_to_another_origin_nor_back_again) {
  const std::string token = list("token", "CANARY");
  const std::string headers = list("headers", "X-Key: CANARY\n");
  const std::string netrc = list("netrc", "default login CANARY password CANARY\n");
  const strings ways[] = {
      {"--bearer-token-file", token}, {"--headers-file", headers}, {"--netrc-file", netrc}};
  for (const strings& way : ways) {
    std::string back;
    list_server other([&](const std::string&) {
      return answered("302 Found", "", "Location: " + back + "\r\n");
    });
    list_server first([&](const std::string& target) {
      if (target != "/a")
        return answered("200 OK", "x");
      return answered("302 Found", "", "Location: " + other.url("/x") + "\r\n");
    });
    back = first.url("/home");
    strings arguments = {first.url("/{code}"), "a", "--overwrite"};
    arguments.insert(arguments.end(), way.begin(), way.end());
    BOOST_TEST(run(get(arguments)).ended.code == 0);
    BOOST_TEST_REQUIRE(first.requests().size() == 2U);
    BOOST_TEST_REQUIRE(other.requests().size() == 1U);
    const std::string asked = first.requests().front();
    BOOST_TEST((holds(asked, canary) || holds(asked, "Basic Q0FOQVJZOkNBTkFSWQ==")), asked);
    for (const std::string& later : {other.requests().front(), first.requests().back()}) {
      BOOST_TEST(!holds(later, canary), later);
      BOOST_TEST(!holds(later, "Authorization"), later);
    }
  }
}

BOOST_AUTO_TEST_CASE(secrets_are_in_no_output_no_result_and_no_command_line) {
  std::string seen;
  const list_server failing([&](const std::string& target) {
    seen += all_command_lines();
    return target == "/ok" ? answered("200 OK", "x") : answered("403 Forbidden", "no");
  });
  const std::string headers = list("headers", "X-Key: CANARY\n");
  const std::string netrc = list("netrc", "default login CANARY password CANARY\n");
  const strings files = {"--headers-file", headers, "--netrc-file", netrc};
  for (const strings& way :
       {strings{"-v"}, strings{"--log-format", "json", "-v"}, strings{"--dry-run"},
        strings{"-q"}}) {
    strings arguments = {failing.url("/{code}"), "ok",        "bad",
                         "--overwrite",          "--results", results_path()};
    arguments.insert(arguments.end(), files.begin(), files.end());
    arguments.insert(arguments.end(), way.begin(), way.end());
    command_line command = get(arguments);
    command.environment["HAUL_BEARER_TOKEN"] = canary;
    command.environment["HAUL_KEY_PASSWORD"] = canary;
    const finished_process ran = run(command);
    BOOST_TEST(!holds(ran.output, canary), ran.output);
    BOOST_TEST(!holds(ran.errors, canary), ran.errors);
  }
  BOOST_TEST(!holds(read_file(results_path()), canary));
  BOOST_TEST(holds(failing.requests().front(), "Authorization: Bearer CANARY\r\n"));
  BOOST_TEST(holds(failing.requests().front(), "X-Key: CANARY\r\n"));
  BOOST_TEST(holds(seen, "--headers-file")); // the command line was among those that were looked at
  BOOST_TEST(!holds(seen, canary));
}

BOOST_AUTO_TEST_SUITE_END()
