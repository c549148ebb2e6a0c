#include "download_fixture.hpp"

#include <haul/text.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;

BOOST_AUTO_TEST_SUITE(exchange)

BOOST_FIXTURE_TEST_CASE(one_connection_serves_many_tasks, download_fixture) {
  how.max_requests = 1;
  scripted_server& server = serve(answer_always(reply("200 OK", "flag")));
  std::vector<task> tasks;
  for (const char* name : {"a", "b", "c"})
    tasks.push_back(make_task(server.url("/") + name, name));
  const std::vector<completion> done = run(tasks);
  BOOST_TEST(done.size() == 3U);
  BOOST_TEST(server.connections() == 1U);
  BOOST_TEST(server.requests().size() == 3U);
  BOOST_TEST(files().at("b") == "flag");
}

BOOST_FIXTURE_TEST_CASE(no_more_connections_than_permits, download_fixture) {
  how.max_requests = 3;
  scripted_server& server = serve(answer_always(reply("200 OK", "x")));
  std::vector<task> tasks;
  for (int i = 0; i < 40; ++i)
    tasks.push_back(make_task(server.url("/"), "f" + std::to_string(i)));
  BOOST_TEST(run(tasks).size() == 40U);
  BOOST_TEST(server.connections() == 3U);
  BOOST_TEST(server.most_at_once() == 3U);
}

BOOST_FIXTURE_TEST_CASE(the_request_is_exactly_one, download_fixture) {
  how.user_agent = "agent/1";
  header extra;
  extra.name = "X-Extra";
  extra.value = "some value";
  how.headers.push_back(extra);
  scripted_server& server = serve(answer_always(reply("200 OK", "x")));
  run_one(server.url("/a/b%20c?q=1#fragment"));
  BOOST_TEST_REQUIRE(server.requests().size() == 1U);
  const std::string port = std::to_string(server.port());
  BOOST_TEST(
      server.requests()[0] == "GET /a/b%20c?q=1 HTTP/1.1\r\nHost: 127.0.0.1:" + port +
                                  "\r\nUser-Agent: agent/1\r\nAccept-Encoding: identity\r\n"
                                  "X-Extra: some value\r\nAccept: */*\r\n\r\n");
}

BOOST_FIXTURE_TEST_CASE(connection_that_went_stale_costs_no_attempt, download_fixture) {
  // The first connection answers once, then hangs up as the second request comes in.
  how.max_requests = 1;
  scripted_server& server = serve([](scripted_connection peer) -> asio::awaitable<void> {
    co_await peer.read_request();
    co_await peer.send(reply("200 OK", "x"));
    if (peer.number() == 0) {
      co_await peer.read_request();
      peer.reset();
      co_return;
    }
    co_await peer.until_peer_closes();
  });
  const auto done = run({make_task(server.url("/1"), "one"), make_task(server.url("/2"), "two")});
  BOOST_TEST((find(done, "two").outcome.status == status::ok));
  BOOST_TEST(find(done, "two").outcome.attempts == 1U);
  BOOST_TEST(server.connections() == 2U);
}

BOOST_FIXTURE_TEST_CASE(fresh_connection_that_says_nothing_is_an_error, download_fixture) {
  scripted_server& server = serve(
      [](scripted_connection peer) -> asio::awaitable<void> { co_await peer.read_request(); });
  const completion done = run_one(server.url("/"));
  BOOST_TEST_REQUIRE(done.outcome.error.has_value());
  BOOST_TEST((done.outcome.error->cause == cause::connection_lost));
  BOOST_TEST((done.outcome.error->stage == stage::first_byte));
  BOOST_TEST(done.outcome.error->url == server.url("/"));
  BOOST_TEST(done.outcome.error->attempt == 1U);
  BOOST_TEST(server.connections() == 1U);
}

// A second reply that nobody asked for must not become the answer to the next request.
BOOST_FIXTURE_TEST_CASE(unasked_reply_behind_a_response_closes, download_fixture) {
  how.max_requests = 1;
  scripted_server& server = serve([](scripted_connection peer) -> asio::awaitable<void> {
    co_await peer.read_request();
    std::string answer = reply("200 OK", peer.number() == 0 ? "first" : "second");
    answer += reply("200 OK", "injected");
    co_await peer.send(std::move(answer));
    co_await peer.until_peer_closes();
  });
  run({make_task(server.url("/1"), "one"), make_task(server.url("/2"), "two")});
  BOOST_TEST(files().at("one") == "first");
  BOOST_TEST(files().at("two") == "second");
  BOOST_TEST(server.connections() == 2U);
}

BOOST_FIXTURE_TEST_CASE(body_behind_a_204_closes, download_fixture) {
  how.max_requests = 1;
  scripted_server& server = serve([](scripted_connection peer) -> asio::awaitable<void> {
    co_await peer.read_request();
    std::string answer = reply("200 OK", "honest");
    if (peer.number() == 0)
      answer = "HTTP/1.1 204 No Content\r\n\r\n" + reply("200 OK", "injected");
    co_await peer.send(std::move(answer));
    co_await peer.until_peer_closes();
  });
  const auto done = run({make_task(server.url("/1"), "one"), make_task(server.url("/2"), "two")});
  BOOST_TEST((find(done, "one").outcome.error->cause == cause::http_status));
  BOOST_TEST(files().at("two") == "honest");
}

BOOST_FIXTURE_TEST_CASE(interim_responses_are_skipped, download_fixture) {
  const std::string hint = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
  scripted_server& server = serve(answer_always(hint + hint + hint + reply("200 OK", "final")));
  BOOST_TEST((run_one(server.url("/")).outcome.status == status::ok));
  BOOST_TEST(files().at("out") == "final");
}

BOOST_FIXTURE_TEST_CASE(body_without_length_ends_with_the_connection, download_fixture) {
  scripted_server& server = serve(answer_once("HTTP/1.1 200 OK\r\n\r\nall of it"));
  BOOST_TEST((run_one(server.url("/")).outcome.status == status::ok));
  BOOST_TEST(files().at("out") == "all of it");
}

BOOST_FIXTURE_TEST_CASE(empty_body_is_an_empty_file, download_fixture) {
  scripted_server& server = serve(answer_always(reply("200 OK", "")));
  const completion done = run_one(server.url("/"));
  BOOST_TEST((done.outcome.status == status::ok));
  BOOST_TEST(done.outcome.bytes == 0U);
  BOOST_TEST(files().at("out") == "");
}

BOOST_FIXTURE_TEST_CASE(
    status_other_than_200_and_404_is_an_error_with_its_reason, download_fixture) {
  scripted_server& server = serve(answer_always(reply("418 I'm a Teapot", "short and stout")));
  const completion done = run_one(server.url("/"));
  BOOST_TEST((done.outcome.status == status::error));
  BOOST_TEST(done.outcome.http_status == 418U);
  BOOST_TEST(done.outcome.error->message == "HTTP 418 I'm a Teapot");
  BOOST_TEST(files().empty());
}

BOOST_FIXTURE_TEST_CASE(partial_content_that_nobody_asked_for_is_not_the_file, download_fixture) {
  scripted_server& server =
      serve(answer_always(reply("206 Partial Content", "part", "Content-Range: bytes 0-3/9\r\n")));
  BOOST_TEST((run_one(server.url("/")).outcome.error->cause == cause::http_status));
  BOOST_TEST(files().empty());
}

BOOST_FIXTURE_TEST_CASE(not_found_is_an_outcome_and_keeps_the_connection, download_fixture) {
  how.max_requests = 1;
  scripted_server& server = serve(answer_always(reply("404 Not Found", "nothing here")));
  const auto done = run({make_task(server.url("/1"), "one"), make_task(server.url("/2"), "two")});
  BOOST_TEST((find(done, "two").outcome.status == status::not_found));
  BOOST_TEST(!find(done, "two").outcome.error.has_value());
  BOOST_TEST(server.connections() == 1U);
  BOOST_TEST(files().empty());
}

// Whatever the byte at which a reply ends, the file is whole or it isn't there.
BOOST_DATA_TEST_CASE_F(
    download_fixture, reply_cut_at_every_byte_leaves_no_file,
    boost::unit_test::data::make(
        {std::string("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nflag"),
         std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nfl\r\n2\r\nag\r\n"
                     "0\r\nX: y\r\n\r\n")}),
    whole) {
  scripted_server& server = serve([whole](scripted_connection peer) {
    return [](scripted_connection to, std::string cut) -> asio::awaitable<void> {
      co_await to.read_request();
      co_await to.send(std::move(cut));
    }(peer, whole.substr(0, peer.number()));
  });
  how.max_requests = 1;
  std::vector<task> tasks;
  for (std::size_t i = 0; i <= whole.size(); ++i)
    tasks.push_back(make_task(server.url("/"), "f" + std::to_string(i)));
  const auto done = run(tasks);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const outcome& ended = find(done, "f" + std::to_string(i)).outcome;
    BOOST_TEST_REQUIRE(ended.error.has_value(), "cut at " << i << " was taken for whole");
    BOOST_TEST((ended.error->cause == cause::connection_lost));
  }
  BOOST_TEST(files().size() == 1U);
  BOOST_TEST(files().at("f" + std::to_string(whole.size())) == "flag");
}

BOOST_FIXTURE_TEST_CASE(reply_that_comes_byte_by_byte_is_put_together, download_fixture) {
  scripted_server& server = serve([](scripted_connection peer) -> asio::awaitable<void> {
    co_await peer.read_request();
    const std::string whole = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                              "3;x=y\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\nX: y\r\n\r\n";
    for (const char each : whole)
      co_await peer.send(std::string(1, each));
    co_await peer.until_peer_closes();
  });
  BOOST_TEST((run_one(server.url("/")).outcome.status == status::ok));
  BOOST_TEST(files().at("out") == "abc0123456789abcdef");
}

BOOST_FIXTURE_TEST_CASE(large_body_arrives_whole, download_fixture) {
  std::string body(5'000'000, '\0');
  for (std::size_t i = 0; i < body.size(); ++i)
    body[i] = static_cast<char>(i * 2654435761U >> 13);
  scripted_server& server = serve(answer_always(reply("200 OK", body)));
  const completion done = run_one(server.url("/"));
  BOOST_TEST(done.outcome.bytes == body.size());
  BOOST_TEST((files().at("out") == body));
}

BOOST_AUTO_TEST_SUITE_END()
