#include "run_statistics.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

namespace {

using namespace std::chrono_literals;

haul::record failed(const std::string& code, const std::string& kind, unsigned http_status = 0) {
  haul::record made;
  made.code = code;
  made.http_status = http_status;
  made.error = haul::recorded_error{kind, "body", kind + " of " + code};
  return made;
}

haul::record answered(const std::string& url, std::chrono::milliseconds first_byte) {
  haul::record made;
  made.status = haul::status::ok;
  made.url = url;
  made.first_byte = first_byte;
  made.bytes = 10;
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(run_statistics)

BOOST_AUTO_TEST_CASE(counts_every_way_to_end) {
  haul::run_statistics statistics;
  haul::record each;
  for (const auto status :
       {haul::status::ok, haul::status::ok, haul::status::skipped, haul::status::not_found,
        haul::status::error}) {
    each.status = status;
    each.bytes = status == haul::status::ok ? 7 : 0;
    statistics.add(each);
  }
  statistics.add(failed("BR", "cancelled"));
  BOOST_TEST(statistics.counts().ok == 2U);
  BOOST_TEST(statistics.counts().skipped == 1U);
  BOOST_TEST(statistics.counts().not_found == 1U);
  BOOST_TEST(statistics.counts().errors == 2U);
  BOOST_TEST(statistics.counts().cancelled == 1U);
  BOOST_TEST(statistics.counts().bytes == 14U);
  BOOST_TEST(statistics.most_frequent_errors().empty());
}

BOOST_AUTO_TEST_CASE(errors_are_grouped_by_kind_and_status_with_the_first_as_example) {
  haul::run_statistics statistics;
  statistics.add(failed("A", "timed_out"));
  statistics.add(failed("B", "http_status", 503));
  statistics.add(failed("C", "http_status", 418));
  statistics.add(failed("D", "http_status", 503));
  statistics.add(failed("E", "timed_out", 200)); // a body that stalls: the status is not the reason
  statistics.add(failed("F", "http_status", 503));
  const auto errors = statistics.most_frequent_errors();
  BOOST_TEST_REQUIRE(errors.size() == 3U);
  BOOST_TEST(errors[0].kind == "http_status 503");
  BOOST_TEST(errors[0].count == 3U);
  BOOST_TEST(errors[0].code == "B");
  BOOST_TEST(errors[0].message == "http_status of B");
  BOOST_TEST(errors[1].kind == "timed_out");
  BOOST_TEST(errors[1].count == 2U);
  BOOST_TEST(errors[2].kind == "http_status 418");
}

BOOST_AUTO_TEST_CASE(only_the_most_frequent_five_are_told) {
  haul::run_statistics statistics;
  for (unsigned status = 400; status < 407; ++status) {
    for (unsigned times = 400; times <= status; ++times)
      statistics.add(failed("A", "http_status", status));
  }
  const auto errors = statistics.most_frequent_errors();
  BOOST_TEST_REQUIRE(errors.size() == 5U);
  BOOST_TEST(errors.front().kind == "http_status 406");
  BOOST_TEST(errors.back().kind == "http_status 402");
}

BOOST_AUTO_TEST_CASE(long_messages_are_cut_off_between_characters) {
  haul::run_statistics statistics;
  haul::record noisy = failed("A", "timed_out");
  noisy.error->message = std::string(496, 'x') + "\u20ac" + std::string(1000, 'y');
  statistics.add(noisy);
  const std::string message = statistics.most_frequent_errors().front().message;
  BOOST_TEST(message == std::string(496, 'x') + "...");
}

BOOST_AUTO_TEST_CASE(the_slowest_hosts_come_first_by_their_mean) {
  haul::run_statistics statistics;
  statistics.add(answered("http://fast/a", 10ms));
  statistics.add(answered("http://***@Slow:8080/a", 100ms));
  statistics.add(answered("https://slow/b", 300ms));
  statistics.add(answered("http://[::1]:80/", 50ms));
  statistics.add(answered("http://last?x=***", 1ms));
  const auto hosts = statistics.slowest_hosts();
  BOOST_TEST_REQUIRE(hosts.size() == 3U);
  BOOST_TEST(hosts[0].host == "slow");
  BOOST_TEST((hosts[0].mean == 200ms));
  BOOST_TEST(hosts[0].requests == 2U);
  BOOST_TEST(hosts[1].host == "[::1]");
  BOOST_TEST(hosts[2].host == "fast");
}

BOOST_AUTO_TEST_CASE(rows_that_got_no_answer_are_of_no_host) {
  haul::run_statistics statistics;
  statistics.add(answered("http://dead/", 0ms));
  statistics.add(answered("", 5ms));
  BOOST_TEST(statistics.slowest_hosts().empty());
}

BOOST_AUTO_TEST_CASE(redirects_count_for_the_host_they_led_to) {
  haul::run_statistics statistics;
  haul::record moved = answered("http://first/", 5ms);
  moved.final_url = "http://second/";
  statistics.add(moved);
  BOOST_TEST(statistics.slowest_hosts().front().host == "second");
}

BOOST_AUTO_TEST_CASE(only_a_thousand_hosts_are_watched) {
  haul::run_statistics statistics;
  for (int number = 0; number < 1500; ++number)
    statistics.add(answered("http://host" + std::to_string(number), 5ms));
  statistics.add(answered("http://host3", 500ms));
  BOOST_TEST(statistics.slowest_hosts(5000).size() == 1000U);
  BOOST_TEST(statistics.slowest_hosts(1).front().host == "host3");
  BOOST_TEST(statistics.counts().ok == 1501U);
}

BOOST_AUTO_TEST_SUITE_END()
