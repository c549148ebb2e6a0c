#include "split_plan.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <vector>

namespace {

using namespace haul;

byte_ranges whole(std::uint64_t bytes) {
  return byte_ranges().missing(bytes);
}

byte_range of(const haul::split_plan::piece* taken) {
  BOOST_REQUIRE((taken != nullptr));
  return {taken->next, taken->end};
}

byte_range range(std::uint64_t first, std::uint64_t end) {
  return {first, end};
}

} // namespace

BOOST_AUTO_TEST_SUITE(split_plan)

BOOST_AUTO_TEST_CASE(file_is_cut_into_as_many_pieces_as_there_are_requests) {
  haul::split_plan plan(whole(100), 4, 10);
  BOOST_TEST(plan.pieces() == 4U);
  BOOST_TEST((of(plan.take_first()) == range(0, 25)));
  BOOST_TEST((of(plan.take()) == range(75, 100)));
  BOOST_TEST((of(plan.take()) == range(50, 75)));
  BOOST_TEST((of(plan.take()) == range(25, 50)));
}

BOOST_AUTO_TEST_CASE(no_piece_is_smaller_than_the_least) {
  BOOST_TEST(haul::split_plan(whole(100), 64, 30).pieces() == 3U);
  BOOST_TEST(haul::split_plan(whole(100), 2, 51).pieces() == 1U);
  BOOST_TEST(haul::split_plan(whole(1000), 3, 1).pieces() == 3U);
  BOOST_TEST(haul::split_plan(whole(0), 3, 1).done());
}

BOOST_AUTO_TEST_CASE(gaps_are_cut_by_their_size) {
  byte_ranges missing;
  missing.add({10, 70});
  missing.add({200, 240});
  missing.add({300, 301}); // less than the least, but it must come
  haul::split_plan plan(missing, 4, 10);
  BOOST_TEST(plan.pieces() == 5U);
  BOOST_TEST((of(plan.take_first()) == range(10, 40)));
  BOOST_TEST((of(plan.take()) == range(300, 301)));
  BOOST_TEST((of(plan.take()) == range(220, 240)));
  BOOST_TEST((of(plan.take()) == range(200, 220)));
  BOOST_TEST((of(plan.take()) == range(40, 70)));
}

BOOST_AUTO_TEST_CASE(reader_goes_on_into_what_nobody_has_taken) {
  haul::split_plan plan(whole(90), 3, 10);
  haul::split_plan::piece& front = *plan.take_first();
  haul::split_plan::piece& back = *plan.take();
  haul::split_plan::advance(front, 30);
  BOOST_TEST(plan.read_on(front));
  BOOST_TEST((of(&front) == range(30, 60)));
  haul::split_plan::advance(front, 30);
  BOOST_TEST(!plan.read_on(front)); // somebody has the rest
  haul::split_plan::advance(back, 5);
  plan.give_back(back);
  BOOST_TEST(!plan.read_on(front)); // it begins later now
  plan.give_back(front);
  BOOST_TEST((of(plan.take()) == range(65, 90)));
}

BOOST_AUTO_TEST_CASE(largest_piece_under_way_is_halved) {
  haul::split_plan plan(whole(100), 2, 10);
  haul::split_plan::piece& front = *plan.take_first();
  haul::split_plan::piece& back = *plan.take();
  haul::split_plan::advance(back, 40);
  plan.give_back(back);
  haul::split_plan::piece& rest = *plan.take();
  BOOST_TEST((of(&rest) == range(90, 100)));
  BOOST_TEST((of(plan.take()) == range(25, 50)));
  BOOST_TEST(front.end == 25U);
  haul::split_plan::advance(front, 6);
  BOOST_TEST((of(plan.take()) == range(37, 50)));
  BOOST_TEST((plan.take() == nullptr)); // 19 left: the halves would be too small
}

BOOST_AUTO_TEST_CASE(piece_that_is_given_back_whole_is_gone) {
  haul::split_plan plan(whole(20), 1, 100);
  haul::split_plan::piece& all = *plan.take_first();
  BOOST_TEST((plan.take() == nullptr));
  haul::split_plan::advance(all, 20);
  BOOST_TEST(!plan.done());
  plan.give_back(all);
  BOOST_TEST(plan.done());
  BOOST_TEST((plan.take_first() == nullptr));
  BOOST_TEST((plan.take() == nullptr));
}

// Whatever workers do, in any order: every byte is fetched exactly once.
BOOST_AUTO_TEST_CASE(every_byte_comes_exactly_once) {
  std::minstd_rand numbers(11);
  for (int round = 0; round < 300; ++round) {
    const std::uint64_t total = 1 + numbers() % 3000;
    byte_ranges there;
    for (unsigned each = numbers() % 4; each != 0; --each) {
      const std::uint64_t first = numbers() % total;
      there.add({first, std::min(total, first + numbers() % 200)});
    }
    haul::split_plan plan(there.missing(total), 1 + numbers() % 8, 1 + numbers() % 50);
    std::vector<unsigned> fetched(total, 0);
    std::vector<haul::split_plan::piece*> workers(1 + numbers() % 8, nullptr);
    workers[0] = plan.take_first();
    for (int steps = 0; !plan.done() && steps < 100'000; ++steps) {
      haul::split_plan::piece*& who = workers[numbers() % workers.size()];
      if (who == nullptr) {
        who = plan.take();
        continue;
      }
      const std::uint64_t left = who->end - who->next;
      const std::uint64_t bytes = std::min<std::uint64_t>(left, numbers() % 40);
      for (std::uint64_t byte = who->next; byte < who->next + bytes; ++byte)
        ++fetched[byte];
      haul::split_plan::advance(*who, bytes);
      const bool ends = who->next == who->end && !plan.read_on(*who);
      if (ends || numbers() % 10 == 0) {
        plan.give_back(*who);
        who = nullptr;
      }
    }
    BOOST_TEST(plan.done());
    for (const byte_range& each : there.all()) {
      for (std::uint64_t byte = each.first; byte < each.end; ++byte)
        ++fetched[byte];
    }
    BOOST_TEST((fetched == std::vector<unsigned>(total, 1)));
  }
}

BOOST_AUTO_TEST_SUITE_END()
