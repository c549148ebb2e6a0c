#include "failure.hpp"
#include "name_cache.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace haul;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

name_answer found(const std::string& address) {
  return std::vector<boost::asio::ip::address>(1, boost::asio::ip::make_address(address));
}

name_answer failed(cause why) {
  return failure(stage::resolve, why, "no answer");
}

struct fixture {
  std::string address_of(const std::string& name) {
    const name_answer* kept = cache.find(name, now);
    if (kept == nullptr)
      return "unknown";
    return *kept ? kept->value().front().to_string() : "failure";
  }

  // How long a name is known that is kept now: the first millisecond at which it is not.
  void check_lifetime(const name_answer& answer, seconds ttl, milliseconds expected) {
    cache.keep("host", answer, ttl, now);
    BOOST_TEST(cache.knows("host", now));
    BOOST_TEST(cache.knows("host", now + expected - milliseconds(1)));
    BOOST_TEST(!cache.knows("host", now + expected));
  }

  name_cache cache{3};
  name_cache::time_point now = name_cache::time_point(hours(1000));
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(name_cache, fixture)

BOOST_AUTO_TEST_CASE(name_that_was_never_kept_is_unknown) {
  BOOST_TEST(!cache.knows("host", now));
  BOOST_TEST((cache.find("host", now) == nullptr));
}

BOOST_AUTO_TEST_CASE(answer_is_kept_for_its_ttl) {
  check_lifetime(found("192.0.2.1"), seconds(60), seconds(60));
}

BOOST_AUTO_TEST_CASE(ttl_of_zero_is_a_second) {
  check_lifetime(found("192.0.2.1"), seconds(0), seconds(1));
}

BOOST_AUTO_TEST_CASE(ttl_of_a_week_is_an_hour) {
  check_lifetime(found("192.0.2.1"), hours(24 * 7), hours(1));
}

BOOST_AUTO_TEST_CASE(name_that_does_not_exist_is_believed_for_half_a_minute) {
  check_lifetime(failed(cause::name_not_found), hours(1), seconds(30));
}

BOOST_AUTO_TEST_CASE(failure_is_kept_for_two_seconds) {
  check_lifetime(failed(cause::look_up_failed), hours(1), seconds(2));
}

BOOST_AUTO_TEST_CASE(failure_is_found_as_it_was_kept) {
  cache.keep("host", failed(cause::look_up_failed), seconds(0), now);
  const name_answer* kept = cache.find("host", now);
  BOOST_TEST_REQUIRE((kept != nullptr));
  BOOST_TEST_REQUIRE(!kept->has_value());
  BOOST_TEST((kept->error().cause == cause::look_up_failed));
  BOOST_TEST((kept->error().stage == stage::resolve));
}

BOOST_AUTO_TEST_CASE(later_answer_takes_the_place_of_the_earlier) {
  cache.keep("host", found("192.0.2.1"), seconds(10), now);
  now += seconds(5);
  cache.keep("host", found("192.0.2.2"), seconds(10), now);
  BOOST_TEST(cache.size() == 1U);
  now += seconds(9);
  BOOST_TEST(address_of("host") == "192.0.2.2");
}

BOOST_AUTO_TEST_CASE(answer_that_holds_no_more_is_dropped_when_asked_for) {
  cache.keep("host", found("192.0.2.1"), seconds(10), now);
  now += seconds(10);
  BOOST_TEST(address_of("host") == "unknown");
  BOOST_TEST(cache.size() == 0U);
}

BOOST_AUTO_TEST_CASE(name_used_longest_ago_goes_first) {
  for (const char* name : {"a", "b", "c"})
    cache.keep(name, found("192.0.2.1"), seconds(60), now);
  BOOST_TEST(address_of("a") == "192.0.2.1"); // a use: now b was used longest ago
  cache.keep("d", found("192.0.2.4"), seconds(60), now);
  BOOST_TEST(cache.size() == 3U);
  BOOST_TEST(address_of("b") == "unknown");
  BOOST_TEST(address_of("a") == "192.0.2.1");
  BOOST_TEST(address_of("c") == "192.0.2.1");
  BOOST_TEST(address_of("d") == "192.0.2.4");
}

BOOST_AUTO_TEST_CASE(being_known_is_no_use) {
  for (const char* name : {"a", "b", "c"})
    cache.keep(name, found("192.0.2.1"), seconds(60), now);
  BOOST_TEST(cache.knows("a", now));
  cache.keep("d", found("192.0.2.1"), seconds(60), now);
  BOOST_TEST(!cache.knows("a", now));
}

BOOST_AUTO_TEST_CASE(keeping_again_is_a_use_and_drops_nobody) {
  for (const char* name : {"a", "b", "c", "a"})
    cache.keep(name, found("192.0.2.1"), seconds(60), now);
  BOOST_TEST(cache.size() == 3U);
  cache.keep("d", found("192.0.2.1"), seconds(60), now);
  BOOST_TEST(cache.knows("a", now));
  BOOST_TEST(!cache.knows("b", now));
}

BOOST_AUTO_TEST_CASE(many_names_take_no_more_room_than_allowed) {
  for (int number = 0; number < 1000; ++number)
    cache.keep("host" + std::to_string(number), found("192.0.2.1"), seconds(60), now);
  BOOST_TEST(cache.size() == 3U);
  BOOST_TEST(cache.knows("host999", now));
  BOOST_TEST(!cache.knows("host996", now));
}

BOOST_AUTO_TEST_SUITE_END()
