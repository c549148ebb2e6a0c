#include "download_fixture.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <exception>
#include <optional>
#include <string>
#include <vector>

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;

namespace {

// Runs five tasks at one host, and looks at it with each request.
struct fixture : download_fixture {
  asio::awaitable<void> play(scripted_connection peer, std::string answer) {
    while (!(co_await peer.read_request()).empty()) {
      downloads->visit_hosts([this](const host_load& each) {
        hosts.emplace_back(each.host);
        loads.push_back(each);
      });
      co_await peer.send(answer);
    }
  }

  void download(const std::string& answer) {
    scripted_server& server =
        serve([this, answer](scripted_connection peer) { return play(std::move(peer), answer); });
    std::vector<task> tasks;
    for (int i = 0; i < 5; ++i)
      tasks.push_back(make_task(server.url("/"), std::to_string(i)));
    list_source from(std::move(tasks));
    downloads.emplace(downloader::create(context, how).value());
    asio::co_spawn(
        context, downloads->download_many(from), [&](std::exception_ptr failed, const tally&) {
          server.stop();
          if (failed)
            std::rethrow_exception(failed);
        });
    drain();
    received = downloads->received_bytes();
    downloads.reset();
  }

  std::optional<downloader> downloads;
  std::vector<std::string> hosts;
  std::vector<host_load> loads;
  std::uint64_t received = 0;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(load, fixture)

BOOST_AUTO_TEST_CASE(hosts_are_shown_while_requests_are_under_way) {
  how.max_per_host = 2;
  download(reply("200 OK", "12345"));
  BOOST_TEST_REQUIRE(hosts.size() == 5U);
  BOOST_TEST(hosts.front() == "127.0.0.1");
  const auto busiest = std::ranges::max_element(loads, {}, &host_load::in_flight);
  BOOST_TEST(busiest->in_flight == 2U);
  BOOST_TEST(busiest->limit == 2U);
  const auto longest = std::ranges::max_element(loads, {}, &host_load::waiting);
  BOOST_TEST(longest->waiting == 3U);
  BOOST_TEST(received == 25U);
}

BOOST_AUTO_TEST_CASE(bytes_of_bodies_that_are_refused_count_too) {
  how.max_file_bytes = 4;
  download("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n");
  BOOST_TEST(received == 25U);
}

BOOST_AUTO_TEST_SUITE_END()
