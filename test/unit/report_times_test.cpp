#include "report_times.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>

namespace {

using namespace std::chrono_literals;

haul::record ended(std::chrono::seconds moment, std::chrono::microseconds elapsed = 0us) {
  haul::record made;
  made.row = 1;
  made.status = haul::status::ok;
  made.attempts = 1;
  made.bytes = 10;
  made.elapsed = elapsed;
  made.started_at = std::chrono::system_clock::time_point(moment) - elapsed;
  return made;
}

std::uint64_t records_in(const haul::report_course& course) {
  std::uint64_t sum = 0;
  for (const haul::report_moment& each : course.moments)
    sum += each.records;
  return sum;
}

} // namespace

BOOST_AUTO_TEST_SUITE(report_times)

BOOST_AUTO_TEST_CASE(nothing_has_no_times) {
  const haul::report_times times;
  BOOST_TEST(times.course().moments.empty());
  BOOST_TEST(times.latency().bars.empty());
  BOOST_TEST(times.slowest().empty());
}

BOOST_AUTO_TEST_CASE(pieces_of_time_double_and_lose_no_record) {
  haul::report_times times;
  for (int second = 0; second < 10'000; ++second)
    times.add(ended(std::chrono::seconds(1'000'000 + second)));
  const haul::report_course course = times.course();
  BOOST_TEST(course.width.count() == 64);
  BOOST_TEST(course.moments.size() <= 240U);
  BOOST_TEST(records_in(course) == 10'000U);
  BOOST_TEST(course.moments.at(1).records == 64U);
}

BOOST_AUTO_TEST_CASE(earlier_record_widens_too) {
  haul::report_times times;
  times.add(ended(1'000'000s));
  times.add(ended(-5s));
  const haul::report_course course = times.course();
  BOOST_TEST(course.moments.size() <= 240U);
  BOOST_TEST(course.moments.front().records == 1U);
  BOOST_TEST(course.moments.back().records == 1U);
  BOOST_TEST((course.begin <= std::chrono::system_clock::time_point(-5s)));
}

BOOST_AUTO_TEST_CASE(percentiles_are_at_most_an_eighth_too_long) {
  haul::report_times times;
  for (int each = 1; each <= 1000; ++each)
    times.add(ended(1'000'000s, std::chrono::milliseconds(each)));
  const haul::report_latency latency = times.latency();
  BOOST_TEST(latency.records == 1000U);
  BOOST_TEST((latency.median >= 500ms && latency.median <= 563ms));
  BOOST_TEST((latency.p95 >= 950ms && latency.p95 <= 1s));
  BOOST_TEST((latency.longest == 1s));
  std::uint64_t sum = 0;
  for (const haul::report_bar& each : latency.bars)
    sum += each.records;
  BOOST_TEST(sum == 1000U);
  BOOST_TEST(latency.bars.front().records != 0U);
  BOOST_TEST(latency.bars.back().records != 0U);
}

BOOST_AUTO_TEST_CASE(slowest_come_first_and_are_few) {
  haul::report_times times;
  for (int each = 1; each <= 30; ++each)
    times.add(ended(1'000'000s, std::chrono::milliseconds(each * 7 % 31)));
  BOOST_TEST_REQUIRE(times.slowest().size() == haul::report_examples);
  BOOST_TEST((times.slowest().front().elapsed == 30ms));
  BOOST_TEST((times.slowest().back().elapsed == 21ms));
}

BOOST_AUTO_TEST_CASE(what_was_not_asked_for_has_no_times) {
  haul::report_times times;
  haul::record skipped;
  skipped.status = haul::status::skipped;
  times.add(skipped);
  BOOST_TEST(times.course().moments.empty());
  BOOST_TEST(times.latency().records == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
