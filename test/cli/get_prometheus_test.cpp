#include "get_program.hpp"
#include "list_server.hpp"
#include "prometheus.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

namespace {

using namespace haul::test;
using namespace std::chrono_literals;
namespace json = boost::json;

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at))
    text.replace(at, from.size(), to);
}

// Every query of the dashboard, with what Grafana would put for its variables.
std::vector<std::string> queries() {
  const auto root = std::filesystem::path(HAUL_SOURCE_FOLDER);
  const json::value board = json::parse(read_file(root / "docker" / "grafana" / "haul.json"));
  std::vector<std::string> made;
  for (const json::value& panel : board.at("panels").as_array()) {
    for (const json::value& target : panel.at("targets").as_array()) {
      std::string text(target.at("expr").as_string());
      for (const char* variable : {"$job", "$instance", "$host"})
        replace_all(text, variable, ".*");
      replace_all(text, "$__rate_interval", "1m");
      made.push_back(text);
    }
  }
  return made;
}

// Whether an answer has values, all of them numbers.
bool has_numbers(const std::string& answer) {
  const json::value parsed = json::parse(answer);
  if (parsed.at("status").as_string() != "success")
    throw std::runtime_error(answer);
  const json::array& values = parsed.at("data").at("result").as_array();
  for (const json::value& each : values) {
    const std::string number(each.at("value").as_array().at(1).as_string());
    if (!std::isfinite(std::stod(number)))
      return false;
  }
  return !values.empty();
}

// Nothing tells when Prometheus has scraped: it has to be asked.
bool come_to_numbers(const prometheus& asked, const std::string& query) {
  const auto latest = std::chrono::steady_clock::now() + 60s;
  boost::asio::io_context context;
  boost::asio::steady_timer next(context);
  while (!has_numbers(asked.query(query))) {
    if (std::chrono::steady_clock::now() > latest)
      return false;
    next.expires_after(50ms);
    next.wait();
  }
  return true;
}

struct fixture : get_program {
  // Of four requests one is answered by an error, and one by 404.
  static list_reply by_number(const std::string& target) {
    const int number = std::stoi(target.substr(1));
    if (number % 4 == 0)
      return answered("404 Not Found", "");
    if (number % 4 == 1)
      return answered("418 I'm a Teapot", "");
    return answered("200 OK", target);
  }

  list_server server{by_number};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(get_prometheus, fixture)

BOOST_AUTO_TEST_CASE(every_query_of_the_dashboard_gives_numbers_while_a_run_is_scraped) {
  process haul(get(
      {server.url("/{code}"), "1..1000000", "--rate", "50/s", "--metrics-listen", "127.0.0.1:0"}));
  haul.wait_for("/metrics\n");
  const std::string said = "Metrics at http://";
  const std::string address = haul.output().substr(haul.output().find(said) + said.size());
  const prometheus watching(address.substr(0, address.find('/')));
  const std::vector<std::string> all = queries();
  BOOST_TEST(all.size() > 20U);
  for (const std::string& query : all)
    BOOST_TEST(come_to_numbers(watching, query), query << ": " << watching.query(query));
  for (const char* query :
       {"haul_tasks_total{status=\"ok\"} > 0", "haul_errors_total{kind=\"http_status\"} > 0",
        "haul_received_bytes_total > 0", "haul_rows == 1000000", "up{job=\"haul\"} == 1",
        "haul_host_limit{host=\"127.0.0.1\"} == 6"})
    BOOST_TEST(come_to_numbers(watching, query), query << ": " << watching.query(query));
  haul.send_signal(SIGTERM);
  BOOST_TEST(haul.finish().code == 143, haul.errors());
}

BOOST_AUTO_TEST_SUITE_END()
