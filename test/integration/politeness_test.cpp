#include "download_fixture.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;
using std::chrono::steady_clock;

namespace {

struct polite_fixture : download_fixture {
  // The URL of `path` at a server under a name of its own: a host for each name.
  std::string at(const std::string& host, const scripted_server& server, const std::string& path) {
    fixed_address known;
    known.host = host;
    known.port = server.port();
    known.address = "127.0.0.1";
    how.addresses.push_back(known);
    return "http://" + host + ":" + std::to_string(server.port()) + path;
  }
};

// Holds every answer back until it is let go.
struct gate {
  explicit gate(asio::io_context& context) : opened(context, steady_clock::time_point::max()) {}

  static asio::awaitable<void> play(gate& self, scripted_connection peer) {
    while (true) {
      const std::string request = co_await peer.read_request();
      if (request.empty())
        co_return;
      ++self.asked;
      boost::system::error_code ignored;
      if (!self.open)
        co_await self.opened.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
      co_await peer.send(reply("200 OK", "slow"));
    }
  }

  void let_go() {
    open = true;
    opened.cancel();
  }

  asio::steady_timer opened;
  bool open = false;
  int asked = 0;
};

std::size_t count_ok(const std::vector<completion>& all) {
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const completion& each) {
    return each.outcome.status == status::ok;
  }));
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(politeness, polite_fixture)

BOOST_AUTO_TEST_CASE(host_never_has_more_requests_than_its_limit) {
  how.max_per_host = 2;
  scripted_server& server = serve(answer_always(reply("200 OK", "x")));
  std::vector<task> tasks;
  for (int i = 0; i < 30; ++i)
    tasks.push_back(make_task(server.url("/"), std::to_string(i)));
  const auto done = run(tasks);
  BOOST_TEST(count_ok(done) == 30U);
  BOOST_TEST(server.most_at_once() == 2U);
}

BOOST_AUTO_TEST_CASE(redirect_counts_at_the_host_it_leads_to) {
  how.max_per_host = 3;
  scripted_server& target = serve(answer_always(reply("200 OK", "x")));
  const std::string there = at("target.test", target, "/");
  std::vector<task> tasks;
  for (int i = 0; i < 8; ++i) {
    scripted_server& from =
        serve(answer_always(reply("302 Found", "", "Location: " + there + "\r\n")));
    for (const char* half : {"a", "b"})
      tasks.push_back(make_task(
          at("from-" + std::to_string(i) + ".test", from, "/"), half + std::to_string(i)));
  }
  const auto done = run(tasks);
  BOOST_TEST(count_ok(done) == 16U);
  BOOST_TEST(target.most_at_once() == 3U);
  for (const completion& each : done)
    BOOST_TEST(each.outcome.attempts == 1U);
}

BOOST_AUTO_TEST_CASE(slow_host_does_not_hold_back_another) {
  how.max_requests = 4;
  how.max_per_host = 3;
  gate closed(context);
  scripted_server& slow =
      serve([&](scripted_connection peer) { return gate::play(closed, std::move(peer)); });
  int quick_answers = 0;
  scripted_server& quick = serve([&](scripted_connection peer) -> asio::awaitable<void> {
    while (!(co_await peer.read_request()).empty()) {
      if (++quick_answers == 40)
        closed.let_go(); // only now, when all of the others are done
      co_await peer.send(reply("200 OK", "quick"));
    }
  });
  std::vector<task> tasks;
  for (int i = 0; i < 40; ++i)
    tasks.push_back(make_task(at("slow.test", slow, "/"), "s" + std::to_string(i)));
  for (int i = 0; i < 40; ++i)
    tasks.push_back(make_task(at("quick.test", quick, "/"), "q" + std::to_string(i)));
  const auto done = run(tasks);
  BOOST_TEST(count_ok(done) == 80U);
}

// A timer never ends early, so a lower bound can't fail by a busy machine.
BOOST_AUTO_TEST_CASE(host_that_says_retry_after_sees_no_request_in_that_time) {
  how.retry.most = 3;
  how.max_per_host = 1;
  steady_clock::time_point told;
  steady_clock::time_point next;
  int others_meanwhile = 0;
  scripted_server& busy = serve([&](scripted_connection peer) -> asio::awaitable<void> {
    while (!(co_await peer.read_request()).empty()) {
      if (told == steady_clock::time_point()) {
        told = steady_clock::now();
        co_await peer.send(reply("429 Too Many Requests", "", "Retry-After: 1\r\n"));
      } else {
        if (next == steady_clock::time_point())
          next = steady_clock::now();
        co_await peer.send(reply("200 OK", "x"));
      }
    }
  });
  scripted_server& other = serve([&](scripted_connection peer) -> asio::awaitable<void> {
    while (!(co_await peer.read_request()).empty()) {
      if (told != steady_clock::time_point() && next == steady_clock::time_point())
        ++others_meanwhile;
      co_await peer.send(reply("200 OK", "x"));
    }
  });
  std::vector<task> tasks;
  for (int i = 0; i < 5; ++i)
    tasks.push_back(make_task(at("busy.test", busy, "/"), "b" + std::to_string(i)));
  for (int i = 0; i < 50; ++i)
    tasks.push_back(make_task(at("other.test", other, "/"), "o" + std::to_string(i)));
  const auto done = run(tasks);
  BOOST_TEST(count_ok(done) == 55U);
  BOOST_TEST((next - told >= std::chrono::seconds(1)));
  BOOST_TEST(others_meanwhile >= 40);
  std::vector<unsigned> attempts;
  for (const completion& each : done)
    attempts.push_back(each.outcome.attempts);
  BOOST_TEST(std::count(attempts.begin(), attempts.end(), 2U) == 1);
}

BOOST_AUTO_TEST_CASE(rate_limit_with_nothing_left_pauses_the_host) {
  steady_clock::time_point told;
  steady_clock::time_point next;
  how.max_per_host = 1;
  scripted_server& server = serve([&](scripted_connection peer) -> asio::awaitable<void> {
    while (!(co_await peer.read_request()).empty()) {
      const bool first = told == steady_clock::time_point();
      (first ? told : next) = steady_clock::now();
      std::string answer = reply("200 OK", "x");
      if (first)
        answer = reply("200 OK", "x", "RateLimit: \"default\";r=0;t=1\r\n");
      co_await peer.send(std::move(answer));
    }
  });
  const auto done = run({make_task(server.url("/"), "a"), make_task(server.url("/"), "b")});
  BOOST_TEST(count_ok(done) == 2U);
  BOOST_TEST((next - told >= std::chrono::seconds(1)));
}

BOOST_AUTO_TEST_CASE(rate_spaces_requests_to_a_host) {
  how.rate_per_host = 20;
  std::vector<steady_clock::time_point> seen;
  scripted_server& server = serve([&](scripted_connection peer) -> asio::awaitable<void> {
    while (!(co_await peer.read_request()).empty()) {
      seen.push_back(steady_clock::now());
      co_await peer.send(reply("200 OK", "x"));
    }
  });
  std::vector<task> tasks;
  for (int i = 0; i < 5; ++i)
    tasks.push_back(make_task(server.url("/"), std::to_string(i)));
  const auto began = steady_clock::now();
  const auto done = run(tasks);
  BOOST_TEST(count_ok(done) == 5U);
  BOOST_TEST((seen.back() - began >= std::chrono::milliseconds(200)));
}

BOOST_AUTO_TEST_CASE(bodies_together_keep_to_the_rate_of_bytes) {
  how.bytes_per_second = 100'000;
  scripted_server& server = serve(answer_always(reply("200 OK", std::string(20'000, 'x'))));
  const auto began = steady_clock::now();
  const auto done = run({make_task(server.url("/"), "a"), make_task(server.url("/"), "b")});
  BOOST_TEST(count_ok(done) == 2U);
  // 0.4 s less what may be saved up.
  BOOST_TEST((steady_clock::now() - began >= std::chrono::milliseconds(300)));
}

BOOST_AUTO_TEST_CASE(overloaded_host_is_asked_less_at_once) {
  how.max_per_host = 8;
  how.retry.most = 5;
  how.retry.first_delay = std::chrono::milliseconds(1);
  how.retry.most_delay = std::chrono::milliseconds(2);
  std::size_t at_once = 0;
  std::size_t refused = 0;
  scripted_server& server = serve([&](scripted_connection peer) -> asio::awaitable<void> {
    while (!(co_await peer.read_request()).empty()) {
      ++at_once;
      co_await asio::post(context, asio::use_awaitable); // so that others may come meanwhile
      const bool too_many = at_once > 2;
      --at_once;
      refused += too_many ? 1 : 0;
      std::string answer = reply("200 OK", "x");
      if (too_many)
        answer = reply("503 Busy", "");
      co_await peer.send(std::move(answer));
    }
  });
  std::vector<task> tasks;
  for (int i = 0; i < 200; ++i)
    tasks.push_back(make_task(server.url("/"), std::to_string(i)));
  const auto done = run(tasks);
  BOOST_TEST(count_ok(done) == 200U);
  BOOST_TEST(refused < 200U);
}

BOOST_AUTO_TEST_SUITE_END()
