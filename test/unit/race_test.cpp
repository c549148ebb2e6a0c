#include "race.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <string>
#include <utility>
#include <vector>

using namespace haul;
using boost::system::error_code;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
namespace asio = boost::asio;
using asio::ip::tcp;
namespace errc = boost::system::errc;

namespace {

std::string interleaved(const std::vector<std::string>& addresses) {
  std::vector<asio::ip::address> parsed;
  for (const std::string& each : addresses)
    parsed.push_back(asio::ip::make_address(each));
  std::string text;
  for (const asio::ip::address& each : interleave(parsed))
    text += each.to_string() + " ";
  return text;
}

// Attempts that go as the test says: nothing is connected to.
struct fixture {
  struct attempt {
    tcp::socket* socket;
    tcp::endpoint to;
    std::function<void(error_code)> decided;
  };

  ~fixture() {
    attempts.clear();
    context.restart();
    context.run_for(seconds(60));
    BOOST_TEST(context.stopped(), "work was left on the event loop");
  }

  static asio::awaitable<race_outcome> run(
      const haul::race& held, std::vector<tcp::endpoint> to, haul::deadline& until) {
    co_await asio::this_coro::throw_if_cancelled(false);
    race_outcome outcome = co_await held.run(std::move(to), until);
    co_return outcome;
  }

  // Begins a race between so many endpoints: ports 1, 2, … of an address that is not asked.
  void begin(unsigned short count, milliseconds head_start) {
    std::vector<tcp::endpoint> to;
    for (unsigned short port = 1; port <= count; ++port)
      to.emplace_back(asio::ip::make_address("192.0.2.1"), port);
    begin(std::move(to), head_start, [this](auto& socket, const auto& endpoint, auto decided) {
      attempts.push_back({&socket, endpoint, std::move(decided)});
      if (on_attempt)
        on_attempt();
    });
  }

  void begin(
      std::vector<tcp::endpoint> to, milliseconds head_start,
      haul::race::connect_function connect = {}) {
    held.emplace(context.get_executor(), head_start, std::move(connect));
    asio::co_spawn(
        context, run(*held, std::move(to), until),
        asio::bind_cancellation_slot(
            until.slot(), [this](std::exception_ptr failed, race_outcome outcome) {
              BOOST_TEST((failed == nullptr));
              until.end();
              ended.emplace(std::move(outcome));
            }));
    context.poll();
  }

  void decide(std::size_t number, error_code why = error_code()) {
    attempts.at(number).decided(why);
    context.restart();
    context.poll();
  }

  void fail(std::size_t number, errc::errc_t why) { decide(number, errc::make_error_code(why)); }

  template<class Condition>
  void run_until(Condition done) {
    context.restart();
    while (!done() && context.run_one_for(seconds(60)) == 1) {
    }
    BOOST_TEST_REQUIRE(done());
  }

  asio::io_context context{1};
  deadline_wheel wheel{context.get_executor()};
  haul::deadline until{wheel, milliseconds(0)};
  std::optional<haul::race> held;
  std::vector<attempt> attempts;
  std::function<void()> on_attempt;
  std::optional<race_outcome> ended;
};

constexpr milliseconds at_once{0};
constexpr milliseconds never = hours(24);

} // namespace

BOOST_FIXTURE_TEST_SUITE(race, fixture)

BOOST_AUTO_TEST_CASE(families_take_turns_beginning_with_the_first) {
  BOOST_TEST(
      interleaved({"2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1", "192.0.2.2"}) ==
      "2001:db8::1 192.0.2.1 2001:db8::2 192.0.2.2 2001:db8::3 ");
  BOOST_TEST(
      interleaved({"192.0.2.1", "192.0.2.2", "2001:db8::1"}) == "192.0.2.1 2001:db8::1 192.0.2.2 ");
  BOOST_TEST(
      interleaved({"192.0.2.1", "2001:db8::1", "2001:db8::2", "2001:db8::3"}) ==
      "192.0.2.1 2001:db8::1 2001:db8::2 2001:db8::3 ");
}

BOOST_AUTO_TEST_CASE(one_family_stays_in_its_order) {
  BOOST_TEST(
      interleaved({"192.0.2.3", "192.0.2.1", "192.0.2.2"}) == "192.0.2.3 192.0.2.1 192.0.2.2 ");
  BOOST_TEST(interleaved({"::1"}) == "::1 ");
  BOOST_TEST(interleaved({}) == "");
}

BOOST_AUTO_TEST_CASE(first_that_connects_ends_it_without_trying_the_rest) {
  begin(3, never);
  BOOST_TEST_REQUIRE(attempts.size() == 1U);
  decide(0);
  BOOST_TEST_REQUIRE(ended.has_value());
  BOOST_TEST(ended->winner.has_value());
  BOOST_TEST(ended->tried == 1U);
  BOOST_TEST(attempts.size() == 1U);
}

BOOST_AUTO_TEST_CASE(next_attempt_begins_at_once_when_one_fails) {
  begin(3, never);
  fail(0, errc::connection_refused);
  BOOST_TEST_REQUIRE(attempts.size() == 2U);
  BOOST_TEST(attempts[1].to.port() == 2);
  BOOST_TEST(!ended.has_value());
  decide(1);
  BOOST_TEST_REQUIRE(ended.has_value());
  BOOST_TEST(ended->winner.has_value());
  BOOST_TEST(ended->tried == 2U);
}

BOOST_AUTO_TEST_CASE(next_attempt_begins_when_the_head_start_is_over) {
  begin(3, at_once);
  run_until([&] { return attempts.size() == 3; });
  BOOST_TEST(!ended.has_value());
  BOOST_TEST(attempts[0].socket->is_open()); // goes on besides
  decide(2);
  BOOST_TEST_REQUIRE(ended.has_value());
  BOOST_TEST(ended->winner.has_value());
}

BOOST_AUTO_TEST_CASE(next_attempt_waits_for_the_head_start) {
  const auto begun = std::chrono::steady_clock::now();
  begin(2, milliseconds(40));
  BOOST_TEST(attempts.size() == 1U);
  run_until([&] { return attempts.size() == 2; });
  BOOST_TEST((std::chrono::steady_clock::now() - begun >= milliseconds(40)));
  decide(1);
}

BOOST_AUTO_TEST_CASE(early_attempt_may_win_late) {
  begin(2, at_once);
  run_until([&] { return attempts.size() == 2; });
  decide(0);
  BOOST_TEST_REQUIRE(ended.has_value());
  BOOST_TEST(ended->winner.has_value());
}

BOOST_AUTO_TEST_CASE(losers_are_closed_when_one_wins) {
  begin(3, at_once);
  run_until([&] { return attempts.size() == 3; });
  decide(1);
  BOOST_TEST_REQUIRE(ended.has_value());
  BOOST_TEST(ended->winner->is_open());
  for (const attempt& each : attempts)
    BOOST_TEST(!each.socket->is_open());
  fail(0, errc::operation_canceled); // as closing makes it come in: too late to matter
  decide(2);
  BOOST_TEST(ended->winner->is_open());
}

BOOST_AUTO_TEST_CASE(two_that_connect_in_the_same_moment_make_one_winner) {
  begin(2, at_once);
  run_until([&] { return attempts.size() == 2; });
  attempts[1].decided(error_code());
  decide(0);
  BOOST_TEST_REQUIRE(ended.has_value());
  BOOST_TEST(ended->winner->is_open());
  BOOST_TEST(!attempts[0].socket->is_open());
}

BOOST_AUTO_TEST_CASE(failure_is_told_when_all_have_failed) {
  begin(2, never);
  fail(0, errc::connection_refused);
  fail(1, errc::connection_refused);
  BOOST_TEST_REQUIRE(ended.has_value());
  BOOST_TEST(!ended->winner.has_value());
  BOOST_TEST((ended->why == errc::connection_refused));
  BOOST_TEST(ended->whose.port() == 2); // of equals the last
  BOOST_TEST(ended->tried == 2U);
}

BOOST_AUTO_TEST_CASE(refusal_tells_more_than_a_network_that_is_not_there) {
  begin(4, never);
  fail(0, errc::timed_out);
  fail(1, errc::connection_refused);
  fail(2, errc::timed_out);
  fail(3, errc::network_unreachable);
  BOOST_TEST_REQUIRE(ended.has_value());
  BOOST_TEST((ended->why == errc::connection_refused));
  BOOST_TEST(ended->whose.port() == 2);
  BOOST_TEST(ended->tried == 4U);
}

BOOST_AUTO_TEST_CASE(race_without_endpoints_ends_at_once) {
  begin(0, never);
  BOOST_TEST_REQUIRE(ended.has_value());
  BOOST_TEST(!ended->winner.has_value());
  BOOST_TEST(ended->tried == 0U);
}

BOOST_AUTO_TEST_CASE(attempt_that_is_decided_before_it_returns_counts) {
  std::vector<tcp::endpoint> to(3, tcp::endpoint(asio::ip::make_address("192.0.2.1"), 1));
  unsigned begun = 0;
  begin(std::move(to), never, [&](auto&, const auto&, const auto& decided) {
    ++begun;
    if (begun == 3)
      decided(error_code());
    else
      decided(errc::make_error_code(errc::connection_refused));
  });
  BOOST_TEST_REQUIRE(ended.has_value());
  BOOST_TEST(ended->winner.has_value());
  BOOST_TEST(begun == 3U);
}

BOOST_AUTO_TEST_CASE(cancel_amid_a_race_closes_everything) {
  begin(3, at_once);
  run_until([&] { return attempts.size() == 3; });
  until.cancel();
  run_until([&] { return ended.has_value(); });
  BOOST_TEST(!ended->winner.has_value());
  for (const attempt& each : attempts)
    BOOST_TEST(!each.socket->is_open());
}

BOOST_AUTO_TEST_CASE(cancel_in_the_moment_of_the_first_attempt_is_no_race) {
  on_attempt = [&] { until.cancel(); };
  begin(2, never);
  run_until([&] { return ended.has_value(); });
  BOOST_TEST(attempts.size() == 1U);
  BOOST_TEST(!ended->winner.has_value());
}

BOOST_AUTO_TEST_CASE(winner_that_comes_with_the_cancel_is_closed) {
  begin(1, never);
  attempts[0].decided(error_code());
  until.cancel();
  run_until([&] { return ended.has_value(); });
  BOOST_TEST(!ended->winner.has_value());
  BOOST_TEST(!attempts[0].socket->is_open());
}

BOOST_AUTO_TEST_CASE(cancel_before_the_race_begins_nothing) {
  until.cancel();
  begin(2, never);
  run_until([&] { return ended.has_value(); });
  BOOST_TEST(attempts.empty());
}

BOOST_AUTO_TEST_CASE(deadline_ends_a_race) {
  until.arm(limit::connect, milliseconds(30));
  begin(2, at_once);
  run_until([&] { return ended.has_value(); });
  BOOST_TEST(until.passed());
  BOOST_TEST(!ended->winner.has_value());
}

// Nothing listens at the first port, or nobody answers there: the second one does.
BOOST_AUTO_TEST_CASE(second_endpoint_is_connected_to_when_the_first_refuses) {
  tcp::acceptor closed(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  tcp::acceptor open(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  const std::vector<tcp::endpoint> to = {closed.local_endpoint(), open.local_endpoint()};
  closed.close();
  begin(to, never);
  run_until([&] { return ended.has_value(); });
  BOOST_TEST_REQUIRE(ended->winner.has_value());
  BOOST_TEST(ended->winner->remote_endpoint() == to[1]);
}

BOOST_AUTO_TEST_SUITE_END()
