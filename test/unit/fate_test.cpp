#include "fate.hpp"
#include "flag_target.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <vector>

namespace {

using haul::server_behaviour;
using namespace std::chrono_literals;

server_behaviour seeded(std::uint64_t seed) {
  server_behaviour behaviour = *haul::find_site("ERROR");
  behaviour.seed = seed;
  return behaviour;
}

// Which of the 676 codes get a teapot when they are asked for once more.
std::vector<bool> teapots(const server_behaviour& behaviour, std::uint64_t times_before = 0) {
  std::vector<bool> drawn;
  for (std::size_t code = 0; code != haul::code_count; ++code)
    drawn.push_back(haul::draw_fate(behaviour, code, times_before).teapot);
  return drawn;
}

auto count(const std::vector<bool>& drawn) {
  return std::count(drawn.begin(), drawn.end(), true);
}

} // namespace

BOOST_AUTO_TEST_SUITE(fate)

BOOST_AUTO_TEST_CASE(a_seed_means_the_same_on_every_machine_and_in_every_version) {
  std::vector<std::uint64_t> first;
  const std::vector<bool> drawn = teapots(seeded(2));
  for (std::size_t code = 0; code != 26; ++code) {
    if (drawn[code])
      first.push_back(code);
  }
  const std::vector<std::uint64_t> expected = {6, 9, 23, 24};
  BOOST_TEST(first == expected, boost::test_tools::per_element());
  BOOST_TEST(haul::draw_fate(seeded(1), 0, 0).delay.count() == 3621);
}

BOOST_AUTO_TEST_CASE(a_quarter_of_the_codes_gets_a_teapot_whatever_the_seed) {
  long total = 0;
  for (std::uint64_t seed = 0; seed != 100; ++seed) {
    const auto of_seed = count(teapots(seeded(seed)));
    // 169 are expected, and 11 is the standard deviation.
    BOOST_TEST(of_seed > 169 - 50);
    BOOST_TEST(of_seed < 169 + 50);
    total += of_seed;
  }
  BOOST_TEST(total > 16'900 - 500);
  BOOST_TEST(total < 16'900 + 500);
}

BOOST_AUTO_TEST_CASE(seeds_and_repetitions_draw_differently) {
  std::set<std::vector<bool>> different;
  for (std::uint64_t seed = 0; seed != 10; ++seed)
    different.insert(teapots(seeded(seed)));
  for (std::uint64_t times_before = 1; times_before != 10; ++times_before)
    different.insert(teapots(seeded(0), times_before));
  BOOST_TEST(different.size() == 19U);
}

BOOST_AUTO_TEST_CASE(rates_of_zero_and_one_are_never_and_always) {
  server_behaviour behaviour = seeded(3);
  behaviour.error_rate = 0;
  BOOST_TEST(count(teapots(behaviour)) == 0);
  behaviour.error_rate = 1;
  BOOST_TEST(count(teapots(behaviour)) == 676);
}

BOOST_AUTO_TEST_CASE(delays_fill_their_range) {
  const server_behaviour behaviour = seeded(4);
  auto least = 1h + 0ms;
  auto most = 0ms;
  auto sum = 0ms;
  for (std::size_t code = 0; code != haul::code_count; ++code) {
    const auto delay = haul::draw_fate(behaviour, code, 0).delay;
    least = std::min(least, delay);
    most = std::max(most, delay);
    sum += delay;
  }
  BOOST_TEST(least.count() >= 500);
  BOOST_TEST(least.count() < 600);
  BOOST_TEST(most.count() <= 5000);
  BOOST_TEST(most.count() > 4900);
  BOOST_TEST(sum.count() / 676 > 2500);
  BOOST_TEST(sum.count() / 676 < 3000);
}

BOOST_AUTO_TEST_CASE(a_range_of_one_value_is_that_value) {
  server_behaviour behaviour = seeded(5);
  behaviour.delay_min = behaviour.delay_max = 123ms;
  for (std::size_t code = 0; code != haul::code_count; ++code)
    BOOST_TEST(haul::draw_fate(behaviour, code, 0).delay.count() == 123);
}

BOOST_AUTO_TEST_CASE(the_delay_does_not_change_who_gets_a_teapot) {
  server_behaviour at_once = seeded(6);
  at_once.delay_min = at_once.delay_max = 0ms;
  BOOST_TEST((teapots(at_once) == teapots(seeded(6))));
}

BOOST_AUTO_TEST_CASE(the_three_sites_are_found_by_name_in_any_case) {
  BOOST_TEST(haul::find_site("LOCAL")->delay_max.count() == 0);
  BOOST_TEST(haul::find_site("LOCAL")->error_rate == 0);
  BOOST_TEST(haul::find_site("delay")->delay_min.count() == 500);
  BOOST_TEST(haul::find_site("Delay")->delay_max.count() == 5000);
  BOOST_TEST(haul::find_site("DELAY")->error_rate == 0);
  BOOST_TEST(haul::find_site("ERROR")->delay_min.count() == 500);
  BOOST_TEST(haul::find_site("ERROR")->delay_max.count() == 5000);
  BOOST_TEST(haul::find_site("ERROR")->error_rate == 0.25);
  for (const char* label : {"", "REMOTE", "LOCA", "LOCALE", "http://localhost"})
    BOOST_TEST((haul::find_site(label) == nullptr), label);
}

BOOST_AUTO_TEST_SUITE_END()
