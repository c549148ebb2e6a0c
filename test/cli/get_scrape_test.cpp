#include "get_program.hpp"
#include "held_server.hpp"
#include "list_server.hpp"
#include "raw_client.hpp"
#include "spawning.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <list>
#include <string>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;
namespace asio = boost::asio;

// Throws when nobody listens.
raw_reply scrape(const std::string& url) {
  asio::io_context context;
  raw_reply reply;
  const auto client = [&]() -> asio::awaitable<void> {
    raw_client connection(context);
    co_await connection.connect(url);
    reply = co_await connection.ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
  };
  asio::co_spawn(context, client(), rethrow);
  context.run();
  return reply;
}

// Clients that say one byte and no more; and some that ask again and again, and read nothing.
struct bad_company {
  explicit bad_company(const std::string& url) {
    for (int number = 0; number < 100; ++number) {
      asio::ip::tcp::socket& peer = peers.emplace_back(context);
      peer.connect(endpoint_of(url));
      std::string bytes = "G";
      for (int turn = 0; number % 10 == 0 && turn < 1000; ++turn)
        bytes += "ET /metrics HTTP/1.1\r\nHost: x\r\n\r\nG";
      asio::write(peer, asio::buffer(bytes));
    }
  }
  asio::io_context context;
  std::list<asio::ip::tcp::socket> peers;
};

struct fixture : get_program {
  static constexpr const char* says = "Metrics at ";

  // Where a run that has begun is scraped.
  static std::string address(process& haul) {
    haul.wait_for("/metrics\n");
    for (const std::string& line : lines_of(haul.output())) {
      if (line.starts_with(says))
        return line.substr(std::string(says).size());
    }
    return "";
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(get_scrape, fixture)

BOOST_AUTO_TEST_CASE(run_is_scraped_while_it_goes_on_and_not_afterwards) {
  held_server server;
  process haul(get(
      {server.url("/{code}"), "1..9", "-m", "1", "--metrics-listen", "127.0.0.1:0", "--max-errors",
       "5"}));
  const std::string url = address(haul);
  server.wait();
  const std::string text = scrape(url).body;
  for (const char* line :
       {"haul_tasks_in_flight 1", "haul_tasks_waiting 8", "haul_rows 9", "haul_max_requests 1",
        "haul_host_in_flight{host=\"127.0.0.1\"} 1", "haul_host_waiting{host=\"127.0.0.1\"} 8",
        "haul_hosts_busy 1", "haul_tasks_total{status=\"ok\"} 0"})
    BOOST_TEST(text.find("\n" + std::string(line) + "\n") != std::string::npos, line << text);
  BOOST_TEST(text.find("haul_end_time") == std::string::npos);
  server.let_go();
  BOOST_TEST(haul.finish().code == 0, haul.errors());
  BOOST_CHECK_THROW(scrape(url), boost::system::system_error);
}

BOOST_AUTO_TEST_CASE(bad_company_disturbs_no_download) {
  held_server server;
  process haul(get({server.url("/{code}"), "1..500", "--metrics-listen", "127.0.0.1:0"}));
  const bad_company around(address(haul));
  server.wait();
  server.let_go();
  BOOST_TEST(haul.finish().code == 0, haul.errors());
  BOOST_TEST(written().size() == 500U);
}

BOOST_AUTO_TEST_CASE(scrapers_take_no_descriptor_from_downloads) {
  held_server server;
  command_line command = get(
      {server.url("/{code}"), "1..300", "--max-per-host", "0", "--metrics-listen", "127.0.0.1:0"});
  const strings shell = {"/bin/sh", "-c", "ulimit -n 128 && exec \"$@\"", "sh"};
  command.words.insert(command.words.begin(), shell.begin(), shell.end());
  process haul(command);
  const bad_company around(address(haul));
  server.wait();
  server.let_go();
  BOOST_TEST(haul.finish().code == 0, haul.errors());
  BOOST_TEST(haul.errors().find("fewer requests at once") != std::string::npos, haul.errors());
  BOOST_TEST(written().size() == 300U);
}

BOOST_AUTO_TEST_CASE(signal_ends_a_run_that_is_scraped) {
  held_server server;
  process haul(get({server.url("/a"), "--metrics-listen", "127.0.0.1:0"}));
  const bad_company around(address(haul));
  server.wait();
  haul.send_signal(SIGTERM);
  BOOST_TEST(haul.finish().code == 143, haul.errors());
}

BOOST_AUTO_TEST_CASE(quiet_run_serves_without_a_word) {
  list_server server;
  const finished_process ran =
      run(get({server.url("/a"), "--quiet", "--metrics-listen", "[::1]:0"}));
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(ran.output + ran.errors == "");
}

BOOST_AUTO_TEST_CASE(log_in_json_tells_the_address_too) {
  list_server server;
  const finished_process ran =
      run(get({server.url("/a"), "--log-format", "json", "--metrics-listen", ":0", "-v"}));
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(ran.output == "");
  std::size_t told = 0;
  for (const json_line& line : json_lines(ran.errors)) {
    BOOST_TEST(line.contains("time"));
    BOOST_TEST(line.contains("level"));
    told += member(line, "message").starts_with("Metrics at http://") ? 1U : 0U;
  }
  BOOST_TEST(told == 1U, ran.errors);
}

BOOST_AUTO_TEST_CASE(warnings_are_lines_of_json_too) {
  list_server server;
  command_line command = get({server.url("/a"), "--log-format", "json", "--insecure", "-m", "500"});
  const strings shell = {"/bin/sh", "-c", "ulimit -n 128 && exec \"$@\"", "sh"};
  command.words.insert(command.words.begin(), shell.begin(), shell.end());
  const finished_process ran = run(command);
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  std::size_t warnings = 0;
  for (const json_line& line : json_lines(ran.errors)) // throws when one is none
    warnings += member(line, "level") == "warning" ? 1U : 0U;
  BOOST_TEST(warnings == 2U, ran.errors);
}

BOOST_AUTO_TEST_CASE(address_that_can_not_be_had_is_refused_before_the_first_request) {
  held_server taken;
  list_server server;
  const std::string port = taken.url("").substr(taken.url("").rfind(':'));
  for (const std::string& address :
       {"127.0.0.1" + port, std::string("192.0.2.1:0"), std::string("localhost:1"),
        std::string("9464")}) {
    const finished_process ran =
        run(get({server.url("/a"), "--metrics-listen", address, "--results", results_path()}));
    BOOST_TEST(ran.ended.code == 2, address);
    BOOST_TEST(ran.errors.find("--metrics-listen") != std::string::npos, ran.errors);
    BOOST_TEST(ran.errors.find(address) != std::string::npos, ran.errors);
  }
  BOOST_TEST(server.count() == 0U);
  BOOST_TEST(!std::filesystem::exists(results_path()));
}

BOOST_AUTO_TEST_SUITE_END()
