#include "download_fixture.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <sys/socket.h>
#include <vector>

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds brief{60};

asio::awaitable<void> play_silent(scripted_connection peer) {
  co_await peer.read_request();
  co_await peer.until_peer_closes();
}

asio::awaitable<void> play_stalling(scripted_connection peer, std::string start) {
  co_await peer.read_request();
  co_await peer.send(std::move(start));
  co_await peer.until_peer_closes();
}

} // namespace

BOOST_AUTO_TEST_SUITE(timeouts)

BOOST_FIXTURE_TEST_CASE(first_byte_has_its_name, download_fixture) {
  how.timeouts.first_byte = brief;
  scripted_server& server = serve(play_silent);
  const completion done = run_one(server.url("/"));
  BOOST_TEST((done.outcome.error->cause == cause::timed_out));
  BOOST_TEST((done.outcome.error->stage == stage::first_byte));
  BOOST_TEST(done.outcome.error->message == "timed out waiting for the first byte after 0.06 s");
}

BOOST_FIXTURE_TEST_CASE(header_that_stalls_is_idle, download_fixture) {
  how.timeouts.idle = brief;
  scripted_server& server =
      serve([](scripted_connection peer) { return play_stalling(peer, "HTTP/1.1 200 OK\r\n"); });
  const completion done = run_one(server.url("/"));
  BOOST_TEST((done.outcome.error->cause == cause::timed_out));
  BOOST_TEST((done.outcome.error->stage == stage::first_byte));
  BOOST_TEST(done.outcome.error->message == "timed out: nothing was transferred for 0.06 s");
}

BOOST_FIXTURE_TEST_CASE(body_that_stalls_is_idle_and_leaves_no_file, download_fixture) {
  how.timeouts.idle = brief;
  scripted_server& server = serve([](scripted_connection peer) {
    return play_stalling(peer, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
  });
  const completion done = run_one(server.url("/"));
  BOOST_TEST((done.outcome.error->cause == cause::timed_out));
  BOOST_TEST((done.outcome.error->stage == stage::body));
  BOOST_TEST(files().empty());
}

// Each byte comes in time, yet the whole takes too long.
BOOST_FIXTURE_TEST_CASE(whole_task_has_its_own_limit, download_fixture) {
  how.timeouts.task = std::chrono::milliseconds(120);
  how.timeouts.idle = std::chrono::seconds(30);
  scripted_server& server = serve([](scripted_connection peer) -> asio::awaitable<void> {
    co_await peer.read_request();
    co_await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n");
    co_await peer.until_peer_closes();
  });
  const completion done = run_one(server.url("/"));
  BOOST_TEST((done.outcome.error->cause == cause::timed_out));
  BOOST_TEST(done.outcome.error->message == "timed out: not done after 0.12 s");
}

BOOST_FIXTURE_TEST_CASE(tls_handshake_counts_as_connecting, download_fixture) {
  how.timeouts.connect = brief;
  scripted_server& server = serve(play_silent); // answers no ClientHello
  const completion done = run_one("https://127.0.0.1:" + std::to_string(server.port()) + "/");
  BOOST_TEST((done.outcome.error->cause == cause::timed_out));
  BOOST_TEST((done.outcome.error->stage == stage::tls));
  BOOST_TEST(done.outcome.error->message == "timed out connecting after 0.06 s");
}

// A full backlog drops what comes next: the connection is neither made nor refused.
BOOST_FIXTURE_TEST_CASE(connect_that_nobody_answers, download_fixture) {
  how.timeouts.connect = brief;
  how.max_requests = 8;
  asio::ip::tcp::acceptor deaf(context);
  const asio::ip::tcp::endpoint any(asio::ip::address_v4::loopback(), 0);
  deaf.open(any.protocol());
  deaf.bind(any);
  deaf.listen(0);
  std::vector<asio::ip::tcp::socket> filling;
  for (int i = 0; i < 4; ++i) {
    filling.emplace_back(context);
    filling.back().open(any.protocol());
    filling.back().native_non_blocking(true);
    const asio::ip::tcp::endpoint at = deaf.local_endpoint();
    ::connect(filling.back().native_handle(), at.data(), static_cast<socklen_t>(at.size()));
  }
  const completion done =
      run_one("http://127.0.0.1:" + std::to_string(deaf.local_endpoint().port()) + "/");
  BOOST_TEST((done.outcome.error->cause == cause::timed_out));
  BOOST_TEST((done.outcome.error->stage == stage::connect));
  filling.clear();
  deaf.close();
}

BOOST_FIXTURE_TEST_CASE(slow_but_steady_server_is_not_cut_off, download_fixture) {
  how.timeouts.idle = std::chrono::milliseconds(500);
  how.timeouts.first_byte = std::chrono::milliseconds(500);
  scripted_server& server = serve([](scripted_connection peer) -> asio::awaitable<void> {
    co_await peer.read_request();
    co_await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n");
    for (int i = 0; i < 2000; ++i)
      co_await peer.send("x");
    co_await peer.until_peer_closes();
  });
  BOOST_TEST((run_one(server.url("/")).outcome.status == status::ok));
}

BOOST_FIXTURE_TEST_CASE(body_that_trickles_is_given_up, download_fixture) {
  how.timeouts.idle = std::chrono::milliseconds(200);
  how.timeouts.lowest_rate = 1'000'000;
  scripted_server& server = serve([&](scripted_connection peer) -> asio::awaitable<void> {
    co_await peer.read_request();
    co_await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
    // As long as the peer listens; the test's end closes what is open.
    for (int i = 0; i < 500; ++i) {
      asio::steady_timer slowly(context, std::chrono::milliseconds(10));
      co_await slowly.async_wait(asio::use_awaitable);
      co_await peer.send("x");
    }
  });
  const completion done = run_one(server.url("/"));
  BOOST_TEST_REQUIRE(done.outcome.error.has_value());
  BOOST_TEST((done.outcome.error->cause == cause::timed_out));
  BOOST_TEST(done.outcome.error->message == "timed out: fewer than 1000000 bytes a second came");
  BOOST_TEST(files().empty());
}

BOOST_FIXTURE_TEST_CASE(zero_is_no_limit, download_fixture) {
  how.timeouts.connect = how.timeouts.first_byte = how.timeouts.idle = std::chrono::seconds(0);
  scripted_server& server = serve(answer_always(reply("200 OK", "x")));
  BOOST_TEST((run_one(server.url("/")).outcome.status == status::ok));
}

BOOST_AUTO_TEST_SUITE_END()
