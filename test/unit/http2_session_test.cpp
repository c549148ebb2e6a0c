#include "h2_frames.hpp"
#include "http2_peer.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <memory>
#include <string>
#include <utility>

using namespace haul;
using namespace haul::test;

namespace {

struct fixture : http2_peer {
  fixture() : session(http2_session::create(surroundings(), std::move(ours), "key")) {}

  void begin(silent_stream& by) {
    session->hold();
    session->begin(by, request(asked, "agent"));
    poll();
  }

  // More than the system takes for a peer that does not read.
  void begin_many() {
    request what(asked, "agent");
    header large;
    large.name = "X-Large";
    large.value = std::string(500'000, 'x');
    what.extra.push_back(large);
    for (silent_stream& each : many) {
      session->hold();
      session->begin(each, what);
    }
  }

  void end(silent_stream& by) {
    session->leave(by);
    session->release();
  }

  std::shared_ptr<http2_session> session;
  std::array<silent_stream, 32> many;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(http2_session, fixture)

BOOST_AUTO_TEST_CASE(nothing_is_read_while_nobody_holds_it) {
  silent_stream one;
  begin(one);
  say(frame(NGHTTP2_SETTINGS, 0, 0) +
      frame(NGHTTP2_GOAWAY, 0, 0, goaway_bytes(0, NGHTTP2_NO_ERROR)));
  end(one);
  poll();
  BOOST_TEST(session->usable());
  session->wake();
  BOOST_TEST(!session->usable());
}

BOOST_AUTO_TEST_CASE(who_has_it_last_leaves_no_work_behind) {
  silent_stream one;
  begin(one);
  end(one);
  session.reset();
  things.reset();
  poll();
  BOOST_TEST(context->stopped());
}

BOOST_AUTO_TEST_CASE(peer_that_does_not_read_leaves_no_work_behind) {
  begin_many();
  poll();
  for (silent_stream& each : many)
    end(each);
  session.reset();
  things.reset();
  poll();
  BOOST_TEST(context->stopped());
}

BOOST_AUTO_TEST_CASE(what_does_not_go_out_once_nobody_holds_it_is_given_up) {
  begin_many();
  for (std::size_t each = 0; each != many.size(); ++each)
    session->release();
  things.reset();
  poll();
  BOOST_TEST(context->stopped());
  BOOST_TEST(!session->usable());
  for (silent_stream& each : many)
    session->leave(each);
}

BOOST_AUTO_TEST_SUITE_END()
