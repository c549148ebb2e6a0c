// What haul says and hears over HTTP/2 as long as the server keeps to the rules.

#include "h2_frames.hpp"
#include "http2_fixture.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <exception>

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;

namespace {

asio::awaitable<void> answer_once_there_are_eight(h2_stream peer) {
  co_await peer.until([](const h2_record& seen) { return seen.requests.size() >= 8; });
  peer.answer("200", {{"content-length", "0"}});
}

asio::awaitable<void> answer_in_pieces(h2_stream peer) {
  peer.inform("103", {{"link", "</early>"}});
  peer.inform("102");
  peer.shape(4, 9);
  peer.begin("200", {{"content-length", "10"}, {"etag", "\"1\""}});
  co_await peer.send("abcdefgh");
  co_await peer.send("ij");
  peer.finish({{"etag", "\"of a trailer\""}, {"location", "/elsewhere"}});
}

// Says after the first request that there are no more to come, and of the others that it has not
// looked at them.
asio::awaitable<void> say_farewell(h2_stream peer) {
  const h2_connection on = peer.connection();
  if (on.number() == 0 && peer.request().number == 0) {
    co_await peer.until([](const h2_record& seen) { return seen.requests.size() >= 3; });
    peer.connection().go_away(peer.request().stream, NGHTTP2_NO_ERROR);
  }
  if (on.number() != 0 || peer.request().number == 0) {
    peer.begin("200");
    co_await peer.send("whole");
    peer.finish();
  }
  co_await peer.until_over();
}

asio::awaitable<void> end_after_each_answer(h2_stream peer) {
  peer.begin("200");
  co_await peer.send("x");
  peer.finish();
  peer.connection().close();
}

asio::awaitable<void> refuse_a_second_at_once(h2_stream peer) {
  const std::size_t on = peer.request().connection;
  if (peer.request().number == 1) {
    peer.reset(NGHTTP2_REFUSED_STREAM);
    co_return;
  }
  if (peer.request().number == 0)
    co_await peer.until([on](const h2_record& seen) {
      return seen.requests.size() == 3 && !seen.connections[on].over;
    });
  peer.answer("200", {{"content-length", "0"}});
}

asio::awaitable<void> answer_once_twelve_connections_are_asked(h2_stream peer) {
  co_await peer.until([](const h2_record& seen) {
    return seen.connections.size() == 12 &&
           std::ranges::all_of(
               seen.connections, [](const auto& each) { return each.most_streams != 0; });
  });
  peer.answer("200", {{"content-length", "0"}});
}

asio::awaitable<void> hold_the_first(h2_stream peer) {
  const auto given_up = [](const h2_record& seen) {
    return std::ranges::any_of(
        seen.connections[0].resets, [](const h2_said& each) { return each.stream == 1; });
  };
  if (peer.request().path() == "/1") {
    co_await peer.until_over();
    co_return;
  }
  peer.begin("200");
  co_await peer.send("first, ");
  co_await peer.until(given_up);
  co_await peer.send("then");
  peer.finish();
}

asio::awaitable<void> ask_for_signs_of_life(h2_stream peer) {
  peer.connection().ping();
  peer.connection().settings({{NGHTTP2_SETTINGS_HEADER_TABLE_SIZE, 0}});
  co_await peer.until([](const h2_record& seen) {
    return seen.connections[0].ping_acks == 1 && seen.connections[0].settings_acks == 2;
  });
  peer.answer("200", {{"content-length", "0"}});
}

asio::awaitable<void> ask_for_http1(h2_stream peer) {
  peer.reset(NGHTTP2_HTTP_1_1_REQUIRED);
  co_return;
}

asio::awaitable<void> until_it_is_over(h2_server& server) {
  co_await server.until([](const h2_record& seen) { return seen.connections.at(0).over; });
  server.stop();
}

asio::awaitable<void> redirect(h2_stream peer) {
  if (peer.request().path() == "/start")
    peer.answer("302", {{"location", "/end"}, {"content-length", "0"}});
  else
    peer.answer("200", {{"content-length", "0"}});
  co_return;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(http2, http2_fixture)

BOOST_AUTO_TEST_CASE(one_connection_serves_all_tasks_at_once) {
  how.max_requests = 8;
  const h2_server& server = serve(service_of(answer_once_there_are_eight));
  check_ok(run(tasks(server, 40)), 40);
  BOOST_TEST_REQUIRE(server.record().connections.size() == 1U);
  BOOST_TEST(server.record().connections[0].most_streams == 8U);
  BOOST_TEST(server.record().connections[0].complaints.empty());
}

BOOST_AUTO_TEST_CASE(tasks_that_start_together_wait_for_one_handshake) {
  how.http = http_version::any;
  how.max_requests = 8;
  const h2_server& server = serve(server_context(shown), service_of(answer_once_there_are_eight));
  check_ok(run(tasks(server, 16)), 16);
  BOOST_TEST(server.record().connections.size() == 1U);
}

BOOST_AUTO_TEST_CASE(nobody_waits_where_http1_is_spoken) {
  how.http = http_version::any;
  how.max_requests = 4;
  h2_service old = service_of(h2_answer("200", "never"));
  old.choice = h2_choice::http1;
  const h2_server& server = serve(server_context(shown), old);
  const std::vector<completion> done = run(tasks(server, 12));
  for (const completion& each : done) {
    BOOST_TEST((each.outcome.status == status::ok));
    BOOST_TEST(each.outcome.protocol == "HTTP/1.1");
  }
  BOOST_TEST(files().at("12") == "HTTP/1.1");
  BOOST_TEST(server.record().connections.size() >= 1U);
}

BOOST_AUTO_TEST_CASE(request_has_the_fields_of_http2) {
  how.user_agent = "agent/1";
  how.headers = {{"X-Extra", " some value "}, {"Authorization", "Basic c2VjcmV0"}};
  const h2_server& server = serve(service_of(h2_answer("200", "x")));
  check_ok({run_one(server.url("/a/b%20c?q=1#fragment"))}, 1);
  const h2_fields expected = {
      {":method", "GET"},
      {":scheme", "http"},
      {":authority", "127.0.0.1:" + std::to_string(server.port())},
      {":path", "/a/b%20c?q=1"},
      {"user-agent", "agent/1"},
      {"accept-encoding", "identity"},
      {"x-extra", "some value"},
      {"accept", "*/*"},
      {"authorization", "Basic c2VjcmV0"}};
  BOOST_TEST_REQUIRE(server.record().requests.size() == 1U);
  BOOST_TEST((server.record().requests[0].fields == expected));
}

BOOST_AUTO_TEST_CASE(server_is_told_that_nothing_may_be_pushed) {
  how.max_requests = 64;
  how.max_header_bytes = 9000;
  const h2_server& server = serve(service_of(h2_answer("200", "x")));
  run_one(server.url("/"));
  const h2_settings& told = server.record().connections.at(0).settings;
  const auto says = [&told](std::int32_t name, std::uint32_t value) {
    return std::ranges::count(told, std::pair(name, value)) == 1;
  };
  BOOST_TEST(says(NGHTTP2_SETTINGS_ENABLE_PUSH, 0));
  BOOST_TEST(says(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, 9000));
  BOOST_TEST(says(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 1024 * 1024));
}

BOOST_AUTO_TEST_CASE(pieces_padding_trailers_and_interim_responses_are_understood) {
  const h2_server& server = serve(service_of(answer_in_pieces));
  check_ok({run_one(server.url("/"))}, 1);
  BOOST_TEST(files().at("out") == "abcdefghij");
}

BOOST_AUTO_TEST_CASE(large_body_is_whole_though_windows_are_small) {
  how.max_requests = 256;
  std::string body;
  for (int each = 0; each < 200'000; ++each)
    body += std::to_string(each) + '\n';
  const h2_server& server = serve(service_of(h2_answer("200", body)));
  check_ok({run_one(server.url("/"))}, 1);
  BOOST_TEST((files().at("out") == body));
  BOOST_TEST(!server.record().connections.at(0).window_updates.empty());
}

BOOST_AUTO_TEST_CASE(streams_above_the_last_one_are_asked_for_again_for_nothing) {
  how.max_requests = 3;
  const h2_server& server = serve(service_of(say_farewell));
  check_ok(run(tasks(server, 3)), 3);
  BOOST_TEST(server.record().connections.size() == 2U);
  BOOST_TEST(server.record().requests.size() == 5U);
}

BOOST_AUTO_TEST_CASE(connection_that_has_ended_meanwhile_costs_no_attempt) {
  how.max_requests = 1;
  const h2_server& server = serve(service_of(end_after_each_answer));
  check_ok(run(tasks(server, 3)), 3);
  BOOST_TEST(server.record().connections.size() == 3U);
}

BOOST_AUTO_TEST_CASE(refused_stream_is_asked_for_again_for_nothing) {
  how.max_requests = 2;
  const h2_server& server = serve(service_of(refuse_a_second_at_once));
  check_ok(run(tasks(server, 2)), 2);
  BOOST_TEST(server.record().requests.size() == 3U);
}

// What the first connection has learned is known to the next ones: nobody is refused by each.
BOOST_AUTO_TEST_CASE(more_connections_are_opened_where_each_takes_few_at_once) {
  how.http = http_version::any;
  how.max_requests = 12;
  const h2_server& server = serve(
      server_context(shown), service_of(
                                 answer_once_twelve_connections_are_asked,
                                 {{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 1}}));
  check_ok(run(tasks(server, 12)), 12);
  BOOST_TEST(server.record().connections.size() == 12U);
}

BOOST_AUTO_TEST_CASE(task_that_is_given_up_resets_its_own_stream_only) {
  how.max_requests = 2;
  how.timeouts.first_byte = std::chrono::milliseconds(200);
  const h2_server& server = serve(service_of(hold_the_first));
  const std::vector<completion> done = run(tasks(server, 2));
  const completion& late = find(done, "1");
  BOOST_TEST_REQUIRE(late.outcome.error.has_value());
  BOOST_TEST((late.outcome.error->cause == cause::timed_out));
  BOOST_TEST((late.outcome.error->stage == stage::first_byte));
  check_ok({find(done, "2")}, 1);
  BOOST_TEST(files().at("2") == "first, then");
  const std::vector<h2_said>& resets = server.record().connections.at(0).resets;
  BOOST_TEST_REQUIRE(resets.size() == 1U);
  BOOST_TEST(resets[0].value == std::uint32_t(NGHTTP2_CANCEL));
  BOOST_TEST(server.record().connections.size() == 1U);
}

// More than the socket takes at once.
BOOST_AUTO_TEST_CASE(requests_that_have_to_wait_go_out_in_the_end) {
  constexpr int count = 150;
  how.max_requests = count;
  for (const char* const name : {"X-A", "X-B", "X-C"})
    how.headers.push_back({name, std::string(30'000, '&')});
  const h2_server& server = serve(service_of(h2_answer("200", "x")));
  check_ok(run(tasks(server, count)), count);
  BOOST_TEST(server.record().connections.size() == 1U);
  BOOST_TEST(server.record().requests.size() == std::size_t{count});
  for (const h2_request& each : server.record().requests)
    BOOST_TEST(each.field("x-c").size() == 30'000U);
}

BOOST_AUTO_TEST_CASE(pings_and_settings_are_acknowledged) {
  const h2_server& server = serve(service_of(ask_for_signs_of_life));
  check_ok({run_one(server.url("/"))}, 1);
}

BOOST_AUTO_TEST_CASE(server_hears_that_nothing_more_is_asked_for) {
  servers_stay = true;
  h2_server& server = serve(service_of(h2_answer("200", "x")));
  run_one(server.url("/"));
  asio::co_spawn(context, until_it_is_over(server), [](const std::exception_ptr& thrown) {
    BOOST_TEST((thrown == nullptr));
  });
  drain();
  BOOST_TEST_REQUIRE(server.record().connections.at(0).goaways.size() == 1U);
  BOOST_TEST(server.record().connections[0].goaways[0].value == std::uint32_t(NGHTTP2_NO_ERROR));
}

BOOST_AUTO_TEST_CASE(server_that_wants_http1_is_asked_so) {
  how.http = http_version::any;
  h2_service both = service_of(ask_for_http1);
  const h2_server& server = serve(server_context(shown), both);
  const completion done = run_one(server.url("/"));
  // Only HTTP/1.1 is offered the second time, and this server has agreed on nothing then.
  BOOST_TEST((done.outcome.status == status::ok));
  BOOST_TEST(done.outcome.attempts == 1U);
  BOOST_TEST(done.outcome.protocol == "HTTP/1.1");
  BOOST_TEST(files().at("out") == "HTTP/1.1");
}

BOOST_AUTO_TEST_CASE(redirects_stay_on_the_connection) {
  const h2_server& server = serve(service_of(redirect));
  check_ok({run_one(server.url("/start"))}, 1);
  BOOST_TEST(server.record().connections.size() == 1U);
  BOOST_TEST(server.record().requests.size() == 2U);
}

BOOST_AUTO_TEST_CASE(http1_may_be_demanded) {
  how.http = http_version::http1;
  const h2_server& server = serve(server_context(shown), service_of(h2_answer("200", "HTTP/2")));
  BOOST_TEST(run_one(server.url("/")).outcome.protocol == "HTTP/1.1");
  BOOST_TEST(files().at("out") == "HTTP/1.1");
}

BOOST_AUTO_TEST_CASE(http2_may_be_demanded) {
  how.http = http_version::http2;
  h2_service old = service_of(h2_answer("200", "never"));
  for (const h2_choice choice : {h2_choice::http1, h2_choice::none}) {
    old.choice = choice;
    const h2_server& server = serve(server_context(shown), old);
    const completion done = run_one(server.url("/"));
    BOOST_TEST_REQUIRE(done.outcome.error.has_value());
    BOOST_TEST((done.outcome.error->cause == cause::tls_failed));
    BOOST_TEST(server.record().requests.empty());
  }
  const h2_server& plain = serve(service_of(h2_answer("200", "never")));
  const completion refused = run_one(plain.url("/"));
  BOOST_TEST_REQUIRE(refused.outcome.error.has_value());
  BOOST_TEST((refused.outcome.error->cause == cause::bad_url));
  BOOST_TEST(plain.record().connections.empty());
  const h2_server& able = serve(server_context(shown), service_of(h2_answer("200", "HTTP/2")));
  check_ok({run_one(able.url("/"))}, 1);
}

BOOST_AUTO_TEST_SUITE_END()
