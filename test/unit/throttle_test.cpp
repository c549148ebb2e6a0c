#include "throttle.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;

namespace {

struct fixture {
  boost::asio::io_context context;
  haul::throttle limited{context.get_executor(), 1000};
  haul::throttle::time_point now{1h};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(throttle, fixture)

BOOST_AUTO_TEST_CASE(pieces_are_paid_for_one_after_the_other) {
  BOOST_TEST((limited.book(1000, now) == now + 900ms)); // a tenth of a second was saved up
  BOOST_TEST((limited.book(500, now) == now + 1400ms));
  BOOST_TEST((limited.book(500, now + 1s) == now + 1900ms));
}

BOOST_AUTO_TEST_CASE(no_more_than_a_tenth_of_a_second_is_saved_up) {
  limited.book(1000, now);
  BOOST_TEST((limited.book(100, now + 1h) == now + 1h));
  BOOST_TEST((limited.book(100, now + 1h) == now + 1h + 100ms));
}

BOOST_AUTO_TEST_SUITE_END()
