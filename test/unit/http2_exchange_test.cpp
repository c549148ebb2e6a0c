#include "h2_frames.hpp"
#include "http2_exchange.hpp"
#include "http2_peer.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds moment{50};
constexpr int end_header = NGHTTP2_FLAG_END_HEADERS;

struct fixture : http2_peer {
  fixture() {
    things->how.timeouts.first_byte = moment;
    session->hold();
    exchange->ask(request(asked, "agent"));
    say(frame(NGHTTP2_SETTINGS, 0, 0));
  }
  ~fixture() {
    until.cancel();
    poll(); // what waits for the exchange ends before it goes
    exchange.reset();
    session->release();
    poll();
  }

  static asio::awaitable<void> keep_answer(fixture& self) {
    co_await asio::this_coro::throw_if_cancelled(false);
    self.answered = co_await self.exchange->answer();
  }

  static asio::awaitable<void> keep_piece(fixture& self) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const result<std::span<const char>> piece = co_await self.exchange->read_body();
    self.read = piece ? std::string(piece->data(), piece->size()) : piece.error().message;
  }

  void start(asio::awaitable<void> what) {
    asio::co_spawn(
        *context, std::move(what),
        asio::bind_cancellation_slot(
            until.slot(), [](const std::exception_ptr& bug) { BOOST_TEST((bug == nullptr)); }));
    poll();
  }

  void say_header(const std::string& status) {
    say(frame(NGHTTP2_HEADERS, end_header, 1, literal_block({{":status", status}})));
    poll();
  }

  void say_body(std::size_t size) {
    say(frame(NGHTTP2_DATA, 0, 1, std::string(size, 'x')));
    poll();
  }

  // Until whatever was to run out after a moment has.
  void let_a_moment_pass() {
    deadline other(things->wheel, milliseconds(0));
    other.arm(limit::first_byte, moment);
    context->restart();
    while (!other.passed())
      context->run_one();
  }

  deadline until{things->wheel, milliseconds(0)};
  std::shared_ptr<haul::http2_session> session =
      haul::http2_session::create(surroundings(), std::move(ours), "key");
  std::unique_ptr<haul::http2_exchange> exchange =
      std::make_unique<haul::http2_exchange>(session, until, things->how.timeouts, 4096);
  std::optional<result<void>> answered;
  std::optional<std::string> read;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(http2_exchange, fixture)

BOOST_AUTO_TEST_CASE(limit_of_the_first_byte_ends_what_nothing_comes_of) {
  start(keep_answer(*this));
  let_a_moment_pass();
  BOOST_TEST(until.passed());
}

BOOST_AUTO_TEST_CASE(limit_of_the_first_byte_is_over_with_an_interim_response) {
  start(keep_answer(*this));
  say_header("103");
  let_a_moment_pass();
  BOOST_TEST(!until.passed());
  say_header("200");
  BOOST_TEST_REQUIRE(answered.has_value());
  BOOST_TEST(answered->has_value());
}

BOOST_AUTO_TEST_CASE(limit_of_the_first_byte_is_over_with_the_header) {
  start(keep_answer(*this));
  say_header("200");
  let_a_moment_pass();
  BOOST_TEST(!until.passed());
}

// As long as there is always more at hand nobody waits, yet the time goes on.
BOOST_AUTO_TEST_CASE(idle_limit_begins_anew_with_what_is_at_hand) {
  start(keep_answer(*this));
  things->how.timeouts.idle = moment;
  say_header("200");
  things->how.timeouts.idle = milliseconds(0);
  say_body(100);
  const auto piece = exchange->body_at_hand();
  BOOST_TEST_REQUIRE(piece.has_value());
  BOOST_TEST((*piece)->size() == 100U);
  let_a_moment_pass();
  BOOST_TEST(!until.passed());
}

BOOST_AUTO_TEST_CASE(what_was_at_hand_counts_for_the_pace) {
  start(keep_answer(*this));
  say_header("200");
  say_body(16'000);
  BOOST_TEST_REQUIRE(exchange->body_at_hand().has_value());
  start(keep_piece(*this));
  things->how.timeouts.idle = moment / 2; // so that the pace is looked at
  let_a_moment_pass();
  BOOST_TEST(!read.has_value());
  say_body(1);
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST((*read == "x"));
}

BOOST_AUTO_TEST_CASE(body_that_trickles_is_given_up) {
  start(keep_answer(*this));
  say_header("200");
  start(keep_piece(*this));
  things->how.timeouts.idle = moment / 2;
  let_a_moment_pass();
  say_body(1);
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST(*read == "timed out: fewer than 100 bytes a second came");
}

BOOST_AUTO_TEST_SUITE_END()
