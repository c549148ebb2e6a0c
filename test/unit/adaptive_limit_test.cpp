#include "adaptive_limit.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(adaptive_limit)

const haul::adaptive_limit::time_point start{1h};

BOOST_AUTO_TEST_CASE(starts_at_the_most) {
  const haul::adaptive_limit limit(6, true);
  BOOST_TEST(limit.current() == 6U);
}

BOOST_AUTO_TEST_CASE(overload_halves_and_never_goes_below_one) {
  haul::adaptive_limit limit(6, true);
  const std::size_t expected[] = {3, 1, 1};
  auto now = start;
  for (const std::size_t each : expected) {
    now += 1s;
    limit.overloaded(now, now);
    BOOST_TEST(limit.current() == each);
  }
}

BOOST_AUTO_TEST_CASE(requests_that_were_under_way_at_the_cut_do_not_cut_again) {
  haul::adaptive_limit limit(8, true);
  limit.overloaded(start, start + 1s);
  limit.overloaded(start, start + 2s);
  limit.overloaded(start + 900ms, start + 3s);
  BOOST_TEST(limit.current() == 4U);
  limit.overloaded(start + 1s, start + 4s);
  BOOST_TEST(limit.current() == 2U);
}

BOOST_AUTO_TEST_CASE(grows_by_one_after_as_many_good_answers_as_the_limit_is) {
  haul::adaptive_limit limit(4, true);
  limit.overloaded(start, start);
  BOOST_TEST(limit.current() == 2U);
  limit.good();
  BOOST_TEST(limit.current() == 2U);
  limit.good();
  BOOST_TEST(limit.current() == 3U);
  for (int i = 0; i < 3; ++i)
    limit.good();
  BOOST_TEST(limit.current() == 4U);
  for (int i = 0; i < 100; ++i)
    limit.good();
  BOOST_TEST(limit.current() == 4U);
}

BOOST_AUTO_TEST_CASE(a_cut_forgets_the_good_answers_before_it) {
  haul::adaptive_limit limit(8, true);
  limit.overloaded(start, start);
  for (int i = 0; i < 3; ++i)
    limit.good();
  limit.overloaded(start + 1s, start + 1s);
  limit.good();
  BOOST_TEST(limit.current() == 2U);
}

BOOST_AUTO_TEST_CASE(stays_where_it_is_when_it_does_not_adapt) {
  haul::adaptive_limit limit(6, false);
  limit.overloaded(start, start);
  BOOST_TEST(limit.current() == 6U);
}

BOOST_AUTO_TEST_SUITE_END()
