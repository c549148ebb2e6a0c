#include "connection_pool.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using boost::asio::ip::tcp;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::steady_clock;

namespace {

// Connections to a listener that never says anything.
struct fixture {
  void give_back(unsigned short port) {
    tcp::socket ours(context);
    ours.connect(listener.local_endpoint());
    ours.non_blocking(true);
    theirs.push_back(listener.accept());
    haul::connection_pool::lease(
        pool, pool.proxies().connection_key(origin(port)),
        std::make_unique<haul::connection>(std::move(ours), listener.local_endpoint()), false)
        .keep();
  }

  static haul::origin origin(unsigned short port) {
    haul::origin made;
    made.host = "example.test";
    made.port = port;
    return made;
  }

  haul::options how = [] {
    haul::options made;
    made.max_requests = 3;
    return made;
  }();
  boost::asio::io_context context;
  tcp::acceptor listener{context, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)};
  std::vector<tcp::socket> theirs;
  haul::deadline_wheel wheel{context.get_executor()};
  haul::buffer_pool buffers;
  haul::connection_pool pool{
      {context.get_executor(), wheel, buffers, how}, haul::tls_context::create("").value()};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(connection_pool, fixture)

BOOST_AUTO_TEST_CASE(connection_is_lent_for_its_own_origin_only) {
  give_back(80);
  BOOST_TEST(!pool.take_idle(origin(81), true).has_value());
  const auto lent = pool.take_idle(origin(80), true);
  BOOST_TEST_REQUIRE(lent.has_value());
  BOOST_TEST(lent->reused());
  BOOST_TEST(pool.idle_count() == 0U);
}

BOOST_AUTO_TEST_CASE(lease_that_is_not_kept_closes_its_connection) {
  give_back(80);
  pool.take_idle(origin(80), true).reset();
  BOOST_TEST(pool.idle_count() == 0U);
  BOOST_TEST(!pool.take_idle(origin(80), true).has_value());
}

BOOST_AUTO_TEST_CASE(connection_that_the_peer_has_closed_is_not_lent) {
  give_back(80);
  theirs.back().close();
  BOOST_TEST(!pool.take_idle(origin(80), true).has_value());
  BOOST_TEST(pool.idle_count() == 0U);
}

BOOST_AUTO_TEST_CASE(idle_connections_are_closed_after_two_minutes) {
  give_back(80);
  give_back(81);
  pool.drop_expired(steady_clock::now() + minutes(2) - seconds(30));
  BOOST_TEST(pool.idle_count() == 2U);
  pool.drop_expired(steady_clock::now() + minutes(2) + seconds(1));
  BOOST_TEST(pool.idle_count() == 0U);
  BOOST_TEST(!pool.take_idle(origin(80), true).has_value());
}

BOOST_AUTO_TEST_CASE(too_many_idle_connections_close_the_one_idle_longest) {
  for (const unsigned short port : {80, 80, 81, 82})
    give_back(port);
  BOOST_TEST(pool.idle_count() == 3U);
  BOOST_TEST(pool.take_idle(origin(80), true).has_value());
  BOOST_TEST(!pool.take_idle(origin(80), true).has_value());
  BOOST_TEST(pool.take_idle(origin(81), true).has_value());
  BOOST_TEST(pool.take_idle(origin(82), true).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
