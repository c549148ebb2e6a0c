#include "descriptor_limit.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/resource.h>

BOOST_AUTO_TEST_SUITE(descriptor_limit)

BOOST_AUTO_TEST_CASE(a_lower_limit_is_raised_to_what_the_system_allows) {
  rlimit before{};
  BOOST_TEST_REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit lower{before.rlim_max / 2, before.rlim_max};
  BOOST_TEST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &lower) == 0);
  const std::size_t allowed = haul::raise_descriptor_limit();
  rlimit after{};
  ::getrlimit(RLIMIT_NOFILE, &after);
  ::setrlimit(RLIMIT_NOFILE, &before);
  BOOST_TEST(allowed == before.rlim_max);
  BOOST_TEST(after.rlim_cur == before.rlim_max);
  BOOST_TEST(after.rlim_max == before.rlim_max);
}

BOOST_AUTO_TEST_SUITE_END()
