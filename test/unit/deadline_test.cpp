#include "awaiting.hpp"
#include "deadline.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <memory>
#include <vector>

using namespace haul;
using std::chrono::milliseconds;
namespace asio = boost::asio;

namespace {

// Something that never ends by itself.
asio::awaitable<void> wait_for_ever(asio::io_context& context, bool& ended) {
  asio::steady_timer never(context, asio::steady_timer::time_point::max());
  co_await never.async_wait(as_value);
  ended = true;
}

struct fixture {
  void spawn(deadline& until, bool& ended) {
    asio::co_spawn(
        context, wait_for_ever(context, ended),
        asio::bind_cancellation_slot(
            until.slot(), [](std::exception_ptr failed) { BOOST_TEST((failed == nullptr)); }));
  }

  // Ends when the awaited operation has; a deadline that never comes makes this fail.
  void run(const bool& ended) {
    while (!ended && context.run_one_for(std::chrono::seconds(20)) == 1) {
    }
    BOOST_TEST(ended);
  }

  asio::io_context context;
  deadline_wheel wheel{context.get_executor()};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(deadline, fixture)

BOOST_AUTO_TEST_CASE(limit_that_runs_out_ends_what_is_awaited) {
  haul::deadline until(wheel, milliseconds(0));
  bool ended = false;
  const auto before = std::chrono::steady_clock::now();
  until.arm(limit::first_byte, milliseconds(70));
  spawn(until, ended);
  run(ended);
  BOOST_TEST(until.passed());
  BOOST_TEST((std::chrono::steady_clock::now() - before >= milliseconds(70)));
  const error why = until.failure(stage::first_byte);
  BOOST_TEST((why.cause == cause::timed_out));
  BOOST_TEST(why.message == "timed out waiting for the first byte after 0.07 s");
}

BOOST_AUTO_TEST_CASE(each_limit_has_its_words) {
  const std::pair<limit, const char*> expected[] = {
      {limit::connect, "timed out connecting after 3.1 s"},
      {limit::first_byte, "timed out waiting for the first byte after 3.1 s"},
      {limit::idle, "timed out: nothing was transferred for 3.1 s"}};
  for (const auto& [what, words] : expected) {
    haul::deadline until(wheel, milliseconds(0));
    until.arm(what, milliseconds(3100));
    BOOST_TEST(until.failure(stage::body).message == words);
  }
}

BOOST_AUTO_TEST_CASE(whole_task_ends_before_a_longer_limit) {
  haul::deadline until(wheel, milliseconds(60));
  bool ended = false;
  until.arm(limit::idle, milliseconds(60'000));
  spawn(until, ended);
  run(ended);
  BOOST_TEST(until.failure(stage::body).message == "timed out: not done after 0.06 s");
}

BOOST_AUTO_TEST_CASE(no_limit_for_an_operation_leaves_that_of_the_task) {
  haul::deadline until(wheel, milliseconds(60));
  bool ended = false;
  until.arm(limit::idle, milliseconds(0));
  spawn(until, ended);
  run(ended);
}

BOOST_AUTO_TEST_CASE(limit_that_is_moved_later_does_not_run_out_early) {
  haul::deadline until(wheel, milliseconds(0));
  bool ended = false;
  const auto before = std::chrono::steady_clock::now();
  until.arm(limit::idle, milliseconds(30));
  until.arm(limit::idle, milliseconds(150));
  spawn(until, ended);
  run(ended);
  BOOST_TEST((std::chrono::steady_clock::now() - before >= milliseconds(150)));
}

BOOST_AUTO_TEST_CASE(limit_that_is_moved_earlier_runs_out_early) {
  haul::deadline until(wheel, milliseconds(0));
  bool ended = false;
  until.arm(limit::idle, milliseconds(3'600'000));
  until.arm(limit::first_byte, milliseconds(40));
  spawn(until, ended);
  run(ended);
  BOOST_TEST((until.failure(stage::first_byte).cause == cause::timed_out));
}

BOOST_AUTO_TEST_CASE(cancel_ends_what_is_awaited_and_says_so) {
  haul::deadline until(wheel, milliseconds(0));
  bool ended = false;
  until.arm(limit::idle, milliseconds(0));
  spawn(until, ended);
  context.poll();
  BOOST_TEST(!ended);
  until.cancel();
  run(ended);
  BOOST_TEST((until.failure(stage::body).cause == cause::cancelled));
}

BOOST_AUTO_TEST_CASE(cancel_while_nothing_is_awaited_is_remembered) {
  haul::deadline until(wheel, milliseconds(0));
  until.cancel();
  until.arm(limit::idle, milliseconds(10));
  BOOST_TEST(until.passed());
  BOOST_TEST((until.failure(stage::body).cause == cause::cancelled));
}

BOOST_AUTO_TEST_CASE(many_deadlines_run_out_each_on_its_own) {
  std::vector<std::unique_ptr<haul::deadline>> all;
  std::unique_ptr<bool[]> ended(new bool[200]());
  for (int i = 0; i < 200; ++i) {
    all.push_back(std::make_unique<haul::deadline>(wheel, milliseconds(0)));
    all.back()->arm(limit::idle, milliseconds(i % 2 == 0 ? 20 + i : 3'600'000));
    spawn(*all.back(), ended[i]);
  }
  run(ended[198]);
  for (int i = 0; i < 200; ++i)
    BOOST_TEST(ended[i] == (i % 2 == 0));
  for (const auto& each : all)
    each->cancel();
  context.poll();
}

BOOST_AUTO_TEST_CASE(loop_ends_when_the_last_deadline_is_gone) {
  {
    haul::deadline until(wheel, milliseconds(0));
    until.arm(limit::idle, milliseconds(3'600'000));
  }
  wheel.rest();
  context.run_for(std::chrono::seconds(20));
  BOOST_TEST(context.stopped());
}

BOOST_AUTO_TEST_CASE(deadline_that_comes_right_after_a_rest_is_kept) {
  {
    haul::deadline first(wheel, milliseconds(0));
    first.arm(limit::idle, milliseconds(3'600'000));
  }
  wheel.rest();
  haul::deadline until(wheel, milliseconds(0));
  bool ended = false;
  until.arm(limit::idle, milliseconds(40));
  spawn(until, ended);
  run(ended);
}

BOOST_AUTO_TEST_CASE(task_that_has_ended_is_not_cancelled) {
  haul::deadline until(wheel, milliseconds(0));
  until.arm(limit::idle, milliseconds(3'600'000));
  until.end();
  until.cancel();
  wheel.rest();
  context.run_for(std::chrono::seconds(20));
  BOOST_TEST(context.stopped());
}

BOOST_AUTO_TEST_CASE(timer_may_outlive_the_wheel) {
  auto other = std::make_unique<deadline_wheel>(context.get_executor());
  auto until = std::make_unique<haul::deadline>(*other, milliseconds(0));
  until->arm(limit::idle, milliseconds(3'600'000));
  until.reset();
  other.reset();
  context.run_for(std::chrono::seconds(20));
  BOOST_TEST(context.stopped());
}

BOOST_AUTO_TEST_SUITE_END()
