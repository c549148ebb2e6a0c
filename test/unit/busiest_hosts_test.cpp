#include "busiest_hosts.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;

struct host {
  std::string name;
  std::size_t work = 0;
  std::chrono::seconds pause{0};
};

void look(haul::busiest_hosts& at, const std::vector<host>& hosts) {
  at.begin();
  for (const host& each : hosts) {
    haul::host_load load;
    load.host = each.name;
    load.limit = 6;
    load.in_flight = each.work / 2;
    load.waiting = each.work - each.work / 2;
    load.pause = each.pause;
    at.see(load);
  }
  at.end();
}

std::vector<host> many(const std::string& prefix, std::size_t count, std::size_t work) {
  std::vector<host> made;
  for (std::size_t number = 0; number < count; ++number)
    made.push_back({prefix + std::to_string(number), work + number});
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(busiest_hosts)

BOOST_AUTO_TEST_CASE(those_with_most_to_do_are_chosen) {
  haul::busiest_hosts at;
  look(at, many("h", 50, 1));
  BOOST_TEST(at.chosen().size() == 20U);
  BOOST_TEST(at.chosen().contains("h49"));
  BOOST_TEST(at.chosen().contains("h30"));
  BOOST_TEST(!at.chosen().contains("h29"));
  BOOST_TEST(at.chosen().at("h49").limit == 6U);
  BOOST_TEST(at.chosen().at("h49").in_flight == 25U);
  BOOST_TEST(at.chosen().at("h49").waiting == 25U);
  BOOST_TEST(at.busy() == 50U);
}

BOOST_AUTO_TEST_CASE(hosts_without_work_are_chosen_while_there_is_room) {
  haul::busiest_hosts at;
  look(at, {{"idle", 0}, {"busy", 1}, {"pauses", 0, 5s}});
  BOOST_TEST(at.chosen().size() == 3U);
  BOOST_TEST(at.busy() == 1U);
  BOOST_TEST(at.paused() == 1U);
  std::vector<host> later = many("h", 19, 1);
  later.insert(later.begin(), {"idle-too", 0});
  look(at, later);
  BOOST_TEST(at.chosen().size() == 20U);
  BOOST_TEST(!at.chosen().contains("idle-too"));
  BOOST_TEST(!at.chosen().contains("idle"));
}

BOOST_AUTO_TEST_CASE(chosen_ones_stay_for_as_long_as_they_have_work_or_a_pause) {
  haul::busiest_hosts at;
  look(at, many("h", 20, 1));
  std::vector<host> later = many("h", 20, 1);
  later[3].work = 0;
  later[4].work = 0;
  later[4].pause = 1s;
  later.push_back({"busier", 1000});
  later.push_back({"busy", 999});
  look(at, later);
  BOOST_TEST(at.chosen().contains("busier"));
  BOOST_TEST(!at.chosen().contains("busy"));
  BOOST_TEST(!at.chosen().contains("h3"));
  BOOST_TEST((at.chosen().at("h4").pause == 1s));
  BOOST_TEST(at.chosen().size() == 20U);
}

BOOST_AUTO_TEST_CASE(one_that_is_forgotten_has_zeros_until_its_place_is_wanted) {
  haul::busiest_hosts at;
  look(at, {{"gone", 4}});
  look(at, {{"other", 4}});
  BOOST_TEST(at.chosen().at("gone").limit == 0U);
  BOOST_TEST(at.chosen().at("gone").waiting == 0U);
  BOOST_TEST(at.chosen().size() == 2U);
}

BOOST_AUTO_TEST_CASE(names_are_no_more_than_two_hundred_over_a_run) {
  haul::busiest_hosts at;
  std::set<std::string> names;
  for (int turn = 0; turn < 30; ++turn) {
    look(at, many("t" + std::to_string(turn) + "-", 20, 1));
    for (const auto& [name, load] : at.chosen())
      names.insert(name);
  }
  BOOST_TEST(names.size() == 200U);
  // One that was named before may come back.
  look(at, {{"t0-7", 3}});
  BOOST_TEST(at.chosen().contains("t0-7"));
}

BOOST_AUTO_TEST_SUITE_END()
