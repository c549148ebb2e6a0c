#include "http_date.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string_view>

using haul::format_http_date;
using haul::parse_http_date;

namespace {

constexpr std::int64_t example = 784111777; // of RFC 9110 section 5.6.7

bool is_date(std::string_view text) {
  return parse_http_date(text).has_value();
}

} // namespace

BOOST_AUTO_TEST_SUITE(http_date)

BOOST_AUTO_TEST_CASE(all_three_forms_are_read) {
  BOOST_TEST(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").value() == example);
  BOOST_TEST(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT").value() == example);
  BOOST_TEST(parse_http_date("Sun Nov  6 08:49:37 1994").value() == example);
  BOOST_TEST(parse_http_date("  Sun, 06 Nov 1994 08:49:37 GMT\t").value() == example);
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again) {
  // Ends of days, months and years, a leap day, before the epoch and behind 2038.
  for (const std::int64_t moment :
       {0L, 1L, 86399L, 86400L, 951782400L, 951868799L, 1709164800L, 1735689599L, 2147483648L,
        4102444800L, -1L, -86401L, -2208988800L, 253402300799L}) {
    const std::string text = format_http_date(moment);
    BOOST_TEST_CONTEXT(text)
    BOOST_TEST(parse_http_date(text).value_or(-7) == moment);
  }
}

BOOST_AUTO_TEST_CASE(each_month_has_its_days) {
  for (std::int64_t day = 0; day != 366; ++day) {
    const std::int64_t moment = 1704067200 + day * 86400 + day; // all of 2024
    BOOST_TEST(parse_http_date(format_http_date(moment)).value_or(0) == moment);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_date_is_none) {
  for (const std::string_view text :
       {"", "0", "GMT", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 1994 08:61:37 GMT",
        "Sun, 06 Nov 1994 08:49:99 GMT", "Sun, 06 Nox 1994 08:49:37 GMT",
        "Sux, 06 Nov 1994 08:49:37 GMT", "Sun, -6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 19x4 08:49:37 GMT", "Sun, 06 Nov 1994 08-49-37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT!", "unS, 06 ovD 1994 08:49:37 GMT"})
    BOOST_TEST(!is_date(text), text);
}

BOOST_AUTO_TEST_CASE(leap_second_counts_as_the_next) {
  BOOST_TEST(
      parse_http_date("Sat, 31 Dec 2016 23:59:60 GMT").value() ==
      parse_http_date("Sun, 01 Jan 2017 00:00:00 GMT").value());
}

BOOST_AUTO_TEST_SUITE_END()
