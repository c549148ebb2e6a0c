#define BOOST_TEST_MODULE haul
#include <boost/test/unit_test.hpp>
