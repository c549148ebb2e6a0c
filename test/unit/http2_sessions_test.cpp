#include "h2_frames.hpp"
#include "http2_peer.hpp"
#include "http2_sessions.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <utility>

using namespace haul;
using namespace haul::test;

namespace {

struct fixture : http2_peer {
  http2_sessions sessions{surroundings(), 3};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(http2_sessions, fixture)

BOOST_AUTO_TEST_CASE(session_that_can_not_be_used_again_is_closed_by_the_last_who_held_it) {
  std::shared_ptr<http2_session> session =
      haul::http2_sessions::opening(sessions, "key").succeed(std::move(ours));
  silent_stream one;
  session->begin(one, request(asked, "agent"));
  say(frame(NGHTTP2_SETTINGS, 0, 0) +
      frame(NGHTTP2_GOAWAY, 0, 0, goaway_bytes(1, NGHTTP2_NO_ERROR)));
  poll();
  BOOST_TEST(!session->usable());
  session->leave(one);
  sessions.release(*session);
  session.reset();
  poll();
  BOOST_TEST(is_closed());
  BOOST_TEST(sessions.idle_count() == 0U);
}

// Under the address sanitizer this tells whether whoever has left is still known.
BOOST_AUTO_TEST_CASE(who_waits_may_be_destroyed_before_the_end_of_the_opening) {
  deadline until(things->wheel, std::chrono::milliseconds(0));
  std::optional<haul::http2_sessions::opening> opening(std::in_place, sessions, "key");
  bool ended = false;
  boost::asio::co_spawn(
      *context, sessions.wait("key", until), [&ended](const std::exception_ptr&) { ended = true; });
  poll();
  BOOST_TEST(sessions.worth_waiting("key"));
  peer.reset();
  ours.reset();
  things.reset(); // its timer is the loop's
  context.reset();
  opening->fail();
  opening.reset();
  BOOST_TEST(!ended);
  BOOST_TEST(!sessions.worth_waiting("key"));
}

BOOST_AUTO_TEST_SUITE_END()
