#include "schedule.hpp"

#include <boost/test/unit_test.hpp>

#include <list>
#include <map>
#include <string>
#include <vector>

using namespace haul;
using namespace std::chrono_literals;

namespace {

struct person final : candidate {
  explicit person(std::string called) : name(std::move(called)) {}
  std::string name;
};

// A schedule, and people in it who never move.
struct fixture {
  fixture() {
    how.max_requests = 100;
    how.max_per_host = 2;
  }

  void enter(const std::string& name, const std::string& host, bool known = true) {
    line().enter(people.emplace_back(name), host, known);
  }

  schedule& line() {
    if (!made)
      made = std::make_unique<schedule>(how);
    return *made;
  }

  // The names of those who may start now; they run from here on.
  std::string start_all() {
    std::string names;
    while (const auto next = line().take(now)) {
      const std::string& name = static_cast<person*>(next->who)->name;
      names += name;
      running[name] = next->at;
      began[name] = now;
    }
    return names;
  }

  void end(const std::string& name, host_report told = {}) {
    line().ended(*running.at(name), told, began.at(name), now);
    running.erase(name);
  }

  static host_report report(host_report::kind what, std::chrono::milliseconds pause = 0ms) {
    host_report told;
    told.what = what;
    told.pause = pause;
    return told;
  }

  options how;
  schedule::time_point now{1h};
  std::list<person> people;
  std::unique_ptr<schedule> made;
  std::map<std::string, host_queue*> running;
  std::map<std::string, schedule::time_point> began;
};

constexpr auto good = host_report::kind::good;
constexpr auto overloaded = host_report::kind::overloaded;
constexpr auto nothing = host_report::kind::nothing;

} // namespace

BOOST_FIXTURE_TEST_SUITE(schedule, fixture)

BOOST_AUTO_TEST_CASE(tasks_of_one_host_start_in_their_order_up_to_its_limit) {
  for (const char* name : {"a", "b", "c", "d"})
    enter(name, "x");
  BOOST_TEST(start_all() == "ab");
  end("b");
  BOOST_TEST(start_all() == "c");
  BOOST_TEST(start_all() == "");
}

BOOST_AUTO_TEST_CASE(hosts_take_turns_however_long_their_queues_are) {
  how.max_per_host = 10;
  for (const char* name : {"a", "b", "c", "d"})
    enter(name, "x");
  enter("1", "y");
  enter("2", "y");
  enter("!", "z");
  BOOST_TEST(start_all() == "a1!b2cd");
}

BOOST_AUTO_TEST_CASE(full_host_does_not_hold_back_another) {
  for (const char* name : {"a", "b", "c"})
    enter(name, "x");
  BOOST_TEST(start_all() == "ab");
  enter("1", "y");
  BOOST_TEST(start_all() == "1");
}

BOOST_AUTO_TEST_CASE(zero_per_host_is_as_many_as_there_may_be) {
  how.max_per_host = 0;
  how.max_requests = 3;
  for (const char* name : {"a", "b", "c", "d"})
    enter(name, "x");
  BOOST_TEST(start_all() == "abc");
}

BOOST_AUTO_TEST_CASE(paused_host_starts_nothing_until_the_pause_is_over) {
  how.max_per_host = 1;
  enter("a", "x");
  enter("b", "x");
  enter("1", "y");
  BOOST_TEST(start_all() == "a1");
  end("a", report(overloaded, 5s));
  BOOST_TEST(start_all() == "");
  BOOST_TEST((line().next_change() == now + 5s));
  now += 4999ms;
  BOOST_TEST(start_all() == "");
  now += 1ms;
  BOOST_TEST(start_all() == "b");
}

BOOST_AUTO_TEST_CASE(pause_lasts_when_the_host_had_nothing_to_do_meanwhile) {
  enter("a", "x");
  start_all();
  end("a", report(overloaded, 5s));
  now += 1s;
  enter("b", "x");
  BOOST_TEST(start_all() == "");
  now += 4s;
  BOOST_TEST(start_all() == "b");
}

BOOST_AUTO_TEST_CASE(longer_pause_counts) {
  enter("a", "x");
  enter("b", "x");
  enter("c", "x");
  start_all();
  end("a", report(overloaded, 5s));
  end("b", report(overloaded, 1s));
  now += 2s;
  BOOST_TEST(start_all() == "");
  now += 3s;
  BOOST_TEST(start_all() == "c");
}

BOOST_AUTO_TEST_CASE(overload_halves_the_limit_and_good_answers_bring_it_back) {
  how.max_per_host = 4;
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g"})
    enter(name, "x");
  BOOST_TEST(start_all() == "abcd");
  end("a", report(overloaded));
  end("b", report(nothing));
  BOOST_TEST(start_all() == ""); // two run, and two is what it bears
  end("c", report(good));
  end("d", report(good));
  BOOST_TEST(start_all() == "efg");
}

BOOST_AUTO_TEST_CASE(rate_spaces_the_starts_at_each_host) {
  how.max_per_host = 10;
  how.rate_per_host = 5;
  for (const char* name : {"a", "b", "c"})
    enter(name, "x");
  enter("1", "y");
  BOOST_TEST(start_all() == "a1");
  BOOST_TEST((line().next_change() == now + 200ms));
  now += 200ms;
  BOOST_TEST(start_all() == "b");
  now += 199ms;
  BOOST_TEST(start_all() == "");
  now += 1ms;
  BOOST_TEST(start_all() == "c");
}

BOOST_AUTO_TEST_CASE(retry_waits_for_its_time_and_then_comes_first) {
  how.max_per_host = 1;
  enter("a", "x");
  enter("b", "x");
  start_all();
  end("a");
  line().enter_again(people.front(), "x", true, now + 3s);
  BOOST_TEST((line().next_change() == now + 3s));
  BOOST_TEST(start_all() == "b");
  enter("c", "x");
  now += 3s;
  end("b");
  BOOST_TEST(start_all() == "a");
  end("a");
  BOOST_TEST(start_all() == "c");
}

BOOST_AUTO_TEST_CASE(host_that_is_not_known_is_asked_for_once_and_waits) {
  enter("a", "x", false);
  enter("b", "x", false);
  enter("1", "y");
  BOOST_TEST(start_all() == "1");
  BOOST_TEST((line().take_unknown() == "x"));
  BOOST_TEST(!line().take_unknown().has_value());
  enter("c", "x", false);
  BOOST_TEST(!line().take_unknown().has_value());
  BOOST_TEST(start_all() == "");
  line().looked_up("x");
  BOOST_TEST(start_all() == "ab");
}

BOOST_AUTO_TEST_CASE(host_that_became_known_meanwhile_does_not_wait) {
  enter("a", "x", false);
  enter("b", "x", true);
  BOOST_TEST(!line().take_unknown().has_value());
  BOOST_TEST(start_all() == "ab");
}

BOOST_AUTO_TEST_CASE(look_up_of_a_host_that_everybody_left_is_harmless) {
  enter("a", "x", false);
  line().take_unknown();
  line().leave(people.front());
  BOOST_TEST(line().empty());
  line().looked_up("x");
  line().looked_up("never heard of");
  enter("b", "x", true);
  BOOST_TEST(start_all() == "b");
}

BOOST_AUTO_TEST_CASE(whoever_leaves_is_not_started) {
  how.max_per_host = 1;
  for (const char* name : {"a", "b", "c"})
    enter(name, "x");
  line().leave(*std::next(people.begin()));
  BOOST_TEST(start_all() == "a");
  line().enter_again(*std::next(people.begin()), "x", true, now + 1s);
  line().leave(*std::next(people.begin()));
  now += 2s;
  end("a");
  BOOST_TEST(start_all() == "c");
  BOOST_TEST(line().empty());
  line().leave(people.front()); // it is not in
}

BOOST_AUTO_TEST_CASE(host_without_work_keeps_what_it_has_shown) {
  how.max_per_host = 4;
  enter("a", "x");
  start_all();
  end("a", report(overloaded));
  for (const char* name : {"b", "c", "d"})
    enter(name, "x");
  BOOST_TEST(start_all() == "bc");
}

BOOST_AUTO_TEST_CASE(hosts_that_have_nothing_to_do_are_forgotten_in_the_end) {
  for (int i = 0; i < 30'000; ++i) {
    enter("a", "host-" + std::to_string(i));
    start_all();
    end("a", report(good));
  }
  BOOST_TEST(line().hosts() <= 10'001U);
}

BOOST_AUTO_TEST_CASE(budget_of_retries_is_each_host_s_own) {
  how.retry.budget = 2;
  enter("a", "x");
  enter("1", "y");
  start_all();
  BOOST_TEST(line().take_retry(*running["a"]));
  BOOST_TEST(line().take_retry(*running["a"]));
  BOOST_TEST(!line().take_retry(*running["a"]));
  BOOST_TEST(line().take_retry(*running["1"]));
  enter("b", "x");
  start_all();
  end("b", report(good));
  BOOST_TEST(line().take_retry(*running["a"]));
}

BOOST_AUTO_TEST_CASE(overloads_in_a_row_are_counted) {
  how.max_per_host = 10;
  for (const char* name : {"a", "b", "c", "d"})
    enter(name, "x");
  start_all();
  host_queue& x = *running["d"];
  end("a", report(overloaded));
  end("b", report(overloaded));
  BOOST_TEST(line().overloads(x) == 2U);
  end("c", report(good));
  BOOST_TEST(line().overloads(x) == 0U);
}

BOOST_AUTO_TEST_CASE(hosts_are_shown_with_their_limits_loads_and_pauses) {
  how.max_per_host = 4;
  for (const char* name : {"a", "b", "c", "d", "e"})
    enter(name, "x");
  enter("1", "y");
  start_all();
  end("a", report(overloaded, 5s));
  end("1", report(good));
  line().enter_again(people.emplace_back("a"), "x", true, now + 9s);
  now += 2s;
  std::map<std::string, host_load> shown;
  line().visit(now, [&](const host_load& each) { shown.emplace(each.host, each); });
  BOOST_TEST_REQUIRE(shown.size() == 2U); // what has nothing to do is remembered
  BOOST_TEST(shown["x"].limit == 2U);
  BOOST_TEST(shown["x"].in_flight == 3U);
  BOOST_TEST(shown["x"].waiting == 2U);
  BOOST_TEST((shown["x"].pause == 3s));
  BOOST_TEST(shown["y"].in_flight == 0U);
  BOOST_TEST(shown["y"].waiting == 0U);
  BOOST_TEST((shown["y"].pause == 0s));
}

BOOST_AUTO_TEST_SUITE_END()
