// Which servers haul get reaches and from where, and what a single file must have.
#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

struct fixture : get_program {
  command_line plain(command_line command) const {
    for (const char* name :
         {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy",
          "NO_PROXY"})
      command.environment[name] = std::nullopt;
    return command;
  }

  // Each time as if for the first one.
  finished_process ask(strings arguments) const {
    std::filesystem::remove(results_path());
    arguments.insert(arguments.end(), {"--results", results_path()});
    return run(plain(get(std::move(arguments))));
  }

  // The cause in the only record.
  std::string cause() const {
    return std::string(records().at(1).at("error").as_object().at("kind").as_string());
  }

  std::string port() const { return origin.url().substr(origin.url().rfind(':') + 1); }

  // Ends with exit code 2, `words` and no request.
  void check_usage(strings arguments, const std::string& words) {
    const finished_process ran = ask(std::move(arguments));
    BOOST_TEST(ran.ended.code == 2, ran.errors);
    BOOST_TEST(ran.errors.find(words) != std::string::npos, ran.errors);
    BOOST_TEST(origin.count() == 0U);
    BOOST_TEST(files().empty());
  }

  list_server origin;
};

// Of "/a", which the server sends for that target.
constexpr const char* sha256_of_a =
    "6a50dc8584134c7de537c0052ff6d236bf874355e050c90523e0c5ff2a543a28";

} // namespace

BOOST_FIXTURE_TEST_SUITE(get_reach, fixture)

BOOST_AUTO_TEST_CASE(private_addresses_are_asked_unless_they_are_denied) {
  BOOST_TEST(ask({origin.url("/a")}).ended.code == 0);
  BOOST_TEST(ask({origin.url("/b"), "--deny-private"}).ended.code == 1);
  BOOST_TEST(cause() == "address_refused");
  BOOST_TEST(origin.targets() == strings({"/a"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(address_of_the_command_line_is_exempt) {
  const finished_process ran = ask(
      {"http://inside.example:" + port() + "/a", "--deny-private", "--resolve",
       "inside.example:" + port() + ":127.0.0.1"});
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(origin.count() == 1U);
}

BOOST_AUTO_TEST_CASE(device_or_address_is_connected_from) {
  for (const char* from : {"lo", "127.0.0.8"}) {
    const finished_process ran = ask({origin.url("/a"), "--overwrite", "--interface", from});
    BOOST_TEST(ran.ended.code == 0, ran.errors);
  }
  BOOST_TEST(origin.count() == 2U);
}

BOOST_AUTO_TEST_CASE(interface_that_is_not_there_is_wrong_usage) {
  check_usage(
      {origin.url("/a"), "--interface", "192.0.2.77"}, "it is not an address of this machine");
  check_usage({origin.url("/a"), "--interface", "no-such-device"}, "'no-such-device'");
  check_usage({origin.url("/a"), "--interface", "not a device"}, "'not a device'");
}

BOOST_AUTO_TEST_CASE(international_name_is_resolved_and_reported_in_ascii) {
  const finished_process ran = ask(
      {"http://BÜCHER.example:" + port() + "/a", "-o", "out", "--resolve",
       "bücher.example:" + port() + ":127.0.0.1"});
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST_REQUIRE(origin.count() == 1U);
  BOOST_TEST(origin.requests()[0].find("Host: xn--bcher-kva.example:") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(name_that_is_no_international_one_is_an_error_of_its_row) {
  const finished_process ran = ask({"-i", list("l", "http://☃.example/\n" + origin.url("/a"))});
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(cause() == "bad_url");
  BOOST_TEST(origin.count() == 1U);
}

BOOST_AUTO_TEST_CASE(address_for_a_name_that_is_none_is_wrong_usage) {
  check_usage(
      {origin.url("/a"), "--resolve", "☃.example:80:127.0.0.1"},
      "not an international domain name");
}

BOOST_AUTO_TEST_CASE(file_with_the_checksum_gets_its_name) {
  const finished_process ran =
      ask({origin.url("/a"), "-o", "out", "--checksum", std::string("SHA-256:") + sha256_of_a});
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(content("out") == "/a");
}

BOOST_AUTO_TEST_CASE(file_with_another_checksum_does_not) {
  const finished_process ran =
      ask({origin.url("/b"), "-o", "out", "--checksum", std::string("sha256:") + sha256_of_a});
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(cause() == "wrong_content");
  BOOST_TEST(files().empty());
}

BOOST_AUTO_TEST_CASE(checksum_is_for_one_url_only) {
  const std::string given = std::string("sha256:") + sha256_of_a;
  const std::string words = "--checksum: it is for a single URL";
  check_usage({origin.url("/{code}"), "a", "--checksum", given}, words);
  check_usage({"-i", list("l", origin.url("/a")), "--checksum", given}, words);
  check_usage({origin.url("/a"), "--checksum", "sha256:abc"}, "--checksum: 'sha256:abc' is not");
}

BOOST_AUTO_TEST_CASE(flags_elsewhere_are_asked_for_by_the_proxy_of_the_environment) {
  command_line command = plain(flags({"-s", "http://example.org/flags", "br"}));
  command.environment["http_proxy"] = origin.url();
  const finished_process ran = run(command);
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(
      origin.targets() == strings({"http://example.org/flags/br/br.gif"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(flags_of_the_built_in_server_need_no_proxy) {
  command_line command = plain(flags({"br"}));
  command.environment["http_proxy"] = "http://127.0.0.1:9";
  BOOST_TEST(run(command).ended.code == 0);
}

BOOST_AUTO_TEST_CASE(flags_by_a_proxy_of_another_kind_are_wrong_usage) {
  command_line command = plain(flags({"-s", origin.url(), "br"}));
  command.environment["http_proxy"] = "socks5://127.0.0.1:9";
  BOOST_TEST(run(command).ended.code == 2);
  BOOST_TEST(origin.count() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
