// Proxies of the environment and of the command line.
#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;
using variables = std::map<std::string, std::optional<std::string>>;

struct fixture : get_program {
  // One URL, with no proxy variables but these.
  finished_process ask(const std::string& url, const variables& with, strings more = {}) const {
    more.insert(more.end(), {"-i", list("one.txt", url + "\n"), "--results", results_path()});
    command_line command = get(std::move(more));
    for (const char* name :
         {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy",
          "NO_PROXY"})
      command.environment[name] = std::nullopt;
    for (const auto& [name, value] : with)
      command.environment[name] = value;
    return run(command);
  }

  std::string proxy_url() const { return "http://maria:CANARY@" + proxy.url().substr(7); }

  list_server proxy;
  list_server origin;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(get_proxies, fixture)

BOOST_AUTO_TEST_CASE(proxy_of_the_environment_is_asked) {
  const finished_process ran = ask("http://example.org/a", {{"http_proxy", proxy_url()}});
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(
      proxy.targets() == strings({"http://example.org/a"}), boost::test_tools::per_element());
  BOOST_TEST(ran.output.find("CANARY") == std::string::npos);
  BOOST_TEST(ran.errors.find("CANARY") == std::string::npos);
  BOOST_TEST(aside_content("results.jsonl").find("CANARY") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(upper_case_http_proxy_is_not_obeyed) {
  BOOST_TEST(ask(origin.url("/a"), {{"HTTP_PROXY", proxy_url()}}).ended.code == 0);
  BOOST_TEST(proxy.count() == 0U);
  BOOST_TEST(origin.count() == 1U);
}

BOOST_AUTO_TEST_CASE(excepted_origin_is_asked_itself) {
  const variables with = {{"http_proxy", proxy_url()}, {"no_proxy", "127.0.0.0/8"}};
  BOOST_TEST(ask(origin.url("/a"), with).ended.code == 0);
  BOOST_TEST(proxy.count() == 0U);
  BOOST_TEST(origin.requests().at(0).find("Proxy-") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(option_comes_before_the_environment) {
  const variables with = {{"http_proxy", "http://127.0.0.1:9"}};
  BOOST_TEST(ask(origin.url("/a"), with, {"-x", proxy_url()}).ended.code == 0);
  BOOST_TEST(proxy.count() == 1U);
  BOOST_TEST(origin.count() == 0U);
}

BOOST_AUTO_TEST_CASE(empty_option_is_no_proxy) {
  BOOST_TEST(ask(origin.url("/a"), {{"http_proxy", proxy_url()}}, {"-x", ""}).ended.code == 0);
  BOOST_TEST(proxy.count() == 0U);
}

BOOST_AUTO_TEST_CASE(proxy_of_another_kind_is_refused_without_a_request) {
  const variables with = {{"all_proxy", "socks5://maria:CANARY@127.0.0.1:9"}};
  const finished_process ran = ask(origin.url("/a"), with);
  BOOST_TEST(ran.ended.code == 2);
  BOOST_TEST(ran.errors.find("SOCKS proxies are not supported") != std::string::npos, ran.errors);
  BOOST_TEST(ran.errors.find("CANARY") == std::string::npos);
  BOOST_TEST(origin.count() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
