#include <haul/semaphore.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;

namespace {

struct fixture {
  // Somebody who waits for a permit, notes who it was, and keeps it.
  static asio::awaitable<void> take(fixture& self, haul::semaphore& from, std::string name) {
    haul::semaphore::permit taken = co_await from.acquire();
    if (taken) {
      self.order += name;
      self.held.push_back(std::move(taken));
    } else {
      self.refused += name;
    }
  }

  void spawn(haul::semaphore& from, std::string name, asio::cancellation_slot slot = {}) {
    asio::co_spawn(
        context, take(*this, from, std::move(name)),
        asio::bind_cancellation_slot(
            slot, [](std::exception_ptr failed) { BOOST_TEST((failed == nullptr)); }));
    context.restart();
    context.poll();
  }

  void release_first() {
    held.erase(held.begin());
    context.restart();
    context.poll();
  }

  asio::io_context context;
  std::vector<haul::semaphore::permit> held;
  std::string order;
  std::string refused;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(semaphore, fixture)

BOOST_AUTO_TEST_CASE(no_more_permits_than_there_are) {
  haul::semaphore two(context.get_executor(), 2);
  for (const char* name : {"a", "b", "c"})
    spawn(two, name);
  BOOST_TEST(order == "ab");
  BOOST_TEST(two.available() == 0U);
  release_first();
  BOOST_TEST(order == "abc");
  held.clear();
  BOOST_TEST(two.available() == 2U);
}

BOOST_AUTO_TEST_CASE(waiters_are_served_in_the_order_in_which_they_came) {
  haul::semaphore one(context.get_executor(), 1);
  for (const char* name : {"a", "b", "c", "d"})
    spawn(one, name);
  for (int i = 0; i < 3; ++i)
    release_first();
  BOOST_TEST(order == "abcd");
}

BOOST_AUTO_TEST_CASE(nobody_overtakes_a_waiter) {
  haul::semaphore one(context.get_executor(), 1);
  spawn(one, "a");
  spawn(one, "b");
  held.clear(); // b is chosen but has not run yet
  BOOST_TEST(!one.try_acquire().has_value());
  spawn(one, "c");
  BOOST_TEST(order == "ab");
}

BOOST_AUTO_TEST_CASE(permit_is_given_back_once) {
  haul::semaphore one(context.get_executor(), 1);
  std::optional<haul::semaphore::permit> taken = one.try_acquire();
  BOOST_TEST_REQUIRE(taken.has_value());
  taken->release();
  taken->release();
  BOOST_TEST(!static_cast<bool>(*taken));
  taken.reset();
  BOOST_TEST(one.available() == 1U);
}

BOOST_AUTO_TEST_CASE(moved_permit_is_one_permit) {
  haul::semaphore two(context.get_executor(), 2);
  haul::semaphore::permit first = *two.try_acquire();
  haul::semaphore::permit second = *two.try_acquire();
  first = std::move(second);
  BOOST_TEST(two.available() == 1U);
}

BOOST_AUTO_TEST_CASE(cancelled_waiter_leaves_the_queue_and_loses_no_permit) {
  haul::semaphore one(context.get_executor(), 1);
  asio::cancellation_signal enough;
  spawn(one, "a");
  spawn(one, "b", enough.slot());
  spawn(one, "c");
  enough.emit(asio::cancellation_type::terminal);
  context.restart();
  context.poll();
  BOOST_TEST(refused == "b");
  release_first();
  BOOST_TEST(order == "ac");
  held.clear();
  BOOST_TEST(one.available() == 1U);
}

BOOST_AUTO_TEST_CASE(cancel_after_the_grant_keeps_the_permit) {
  haul::semaphore one(context.get_executor(), 1);
  asio::cancellation_signal enough;
  spawn(one, "a");
  spawn(one, "b", enough.slot());
  held.clear();
  enough.emit(asio::cancellation_type::terminal); // b was chosen before
  context.restart();
  context.poll();
  BOOST_TEST(order == "ab");
  held.clear();
  BOOST_TEST(one.available() == 1U);
}

BOOST_AUTO_TEST_CASE(waiters_of_a_destroyed_semaphore_get_nothing) {
  auto one = std::make_unique<haul::semaphore>(context.get_executor(), 1);
  spawn(*one, "a");
  spawn(*one, "b");
  one.reset();
  context.restart();
  context.poll();
  BOOST_TEST(order == "a");
  BOOST_TEST(refused == "b");
  held.clear(); // a permit may outlive its semaphore
}

// Random acquires, releases and cancels; in the end every permit is back.
BOOST_AUTO_TEST_CASE(permits_survive_random_use) {
  haul::semaphore three(context.get_executor(), 3);
  std::mt19937 random(20261122);
  std::vector<std::unique_ptr<asio::cancellation_signal>> signals;
  for (int i = 0; i < 2000; ++i) {
    const unsigned what = random() % 3;
    if (what == 0) {
      signals.push_back(std::make_unique<asio::cancellation_signal>());
      spawn(three, "x", signals.back()->slot());
    } else if (what == 1 && !held.empty()) {
      held.erase(held.begin() + static_cast<std::ptrdiff_t>(random() % held.size()));
    } else if (!signals.empty()) {
      signals[random() % signals.size()]->emit(asio::cancellation_type::terminal);
    }
    BOOST_TEST_REQUIRE(held.size() <= 3U);
  }
  while (!held.empty())
    release_first();
  BOOST_TEST(three.available() == 3U);
  BOOST_TEST(order.size() > 100U);
  BOOST_TEST(refused.size() > 20U);
}

BOOST_AUTO_TEST_SUITE_END()
