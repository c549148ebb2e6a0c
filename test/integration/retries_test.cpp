#include "download_fixture.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <map>
#include <string>
#include <vector>

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;

namespace {

struct retry_fixture : download_fixture {
  retry_fixture() {
    how.retry.most = 3;
    how.retry.first_delay = std::chrono::milliseconds(1);
    how.retry.most_delay = std::chrono::milliseconds(4);
  }

  // Answers each path with `first` so often, then with a good answer.
  scripted_server& serve_after(int failures, std::string first) {
    return serve([this, failures, first](scripted_connection peer) -> asio::awaitable<void> {
      while (true) {
        const std::string request = co_await peer.read_request();
        if (request.empty())
          co_return;
        if (++asked[request.substr(4, request.find(' ', 4) - 4)] > failures) {
          co_await peer.send(reply("200 OK", "good"));
          continue;
        }
        if (first.empty())
          peer.reset();
        else
          co_await peer.send(first);
        if (first.empty())
          co_return;
      }
    });
  }

  std::map<std::string, int> asked;
};

// A port where nobody listens.
std::string dead_url(asio::io_context& context) {
  asio::ip::tcp::acceptor closed(context, {asio::ip::address_v4::loopback(), 0});
  return "http://127.0.0.1:" + std::to_string(closed.local_endpoint().port()) + "/";
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(retries, retry_fixture)

BOOST_AUTO_TEST_CASE(busy_answer_is_asked_again_until_it_is_good) {
  scripted_server& server = serve_after(2, reply("503 Busy", "later"));
  const completion done = run_one(server.url("/a"));
  BOOST_TEST((done.outcome.status == status::ok));
  BOOST_TEST(done.outcome.attempts == 3U);
  BOOST_TEST(done.outcome.http_status == 200U);
  BOOST_TEST(files().at("out") == "good");
}

BOOST_AUTO_TEST_CASE(reset_connection_is_tried_again) {
  scripted_server& server = serve_after(1, "");
  const completion done = run_one(server.url("/a"));
  BOOST_TEST((done.outcome.status == status::ok));
  BOOST_TEST(done.outcome.attempts == 2U);
}

BOOST_AUTO_TEST_CASE(handshake_that_is_cut_is_tried_again) {
  scripted_server& server = serve([](scripted_connection peer) -> asio::awaitable<void> {
    if (peer.number() % 2 == 0)
      peer.reset();
    co_return;
  });
  const completion done = run_one("https://127.0.0.1:" + std::to_string(server.port()) + "/");
  BOOST_TEST_REQUIRE(done.outcome.error.has_value());
  BOOST_TEST((done.outcome.error->cause == cause::connection_lost));
  BOOST_TEST((done.outcome.error->stage == stage::tls));
  BOOST_TEST(done.outcome.attempts == 4U);
  BOOST_TEST(server.connections() == 4U);
}

BOOST_AUTO_TEST_CASE(short_body_is_fetched_again_whole) {
  scripted_server& server = serve([this](scripted_connection peer) -> asio::awaitable<void> {
    co_await peer.read_request();
    if (++asked["/"] == 1)
      co_await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nto");
    else
      co_await peer.send(reply("200 OK", "good"));
  });
  const completion done = run_one(server.url("/"));
  BOOST_TEST((done.outcome.status == status::ok));
  BOOST_TEST(files().at("out") == "good");
}

BOOST_AUTO_TEST_CASE(time_limit_that_ran_out_is_tried_again) {
  how.timeouts.first_byte = std::chrono::milliseconds(50);
  scripted_server& server = serve([this](scripted_connection peer) -> asio::awaitable<void> {
    co_await peer.read_request();
    if (++asked["/"] == 1)
      co_await peer.until_peer_closes();
    else
      co_await peer.send(reply("200 OK", "good"));
  });
  const completion done = run_one(server.url("/"));
  BOOST_TEST((done.outcome.status == status::ok));
  BOOST_TEST(done.outcome.attempts == 2U);
}

BOOST_AUTO_TEST_CASE(limit_of_the_task_begins_anew_with_each_attempt) {
  how.timeouts.task = std::chrono::milliseconds(50);
  scripted_server& server = serve([](scripted_connection peer) -> asio::awaitable<void> {
    co_await peer.read_request();
    co_await peer.until_peer_closes();
  });
  const completion done = run_one(server.url("/"));
  BOOST_TEST((done.outcome.error->cause == cause::timed_out));
  BOOST_TEST(done.outcome.error->attempt == 4U);
  BOOST_TEST(server.requests().size() == 4U);
}

BOOST_AUTO_TEST_CASE(last_attempt_s_error_is_told_with_its_number) {
  scripted_server& server = serve_after(100, reply("502 Bad Gateway", ""));
  const completion done = run_one(server.url("/a"));
  BOOST_TEST_REQUIRE((done.outcome.status == status::error));
  BOOST_TEST(done.outcome.attempts == 4U);
  BOOST_TEST(done.outcome.error->attempt == 4U);
  BOOST_TEST(done.outcome.error->http_status == 502U);
  BOOST_TEST(asked["/a"] == 4);
}

BOOST_AUTO_TEST_CASE(answer_that_stays_is_asked_for_once) {
  scripted_server& server = serve_after(100, reply("403 Forbidden", ""));
  run_one(server.url("/a"));
  BOOST_TEST(asked["/a"] == 1);
}

BOOST_AUTO_TEST_CASE(dead_host_costs_one_attempt_each_once_its_budget_is_spent) {
  how.retry.budget = 10;
  std::vector<task> tasks;
  const std::string url = dead_url(context);
  for (int i = 0; i < 100; ++i)
    tasks.push_back(make_task(url, std::to_string(i)));
  unsigned attempts = 0;
  for (const completion& each : run(tasks)) {
    BOOST_TEST((each.outcome.error->cause == cause::connect_failed));
    attempts += each.outcome.attempts;
  }
  BOOST_TEST(attempts == 110U);
}

BOOST_AUTO_TEST_CASE(what_waits_for_a_retry_holds_no_permit) {
  how.max_requests = 1;
  how.retry.first_delay = how.retry.most_delay = std::chrono::milliseconds(50);
  scripted_server& server = serve([this](scripted_connection peer) -> asio::awaitable<void> {
    while (true) {
      const std::string request = co_await peer.read_request();
      if (request.empty())
        co_return;
      std::string answer = reply("200 OK", "good");
      if (request.starts_with("GET /a") && ++asked["/a"] == 1)
        answer = reply("500 Broken", "");
      co_await peer.send(std::move(answer));
    }
  });
  const auto done = run({make_task(server.url("/a"), "a"), make_task(server.url("/b"), "b")});
  BOOST_TEST_REQUIRE(done.size() == 2U);
  BOOST_TEST(done[0].task.code == "b");
  BOOST_TEST((done[1].outcome.status == status::ok));
}

BOOST_AUTO_TEST_CASE(cancel_reaches_what_waits_for_a_retry) {
  how.retry.first_delay = how.retry.most_delay = std::chrono::hours(1);
  scripted_server& server = serve([this](scripted_connection peer) -> asio::awaitable<void> {
    while (true) {
      const std::string request = co_await peer.read_request();
      if (request.empty())
        co_return;
      if (request.starts_with("GET /b")) {
        cancel();
        co_return;
      }
      co_await peer.send(reply("500 Broken", ""));
    }
  });
  how.max_requests = 1;
  const auto done = run({make_task(server.url("/a"), "a"), make_task(server.url("/b"), "b")});
  BOOST_TEST_REQUIRE(done.size() == 2U);
  for (const completion& each : done)
    BOOST_TEST((each.outcome.error->cause == cause::cancelled), each.task.code);
  BOOST_TEST(find(done, "a").outcome.attempts == 2U);
}

BOOST_AUTO_TEST_CASE(mirror_is_asked_when_the_first_url_fails) {
  scripted_server& bad = serve(answer_always(reply("404 Not Found", "")));
  scripted_server& good = serve(answer_always(reply("200 OK", "good")));
  task wanted = make_task(dead_url(context), "out");
  wanted.mirrors = {bad.url("/"), good.url("/")};
  const auto done = run({wanted});
  BOOST_TEST((done.front().outcome.status == status::ok));
  BOOST_TEST(done.front().outcome.attempts == 3U);
  BOOST_TEST(files().at("out") == "good");
}

BOOST_AUTO_TEST_CASE(mirror_of_another_origin_gets_neither_headers_nor_credentials) {
  scripted_server& first = serve(answer_always(reply("404 Not Found", "")));
  scripted_server& mirror = serve(answer_always(reply("200 OK", "good")));
  header secret;
  secret.name = "X-Secret";
  secret.value = "canary";
  how.headers.push_back(secret);
  task wanted = make_task("http://user:canary@" + first.url("/").substr(7), "out");
  wanted.mirrors = {mirror.url("/")};
  wanted.headers.push_back(secret);
  const auto done = run({wanted});
  BOOST_TEST((done.front().outcome.status == status::ok));
  BOOST_TEST(first.requests().at(0).find("canary") != std::string::npos);
  BOOST_TEST(first.requests().at(0).find("Authorization") != std::string::npos);
  BOOST_TEST(mirror.requests().at(0).find("canary") == std::string::npos);
  BOOST_TEST(mirror.requests().at(0).find("Authorization") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(answers_that_stay_bad_use_up_the_budget) {
  how.retry.budget = 2;
  scripted_server& server = serve(answer_always(reply("500 Broken", "")));
  std::vector<task> tasks;
  for (int i = 0; i < 10; ++i)
    tasks.push_back(make_task(server.url("/"), std::to_string(i)));
  run(tasks);
  BOOST_TEST(server.requests().size() == 12U);
}

// A redirect to and fro between two hosts, with no end: the limit of the task is what ends it.
BOOST_AUTO_TEST_CASE(limit_of_an_attempt_goes_on_at_another_host) {
  how.retry.most = 0;
  how.max_redirects = 50;
  how.timeouts.task = std::chrono::milliseconds(200);
  unsigned short port = 0;
  scripted_server& server = serve([&](scripted_connection peer) -> asio::awaitable<void> {
    while (true) {
      const std::string request = co_await peer.read_request();
      if (request.empty())
        co_return;
      asio::steady_timer slowly(context, std::chrono::milliseconds(50));
      co_await slowly.async_wait(asio::use_awaitable);
      const bool there = request.find("Host: localhost") != std::string::npos;
      const std::string next = std::string("http://") + (there ? "127.0.0.1" : "localhost") + ":" +
                               std::to_string(port) + "/" + std::to_string(++asked["/"]);
      co_await peer.send(reply("302 Found", "", "Location: " + next + "\r\n"));
    }
  });
  port = server.port();
  const completion done = run_one(server.url("/"));
  BOOST_TEST_REQUIRE(done.outcome.error.has_value());
  BOOST_TEST((done.outcome.error->cause == cause::timed_out));
  BOOST_TEST(server.requests().size() <= 6U);
}

BOOST_AUTO_TEST_CASE(body_that_is_not_what_the_task_says_gets_no_name) {
  scripted_server& server = serve(answer_always(reply("200 OK", "good")));
  task wrong_size = make_task(server.url("/"), "size");
  wrong_size.size = 5;
  task wrong_digest = make_task(server.url("/"), "digest");
  digest md5;
  md5.algorithm = "md5";
  md5.hex = "00000000000000000000000000000000";
  wrong_digest.digests.push_back(md5);
  task right = make_task(server.url("/"), "right");
  right.size = 4;
  md5.hex = "755f85c2723bb39381c7379a604160d8";
  right.digests.push_back(md5);
  const auto done = run({wrong_size, wrong_digest, right});
  BOOST_TEST((find(done, "size").outcome.error->cause == cause::wrong_content));
  BOOST_TEST((find(done, "digest").outcome.error->cause == cause::wrong_content));
  BOOST_TEST((find(done, "right").outcome.status == status::ok));
  BOOST_TEST(files().size() == 1U);
}

BOOST_AUTO_TEST_CASE(header_of_a_task_goes_with_its_request_and_a_bad_one_is_refused) {
  scripted_server& server = serve(answer_always(reply("200 OK", "x")));
  task good = make_task(server.url("/a"), "a");
  header extra;
  extra.name = "X-Token";
  extra.value = "secret";
  good.headers.push_back(extra);
  task bad = make_task(server.url("/b"), "b");
  extra.value = "one\r\nHost: two";
  bad.headers.push_back(extra);
  const auto done = run({good, bad});
  BOOST_TEST((find(done, "a").outcome.status == status::ok));
  BOOST_TEST((find(done, "b").outcome.error->cause == cause::bad_option));
  BOOST_TEST_REQUIRE(server.requests().size() == 1U);
  BOOST_TEST(server.requests()[0].find("X-Token: secret\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(outcome_tells_where_the_time_went_and_who_answered) {
  scripted_server& server = serve(answer_always(reply("200 OK", "x")));
  const completion done = run_one(server.url("/"));
  BOOST_TEST(done.outcome.remote_address == "127.0.0.1:" + std::to_string(server.port()));
  BOOST_TEST(done.outcome.protocol == "HTTP/1.1");
  BOOST_TEST((done.outcome.started_at > std::chrono::system_clock::time_point()));
  const phases& took = done.outcome.took;
  BOOST_TEST((took.connect.count() > 0));
  BOOST_TEST((took.first_byte.count() > 0));
  BOOST_TEST((took.connect + took.first_byte + took.body <= done.outcome.elapsed));
}

BOOST_AUTO_TEST_SUITE_END()
