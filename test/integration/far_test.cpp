#include "compare_far.hpp"
#include "far_relay.hpp"
#include "loop_thread.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>

using namespace haul::bench;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

// A server that the test plays itself, and a client far from it.
struct far_pair {
  explicit far_pair(std::size_t most)
      : acceptor(own, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        relay(context, acceptor.local_endpoint().port(), 1ms, most),
        carrying(context, {}),
        client(own) {
    client.connect({asio::ip::address_v4::loopback(), relay.port()});
    server.emplace(acceptor.accept());
  }

  asio::io_context own;
  asio::io_context context{1};
  tcp::acceptor acceptor;
  far_relay relay;
  loop_thread carrying;
  tcp::socket client;
  std::optional<tcp::socket> server;
};

std::string read_all(tcp::socket& from) {
  std::string came;
  boost::system::error_code ended;
  asio::read(from, asio::dynamic_buffer(came), ended);
  BOOST_TEST(ended == asio::error::eof);
  return came;
}

std::string numbers(std::size_t size) {
  std::string made;
  for (std::size_t number = 0; made.size() < size; ++number)
    made += std::to_string(number) + ' ';
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(far)

BOOST_AUTO_TEST_CASE(bytes_and_ends_are_carried_in_both_directions) {
  far_pair both(1 << 20U);
  asio::write(both.client, asio::buffer(std::string("there")));
  both.client.shutdown(tcp::socket::shutdown_send);
  BOOST_TEST(read_all(*both.server) == "there");
  asio::write(*both.server, asio::buffer(std::string("and back")));
  both.server->shutdown(tcp::socket::shutdown_send);
  BOOST_TEST(read_all(both.client) == "and back");
}

// Each of them waits for the receipts of those before.
BOOST_AUTO_TEST_CASE(order_is_kept_where_little_may_be_under_way) {
  far_pair both(1000);
  const std::string sent = numbers(50'000);
  asio::write(both.client, asio::buffer(sent));
  both.client.shutdown(tcp::socket::shutdown_send);
  BOOST_TEST((read_all(*both.server) == sent));
}

BOOST_AUTO_TEST_CASE(server_sees_when_the_client_is_gone) {
  far_pair both(1 << 20U);
  asio::write(both.client, asio::buffer(std::string("there")));
  both.client.close();
  BOOST_TEST(read_all(*both.server) == "there");
}

BOOST_AUTO_TEST_CASE(file_from_far_away_is_right) {
  far_comparison what;
  what.bytes = 300'000;
  what.delay = 1;
  what.programs = {"haul"};
  what.repeat = 2;
  const measured_far came = compare_far(what).value();
  BOOST_REQUIRE_EQUAL(came.contenders.size(), 2U);
  BOOST_TEST(came.contenders[0].name == "haul HTTP/1.1");
  BOOST_TEST(came.contenders[1].name == "haul HTTP/2");
  for (const contender& each : came.contenders) {
    BOOST_REQUIRE_EQUAL(each.runs.size(), 2U);
    for (const figures& run : each.runs) {
      BOOST_TEST(run.problem == "");
      BOOST_TEST(run.failures == 0);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
