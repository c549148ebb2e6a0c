#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <string>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

struct fixture : get_program {
  // Runs for one file and tells who asked, by the User-Agent that the server saw.
  std::string agent(const strings& more, const std::string& variable = "") const {
    strings arguments = {server.url("/{code}"), "a", "--overwrite"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    command_line command = get(arguments);
    if (!variable.empty())
      command.environment["HAUL_USER_AGENT"] = variable;
    const finished_process ran = run(command);
    BOOST_TEST(ran.ended.code == 0, ran.errors);
    const std::string request = server.requests().back();
    const std::string name = "\r\nUser-Agent: ";
    const std::size_t start = request.find(name);
    if (start == std::string::npos)
      return "";
    return request.substr(start + name.size(), request.find('\r', start + 2) - start - name.size());
  }

  finished_process run_with(
      const std::map<std::string, std::string>& variables, const strings& more = {}) const {
    strings arguments = {server.url("/{code}"), "a"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    command_line command = get(arguments);
    for (const auto& [name, value] : variables)
      command.environment[name] = value;
    return run(command);
  }

  void check_refused(const finished_process& ran, const std::string& named) const {
    BOOST_TEST(ran.ended.code == 2);
    BOOST_TEST(ran.errors.find(named) != std::string::npos, ran.errors);
    BOOST_TEST(server.count() == 0U);
  }

  list_server server;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(get_settings, fixture)

BOOST_AUTO_TEST_CASE(flag_beats_environment_beats_file_beats_default) {
  const std::string config = list("haul.toml", "[get]\nuser-agent = 'file'\n");
  BOOST_TEST(agent({}).starts_with("haul/"));
  BOOST_TEST(agent({"--config", config}) == "file");
  BOOST_TEST(agent({"--config", config}, "environment") == "environment");
  BOOST_TEST(agent({"--config", config, "-A", "flag"}, "environment") == "flag");
  BOOST_TEST(agent({"-A", "flag"}, "environment") == "flag");
}

BOOST_AUTO_TEST_CASE(empty_variable_is_not_set_and_an_empty_flag_is) {
  BOOST_TEST(agent({}, " ").find("haul/") == std::string::npos);
  command_line command = get({server.url("/{code}"), "b"});
  command.environment["HAUL_USER_AGENT"] = "";
  BOOST_TEST(run(command).ended.code == 0);
  BOOST_TEST(server.requests().back().find("User-Agent: haul/") != std::string::npos);
  BOOST_TEST(agent({"-A", ""}, "environment") == "");
}

BOOST_AUTO_TEST_CASE(config_file_may_be_named_by_the_environment) {
  const std::string config = list("haul.toml", "user-agent = \"from file\" # who asks\n");
  BOOST_TEST(run_with({{"HAUL_CONFIG", config}}).ended.code == 0);
  BOOST_TEST(server.requests().back().find("User-Agent: from file\r\n") != std::string::npos);
  BOOST_TEST(run_with({{"HAUL_CONFIG", config}}, {"--config", "", "--overwrite"}).ended.code == 0);
  BOOST_TEST(server.requests().back().find("User-Agent: haul/") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(switch_can_be_taken_back) {
  write_file(folder() / "a", "mine");
  const std::string config = list("haul.toml", "overwrite = true\n");
  BOOST_TEST(run_with({}, {"--config", config, "--overwrite=false"}).ended.code == 0);
  BOOST_TEST(run_with({{"HAUL_OVERWRITE", "no"}}, {"--config", config}).ended.code == 0);
  BOOST_TEST(server.count() == 0U);
  BOOST_TEST(run_with({}, {"--config", config}).ended.code == 0);
  BOOST_TEST(content("a") == "/a");
}

BOOST_AUTO_TEST_CASE(headers_of_the_flag_replace_all_others) {
  const std::string config = list("haul.toml", "header = ['A: file', 'B: file']\n");
  BOOST_TEST(run_with({}, {"--config", config}).ended.code == 0);
  BOOST_TEST(server.requests().back().find("\r\nB: file\r\n") != std::string::npos);
  BOOST_TEST(
      run_with({{"HAUL_HEADER", "C: one\nD: two"}}, {"--config", config, "--overwrite"})
          .ended.code == 0);
  const std::string request = server.requests().back();
  BOOST_TEST(request.find("\r\nC: one\r\n") != std::string::npos, request);
  BOOST_TEST(request.find("\r\nD: two\r\n") != std::string::npos, request);
  BOOST_TEST(request.find("\r\nB: ") == std::string::npos, request);
}

BOOST_AUTO_TEST_CASE(wrong_variable_is_named) {
  check_refused(run_with({{"HAUL_MAX_REQUESTS", "many"}}), "HAUL_MAX_REQUESTS");
  check_refused(run_with({{"HAUL_DEADLINE", "-1"}}), "HAUL_DEADLINE");
  check_refused(run_with({{"HAUL_OVERWRITE", "maybe"}}), "HAUL_OVERWRITE");
  check_refused(run_with({{"HAUL_RESOLVE", "nonsense"}}), "HAUL_RESOLVE");
}

BOOST_AUTO_TEST_CASE(wrong_setting_is_named_with_file_and_line) {
  const std::string wrong = list("wrong.toml", "# mine\nmax-requests = many\n");
  check_refused(run_with({}, {"--config", wrong}), "wrong.toml:2: max-requests");
  const std::string unknown = list("unknown.toml", "\n\ncolour = red\n");
  check_refused(run_with({}, {"--config", unknown}), "unknown.toml:3: colour");
  const std::string twice = list("twice.toml", "quiet = true\nquiet = false\n");
  check_refused(run_with({}, {"--config", twice}), "twice.toml:2");
  check_refused(run_with({}, {"--config", aside("missing.toml")}), "missing.toml");
  check_refused(run_with({{"HAUL_CONFIG", aside("missing.toml")}}), "HAUL_CONFIG");
}

BOOST_AUTO_TEST_CASE(lists_and_outputs_can_come_from_the_environment) {
  const std::string urls = list("u.txt", server.url("/x") + "\n");
  command_line command = haul_command({"get"});
  command.environment = {
      {"HAUL_INPUT_FILE", urls},
      {"HAUL_DIR", folder().string()},
      {"HAUL_OUTPUT", "{row}"},
      {"HAUL_RESULTS", results_path()},
      {"HAUL_QUIET", "1"}};
  const finished_process ran = run(command);
  BOOST_TEST(ran.ended.code == 0);
  BOOST_TEST(ran.output == "");
  BOOST_TEST(content("1") == "/x");
  BOOST_TEST(records().size() == 1U);
}

BOOST_AUTO_TEST_CASE(rate_and_limits_are_kept_from_the_file) {
  // One request at a time: the second is only asked for when the first has failed.
  const list_server silent([](const std::string&) {
    list_reply made;
    made.then = afterwards::be_silent;
    return made;
  });
  const std::string config = list(
      "haul.toml", "max-per-host = 1\nfirst-byte-timeout = 200ms\nretry = 0\nfail-fast = on\n");
  const finished_process ran = run(get({silent.url("/{code}"), "1..5", "--config", config}));
  BOOST_TEST(ran.ended.code == 4);
  BOOST_TEST(silent.count() <= 2U);
}

BOOST_AUTO_TEST_SUITE_END()
