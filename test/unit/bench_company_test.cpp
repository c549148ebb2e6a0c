#include "company.hpp"
#include "pause_watch.hpp"
#include "slow_names.hpp"
#include "temporary_folder.hpp"
#include "timed_get.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace haul;
using namespace haul::bench;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

const pause_watch::clock::time_point start{1h};

// A query for "ab.c" of this type, with an EDNS record behind the question.
std::string query(char type) {
  return "\x12\x34\1\0\0\1\0\0\0\0\0\1\2ab\1c\0\0"s + type + "\0\1"s +
         "\0\0\x29\4\xd0\0\0\0\0\0\0"s;
}

const boost::asio::ip::address_v4 address = boost::asio::ip::make_address_v4("127.0.0.2");

measured_company company() {
  measured_company made;
  made.title = "Eight hosts";
  made.rows = 800;
  made.alone.name = "alone";
  made.together.name = "together";
  figures run;
  run.wall_seconds = 2;
  run.requests_per_second = 400;
  made.alone.runs = {run};
  run.requests_per_second = 390;
  made.together.runs = {run};
  return made;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(bench_company)

BOOST_AUTO_TEST_CASE(requests_before_any_pause_are_not_counted) {
  pause_watch watch(5s);
  watch.request_came(start);
  watch.refused(start);
  BOOST_TEST(watch.counts().asked == 1U);
  BOOST_TEST(watch.counts().under_way == 0U);
  BOOST_TEST(watch.counts().within == 0U);
}

BOOST_AUTO_TEST_CASE(request_that_crosses_the_refusal_was_under_way) {
  pause_watch watch(5s);
  watch.refused(start);
  watch.request_came(start + pause_watch::crossing - 1ms);
  BOOST_TEST(watch.counts().under_way == 1U);
  BOOST_TEST(watch.counts().within == 0U);
}

BOOST_AUTO_TEST_CASE(request_within_the_pause_is_told_to_its_end) {
  pause_watch watch(5s);
  watch.refused(start);
  watch.request_came(start + pause_watch::crossing);
  watch.request_came(start + 4999ms);
  watch.request_came(start + 5s);
  BOOST_TEST(watch.counts().within == 2U);
}

BOOST_AUTO_TEST_CASE(client_that_never_stops_is_not_under_way_for_ever) {
  pause_watch watch(5s);
  for (auto now = start; now < start + 1s; now += 10ms) {
    watch.request_came(now);
    watch.refused(now);
  }
  BOOST_TEST(watch.counts().asked == 1U);
  BOOST_TEST(watch.counts().under_way == 4U);
  BOOST_TEST(watch.counts().within == 95U);
}

BOOST_AUTO_TEST_CASE(refusal_after_a_pause_begins_another) {
  pause_watch watch(5s);
  watch.refused(start);
  watch.refused(start + 5s);
  watch.request_came(start + 9s);
  BOOST_TEST(watch.counts().asked == 2U);
  BOOST_TEST(watch.counts().within == 1U);
}

BOOST_AUTO_TEST_CASE(name_has_its_ipv4_address) {
  const std::string asked = query(1);
  const std::string answer = answer_query(asked, address);
  BOOST_TEST(answer.substr(0, 2) == asked.substr(0, 2)); // the number of the query
  BOOST_TEST(answer.substr(2, 10) == "\x81\x80\0\1\0\1\0\0\0\0"s);
  BOOST_TEST(answer.substr(12, 10) == asked.substr(12, 10)); // the question without what follows
  BOOST_TEST(answer.substr(22) == "\xc0\x0c\0\1\0\1\0\0\x0e\x10\0\4\x7f\0\0\2"s);
}

BOOST_AUTO_TEST_CASE(name_has_no_ipv6_address) {
  const std::string answer = answer_query(query(28), address);
  BOOST_TEST(answer.substr(2, 10) == "\x81\x80\0\1\0\0\0\0\0\0"s);
  BOOST_TEST(answer.size() == 22U);
}

BOOST_AUTO_TEST_CASE(query_that_is_cut_has_no_answer) {
  for (std::size_t size = 0; size != 22; ++size)
    BOOST_TEST(answer_query(query(1).substr(0, size), address).empty());
}

BOOST_AUTO_TEST_CASE(rows_of_both_kinds_come_in_turn) {
  const test::temporary_folder folder;
  const same_file_workload quick("quick", 1, [](std::size_t) { return "http://q"; });
  const same_file_workload slow("slow", 1, [](std::size_t) { return "http://s"; });
  const mixed_rows rows = {quick, slow, 2, 2, 1};
  BOOST_TEST(rows.quick_rows() == 4U);
  BOOST_REQUIRE(write_table(folder.path() / "list", rows).has_value());
  BOOST_TEST(
      test::read_file(folder.path() / "list") == "url\toutput\n"
                                                 "http://q/quick/000/000000\tquick/000/000000\n"
                                                 "http://q/quick/000/000001\tquick/000/000001\n"
                                                 "http://s/slow/000/000000\tslow/000/000000\n"
                                                 "http://q/quick/000/000002\tquick/000/000002\n"
                                                 "http://q/quick/000/000003\tquick/000/000003\n"
                                                 "http://s/slow/000/000001\tslow/000/000001\n");
}

BOOST_AUTO_TEST_CASE(alone_and_together_run_in_turn) {
  std::vector<measured_company> measured(2);
  std::string order;
  const auto run = [&](std::size_t which, bool together) -> result<figures> {
    order += std::to_string(which) + (together ? "t " : "a ");
    return figures();
  };
  BOOST_REQUIRE(run_company(measured, 2, run).has_value());
  BOOST_TEST(order == "0a 0t 1a 1t 0t 0a 1t 1a ");
  BOOST_TEST(measured[1].together.runs.size() == 2U);
}

BOOST_AUTO_TEST_CASE(kept_rate_is_a_part_of_that_alone) {
  BOOST_TEST(kept_rate(company()) == 0.975);
  measured_company nothing = company();
  nothing.alone.runs = {failed_run("no server")};
  BOOST_TEST(kept_rate(nothing) == 0);
}

BOOST_AUTO_TEST_CASE(tables_tell_rate_pauses_and_the_whole_time) {
  measured_company measured = company();
  const std::string plain = company_tables(std::vector{measured});
  BOOST_TEST(contains(plain, "they keep 97.5 % of their rate"));
  BOOST_TEST(!contains(plain, "pause"));
  BOOST_TEST(!contains(plain, "whole run"));
  measured.pauses = {3, 5, 7};
  measured.whole_seconds = 6.5;
  const std::string text = company_tables(std::vector{measured});
  BOOST_TEST(contains(text, "asked for a pause 3 times; within one it saw 7 requests, and 5 that"));
  BOOST_TEST(contains(text, "the whole run takes 6.50 s"));
}

BOOST_AUTO_TEST_CASE(raw_figures_have_runs_and_pauses) {
  measured_company measured = company();
  measured.pauses.within = 7;
  const boost::json::value read =
      boost::json::parse(company_json({{"cores", "2"}}, std::vector{measured}));
  const boost::json::value& one = read.at("measured").as_array().at(0);
  BOOST_TEST(one.at("requests_within_pauses").to_number<int>() == 7);
  BOOST_TEST(one.at("alone").as_array().size() == 1U);
  BOOST_TEST(one.at("kept_rate").to_number<double>() == 0.975);
}

BOOST_AUTO_TEST_SUITE_END()
