#include "name_patience.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>

using namespace haul;
using std::chrono::seconds;

BOOST_AUTO_TEST_SUITE(name_patience)

BOOST_AUTO_TEST_CASE(options_are_read_from_their_lines) {
  const haul::name_patience preset;
  BOOST_TEST((preset.wait == seconds(2)));
  BOOST_TEST(preset.rounds == 3);
  const haul::name_patience same =
      read_patience("nameserver 192.0.2.53\n# options timeout:9\n", preset);
  BOOST_TEST((same.wait == seconds(2)));
  const haul::name_patience read =
      read_patience("search example.org\noptions ndots:2 timeout:1 rotate attempts:5\n", preset);
  BOOST_TEST((read.wait == seconds(1)));
  BOOST_TEST(read.rounds == 5);
}

BOOST_AUTO_TEST_CASE(values_keep_to_their_range) {
  const haul::name_patience preset;
  const haul::name_patience most = read_patience("options timeout:99 attempts:99", preset);
  BOOST_TEST((most.wait == seconds(30)));
  BOOST_TEST(most.rounds == 5);
  for (const char* wrong :
       {"options timeout:0 attempts:0", "options timeout: attempts:", "options timeout:-1",
        "options timeout:x attempts:2x", "options timeout:99999999999999"}) {
    const haul::name_patience read = read_patience(wrong, preset);
    BOOST_TEST((read.wait == preset.wait), wrong);
    BOOST_TEST(read.rounds == preset.rounds, wrong);
  }
}

BOOST_AUTO_TEST_CASE(later_line_wins) {
  const haul::name_patience read =
      read_patience("options timeout:1\noptions timeout:4\n", haul::name_patience());
  BOOST_TEST((read.wait == seconds(4)));
}

BOOST_AUTO_TEST_CASE(environment_comes_before_the_file) {
  ::setenv("RES_OPTIONS", "attempts:4 timeout:7", 1);
  const haul::name_patience read = system_patience();
  ::unsetenv("RES_OPTIONS");
  BOOST_TEST((read.wait == seconds(7)));
  BOOST_TEST(read.rounds == 4);
}

BOOST_AUTO_TEST_SUITE_END()
