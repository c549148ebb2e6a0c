#include "quantities.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using strings = std::vector<std::string>;

milliseconds duration(const std::string& text) {
  const auto parsed = haul::parse_duration(text, 0ms, 24h * 365);
  return parsed ? *parsed : milliseconds(-1);
}

template<class Value>
std::string complaint(const haul::result<Value>& refused) {
  if (refused)
    return "accepted";
  BOOST_TEST((refused.error().cause == haul::cause::bad_option));
  return refused.error().message;
}

std::uint64_t byte_rate(const std::string& text) {
  const auto parsed = haul::parse_byte_rate(text);
  return parsed ? *parsed : 1;
}

double rate(const std::string& text) {
  const auto parsed = haul::parse_rate(text);
  return parsed ? *parsed : -1;
}

haul::error_limit limit(double most, bool percent) {
  haul::error_limit made;
  made.most = most;
  made.percent = percent;
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(quantities)

BOOST_AUTO_TEST_CASE(plain_numbers_are_seconds) {
  BOOST_TEST((duration("90") == 90s));
  BOOST_TEST((duration("0.5") == 500ms));
  BOOST_TEST((duration("3.1") == 3100ms));
  BOOST_TEST((duration("0") == 0ms));
  BOOST_TEST((duration("0.0") == 0ms));
}

BOOST_AUTO_TEST_CASE(units_are_taken_from_the_longest_to_the_shortest) {
  BOOST_TEST((duration("250ms") == 250ms));
  BOOST_TEST((duration("90s") == 90s));
  BOOST_TEST((duration("5m") == 5min));
  BOOST_TEST((duration("1.5h") == 90min));
  BOOST_TEST((duration("1h30m") == 90min));
  BOOST_TEST((duration("2d3h4m5s6ms") == 51h + 4min + 5s + 6ms));
  BOOST_TEST((duration("1m0.5s") == 60'500ms));
  BOOST_TEST((duration("0s") == 0ms));
}

BOOST_AUTO_TEST_CASE(what_is_no_duration_is_refused_and_quoted) {
  for (const std::string wrong :
       {"",      " ",    "s",    "m5", "-1", "+1",   "1 s", " 1",  "1s ",  "1x",  "1H",  "1min",
        "30m1h", "1m1m", "1h30", "1.", ".5", "1..5", "1,5", "1e3", "0x10", "nan", "inf", "1\n"}) {
    const std::string message = complaint(haul::parse_duration(wrong, 0ms, 1h));
    BOOST_TEST(
        message.find("' is not 0 or a duration from 1ms to 1h") != std::string::npos, message);
  }
  BOOST_TEST(
      complaint(haul::parse_duration("5x", 1ms, 1h)) ==
      "'5x' is not a duration from 1ms to 1h (as 90, 250ms or 1h30m)");
  BOOST_TEST(complaint(haul::parse_duration("\x1b[2J", 0ms, 1h)).find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(ends_of_a_range_of_durations_are_taken_and_no_more) {
  BOOST_TEST((*haul::parse_duration("1ms", 1ms, 1h) == 1ms));
  BOOST_TEST((*haul::parse_duration("1h", 1ms, 1h) == 1h));
  BOOST_TEST(complaint(haul::parse_duration("3600.001", 1ms, 1h)) != "accepted");
  BOOST_TEST(complaint(haul::parse_duration("0", 1ms, 1h)) != "accepted");
  BOOST_TEST(complaint(haul::parse_duration("365d1ms", 0ms, 24h * 365)) != "accepted");
  const std::string endless(400, '9');
  BOOST_TEST(complaint(haul::parse_duration(endless, 0ms, 1h)) != "accepted");
}

BOOST_AUTO_TEST_CASE(what_would_be_rounded_to_zero_is_not_taken_for_no_limit) {
  BOOST_TEST(complaint(haul::parse_duration("0.4ms", 0ms, 1h)) != "accepted");
  BOOST_TEST(complaint(haul::parse_duration("0.0001", 0ms, 1h)) != "accepted");
  BOOST_TEST((duration("1.6ms") == 2ms));
}

BOOST_AUTO_TEST_CASE(durations_are_described_in_their_largest_whole_unit) {
  const std::vector<std::pair<milliseconds, std::string>> expected = {
      {0ms, "0"}, {1ms, "1ms"}, {1500ms, "1500ms"}, {90s, "90s"}, {5min, "5m"}, {24h, "1d"}};
  for (const auto& [given, text] : expected)
    BOOST_TEST(haul::describe_duration(given) == text);
}

BOOST_AUTO_TEST_CASE(k_is_1000_and_ki_is_1024) {
  BOOST_TEST(byte_rate("500k") == 500'000U);
  BOOST_TEST(byte_rate("500K") == 500'000U);
  BOOST_TEST(byte_rate("10M") == 10'000'000U);
  BOOST_TEST(byte_rate("1G") == 1'000'000'000U);
  BOOST_TEST(byte_rate("2Ki") == 2048U);
  BOOST_TEST(byte_rate("10Mi") == 10'485'760U);
  BOOST_TEST(byte_rate("1Gi") == 1'073'741'824U);
  BOOST_TEST(byte_rate("1Ti") == 1'099'511'627'776U);
}

BOOST_AUTO_TEST_CASE(byte_rates_may_have_decimals_bytes_and_seconds) {
  BOOST_TEST(byte_rate("1.5M") == 1'500'000U);
  BOOST_TEST(byte_rate("2.5MiB/s") == 2'621'440U);
  BOOST_TEST(byte_rate("1000B") == 1000U);
  BOOST_TEST(byte_rate("1000/s") == 1000U);
  BOOST_TEST(byte_rate("0") == 0U);
  BOOST_TEST(byte_rate("1000T") == 1'000'000'000'000'000U);
}

BOOST_AUTO_TEST_CASE(other_byte_rates_are_refused) {
  for (const char* wrong :
       {"", "999", "0.9k", "-1", "10Mb", "10 M", "M", "10MM", "10Mi/m", "1001T", "10x", "1e6",
        "inf"})
    BOOST_TEST(
        complaint(haul::parse_byte_rate(wrong)).find("' is not 0 or a number of bytes a second") !=
            std::string::npos,
        wrong);
}

BOOST_AUTO_TEST_CASE(rates_are_a_second_unless_they_say_otherwise) {
  BOOST_TEST(rate("5") == 5.0);
  BOOST_TEST(rate("5/s") == 5.0);
  BOOST_TEST(rate("30/m") == 0.5);
  BOOST_TEST(rate("900/h") == 0.25);
  BOOST_TEST(rate("0.5/s") == 0.5);
  BOOST_TEST(rate("0") == 0.0);
  BOOST_TEST(rate("1/d") > 0.0);
  BOOST_TEST(rate("1000000") == 1'000'000.0);
}

BOOST_AUTO_TEST_CASE(other_rates_are_refused) {
  for (const char* wrong :
       {"", "/s", "5/", "5/x", "5s", "-5", "5 /s", "1000001", "0.9/d", "0.0000001", "nan", "5/s/s"})
    BOOST_TEST(
        complaint(haul::parse_rate(wrong)).find("' is not 0 or a rate from 1/d to 1000000/s") !=
            std::string::npos,
        wrong);
}

BOOST_AUTO_TEST_CASE(error_limits_are_counts_or_percentages) {
  BOOST_TEST((*haul::parse_error_limit("20") == limit(20, false)));
  BOOST_TEST((*haul::parse_error_limit("0") == limit(0, false)));
  BOOST_TEST((*haul::parse_error_limit("5%") == limit(5, true)));
  BOOST_TEST((*haul::parse_error_limit("0.1%") == limit(0.1, true)));
  BOOST_TEST((*haul::parse_error_limit("100%") == limit(100, true)));
  for (const char* wrong : {"", "%", "-1", "1.5", "101%", "5 %", "5%%", "x", "nan%", "1e3"})
    BOOST_TEST(
        complaint(haul::parse_error_limit(wrong)).find("from 0% to 100%") != std::string::npos,
        wrong);
}

BOOST_AUTO_TEST_CASE(a_count_of_errors_is_exceeded_by_one_more) {
  BOOST_TEST(!limit(0, false).exceeded(0, 10));
  BOOST_TEST(limit(0, false).exceeded(1, 1));
  BOOST_TEST(!limit(20, false).exceeded(20, 20));
  BOOST_TEST(limit(20, false).exceeded(21, 1000));
}

BOOST_AUTO_TEST_CASE(a_percentage_waits_for_a_sample) {
  BOOST_TEST(!limit(5, true).exceeded(99, 99));
  BOOST_TEST(limit(5, true).exceeded(100, 100));
  BOOST_TEST(!limit(5, true).exceeded(5, 100));
  BOOST_TEST(limit(5, true).exceeded(6, 100));
  BOOST_TEST(!limit(100, true).exceeded(1000, 1000));
  BOOST_TEST(limit(0, true).exceeded(1, 1000));
}

BOOST_AUTO_TEST_SUITE_END()
