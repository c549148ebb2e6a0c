// Several hosts in one run: whoever is slow, paused or broken holds up nobody else.
#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <string>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

list_reply silent(const std::string&) {
  list_reply made;
  made.then = afterwards::be_silent;
  return made;
}

list_reply busy(const std::string&) {
  return answered("503 Busy", "");
}

list_reply paused(const std::string&) {
  return answered("429 Too Many Requests", "", "Retry-After: 3600\r\n");
}

list_reply resets(const std::string&) {
  list_reply made;
  made.then = afterwards::reset;
  return made;
}

struct trouble {
  const char* name;
  list_reply (*answer)(const std::string&);
  std::size_t most_requests; // that the host may see with two at once
};

std::ostream& operator<<(std::ostream& to, const trouble& shown) {
  return to << shown.name;
}

const trouble troubles[] = {
    {"silent", silent, 2}, {"busy", busy, 30}, {"paused", paused, 2}, {"resets", resets, 60}};

std::string port_of(const list_server& server) {
  return server.url().substr(server.url().rfind(':') + 1);
}

std::string rows_of(const list_server& server, const std::string& name, unsigned count) {
  std::string rows;
  for (unsigned row = 1; row <= count; ++row) {
    const std::string number = std::to_string(row);
    rows += name + number + ",http://" + name + ".example:" + port_of(server) + "/" + number + "\n";
  }
  return rows;
}

// All servers stand at one address, which would be one host.
std::string resolved(const list_server& server, const std::string& name) {
  return "--resolve=" + name + ".example:" + port_of(server) + ":127.0.0.1";
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(get_hosts, get_program)

// Thirty rows of a host in trouble come first, and take an hour or for ever.
BOOST_DATA_TEST_CASE_F(get_program, trouble_of_one_host_holds_up_no_other, troubles, sample) {
  const list_server first(sample.answer);
  list_server second;
  const std::string rows =
      list("t.csv", "code,url\n" + rows_of(first, "slow", 30) + rows_of(second, "good", 30));
  process started(get(
      {"-i", rows, "-m", "4", "--max-per-host", "2", "--retry-delay", "1h", "--retry-max-delay",
       "1h", "--max-pause", "24h", "--results", results_path(), "-v", resolved(first, "slow"),
       resolved(second, "good")}));
  second.wait_for_requests(30);
  for (unsigned number = 1; number <= 30; ++number)
    started.wait_for("good" + std::to_string(number) + " ok");
  BOOST_TEST(first.count() <= sample.most_requests);
  started.send_signal(SIGINT);
  BOOST_TEST(started.finish().code == 130);
  BOOST_TEST(records().size() == 30U);
  BOOST_TEST(files().size() == 30U);
}

BOOST_AUTO_TEST_CASE(deadline_ends_the_wait_for_another_attempt) {
  const list_server server(paused);
  const finished_process ran = get_recorded({server.url("/{code}"), "1..3", "--deadline", "0.3"});
  BOOST_TEST(ran.ended.code == 3);
  BOOST_TEST(ran.errors.find("deadline") != std::string::npos, ran.errors);
  BOOST_TEST(records().empty());
}

BOOST_AUTO_TEST_CASE(host_that_asks_for_a_pause_can_be_ignored) {
  const list_server server(paused);
  const finished_process ran = get_recorded(
      {server.url("/{code}"), "1", "--max-pause", "0", "--retry", "1", "--retry-delay", "1ms"});
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(server.count() == 2U);
  BOOST_TEST(member(records().at(1), "http_status") == "429");
}

BOOST_AUTO_TEST_CASE(address_of_a_name_can_be_given) {
  list_server server;
  const std::string port = port_of(server);
  const finished_process ran = get_recorded(
      {"http://flags.example:" + port + "/{code}", "a", "--resolve",
       "flags.example:" + port + ":127.0.0.1"});
  BOOST_TEST(ran.ended.code == 0, ran.output);
  BOOST_TEST(server.requests().at(0).find("Host: flags.example:" + port) != std::string::npos);
  BOOST_TEST(member(records().at(1), "remote_address") == "127.0.0.1:" + port);
}

BOOST_AUTO_TEST_CASE(redirects_are_followed_up_to_the_limit) {
  const list_server server([](const std::string& target) {
    const unsigned left = static_cast<unsigned>(std::stoul(target.substr(1)));
    if (left == 0)
      return answered("200 OK", "there");
    return answered("302 Found", "", "Location: /" + std::to_string(left - 1) + "\r\n");
  });
  const finished_process ran =
      get_recorded({server.url("/{code}"), "2", "3", "--max-redirects", "2"});
  BOOST_TEST(ran.ended.code == 1);
  BOOST_TEST(content("2") == "there");
  BOOST_TEST(member(records().at(1), "final_url") == server.url("/0"));
  BOOST_TEST(member(records().at(2), "error.kind") == "too_many_redirects");
}

BOOST_AUTO_TEST_CASE(mirror_is_asked_when_the_first_address_fails) {
  const list_server first([](const std::string&) { return answered("404 Not Found", ""); });
  list_server mirror;
  const std::string rows =
      list("m.aria2", first.url("/a") + "\t" + mirror.url("/a") + "\n  out=a\n");
  BOOST_TEST(get_recorded({"-i", rows, "--retry", "0"}).ended.code == 0);
  BOOST_TEST(content("a") == "/a");
  BOOST_TEST(first.count() == 1U);
  BOOST_TEST(mirror.count() == 1U);
}

BOOST_AUTO_TEST_CASE(two_runs_on_one_folder_do_each_other_no_harm) {
  list_server slow(silent);
  const list_server fast;
  process first(get({slow.url("/{code}"), "a"}));
  slow.wait_for_requests(1);
  // Whichever of the two gets the name, a file under it is whole.
  const finished_process second = get_recorded({fast.url("/{code}"), "a", "b"});
  BOOST_TEST(content("b") == "/b");
  if (second.ended.code == 0)
    BOOST_TEST(content("a") == "/a");
  else
    BOOST_TEST(member(records().at(1), "error.kind") == "output_in_use");
  first.send_signal(SIGINT);
  BOOST_TEST(first.finish().code == 130);
}

BOOST_AUTO_TEST_SUITE_END()
