// Servers that break the rules of HTTP/2, or stay within them and mean ill. Whatever one does: its
// task ends with an error that fits, and the next one is none the worse for it.

#include "h2_frames.hpp"
#include "http2_fixture.hpp"

#include <boost/test/data/test_case.hpp>

#include <functional>
#include <ostream>
#include <string>

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;

namespace {

constexpr int whole_header = NGHTTP2_FLAG_END_HEADERS | NGHTTP2_FLAG_END_STREAM;
constexpr std::uint32_t largest = 0x7fffffff;

using play = std::function<void(h2_stream&)>;

struct hostile_case {
  const char* name;
  cause expected;
  play act;
};

std::ostream& operator<<(std::ostream& to, const hostile_case& shown) {
  return to << shown.name;
}

// A header that ends the stream.
play header(h2_fields fields) {
  return [=](h2_stream& peer) { peer.frame(NGHTTP2_HEADERS, whole_header, literal_block(fields)); };
}

// A header of these fields, then so much of a body.
play body(h2_fields fields, std::string bytes, bool ends = true) {
  return [=](h2_stream& peer) {
    peer.frame(NGHTTP2_HEADERS, NGHTTP2_FLAG_END_HEADERS, literal_block(fields));
    peer.frame(NGHTTP2_DATA, ends ? NGHTTP2_FLAG_END_STREAM : 0, bytes);
  };
}

// A frame of another stream, or of the connection.
play on(std::uint32_t stream, int type, int flags, std::string payload) {
  return [=](h2_stream& peer) { peer.connection().write(frame(type, flags, stream, payload)); };
}

play with_code(std::uint32_t code) {
  return [=](h2_stream& peer) { peer.reset(code); };
}

const std::string ok_block = literal_block({{":status", "200"}});

void push(h2_stream& peer) {
  const std::string promised =
      number_bytes(2) + literal_block({{":method", "GET"}, {":path", "/"}});
  peer.frame(NGHTTP2_PUSH_PROMISE, NGHTTP2_FLAG_END_HEADERS, promised);
}

void unpack_much(h2_stream& peer) {
  std::string block = ok_block + inserted_field("x-much", std::string(3000, 'x'));
  for (int each = 0; each < 10'000; ++each)
    block += indexed_field(62);
  peer.frame(NGHTTP2_HEADERS, whole_header, block);
}

void continue_without_end(h2_stream& peer) {
  peer.frame(NGHTTP2_HEADERS, 0, ok_block);
  for (int each = 0; each < 1000; ++each)
    peer.frame(NGHTTP2_CONTINUATION, 0, "");
}

void grant_too_much(h2_stream& peer) {
  for (int each = 0; each < 2; ++each)
    peer.frame(NGHTTP2_WINDOW_UPDATE, 0, number_bytes(largest));
}

void inform_for_ever(h2_stream& peer) {
  for (int each = 0; each < 17; ++each)
    peer.inform("103", {{"link", "</x>"}});
}

void speak_http1(h2_stream& peer) {
  peer.connection().write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
}

void send_trailers_that_do_not_end(h2_stream& peer) {
  peer.frame(NGHTTP2_HEADERS, NGHTTP2_FLAG_END_HEADERS, ok_block);
  peer.frame(NGHTTP2_HEADERS, NGHTTP2_FLAG_END_HEADERS, literal_block({{"a", "b"}}));
}

void go_away_with_an_error(h2_stream& peer) {
  peer.connection().go_away(peer.request().stream, NGHTTP2_ENHANCE_YOUR_CALM);
  peer.connection().close();
}

const h2_fields fine = {{":status", "200"}};

const hostile_case cases[] = {
    {"name_in_upper_case", cause::malformed_response, header({{":status", "200"}, {"Up", "x"}})},
    {"field_of_the_connection", cause::malformed_response,
     header({{":status", "200"}, {"connection", "close"}})},
    {"line_end_in_a_value", cause::malformed_response,
     header({{":status", "200"}, {"etag", "\"1\"\r\nlocation: /"}})},
    {"zero_in_a_value", cause::malformed_response,
     header({{":status", "200"}, {"etag", std::string("a\0b", 3)}})},
    {"no_status", cause::malformed_response, header({{"etag", "\"1\""}})},
    {"two_statuses", cause::malformed_response, header({{":status", "200"}, {":status", "404"}})},
    {"status_of_two_digits", cause::malformed_response, header({{":status", "20"}})},
    {"status_below_100", cause::malformed_response, header({{":status", "051"}})},
    {"status_in_letters", cause::malformed_response, header({{":status", "two"}})},
    {"other_protocol", cause::malformed_response, header({{":status", "101"}})},
    {"status_behind_a_field", cause::malformed_response,
     header({{"etag", "\"1\""}, {":status", "200"}})},
    {"field_of_a_request", cause::malformed_response,
     header({{":status", "200"}, {":path", "/etc/passwd"}})},
    {"two_lengths", cause::malformed_response,
     body({{":status", "200"}, {"content-length", "1"}, {"content-length", "2"}}, "x")},
    {"length_that_is_no_number", cause::malformed_response,
     body({{":status", "200"}, {"content-length", "1x"}}, "x")},
    {"more_than_the_length", cause::malformed_response,
     body({{":status", "200"}, {"content-length", "2"}}, "abc")},
    {"less_than_the_length", cause::malformed_response,
     body({{":status", "200"}, {"content-length", "4"}}, "abc")},
    {"body_without_header", cause::malformed_response,
     [](h2_stream& peer) { peer.frame(NGHTTP2_DATA, NGHTTP2_FLAG_END_STREAM, "x"); }},
    {"trailers_that_do_not_end", cause::malformed_response, send_trailers_that_do_not_end},
    {"header_too_long", cause::limit_exceeded,
     header({{":status", "200"}, {"x-long", std::string(5000, 'x')}})},
    {"header_of_few_bytes_that_unpacks_to_megabytes", cause::limit_exceeded, unpack_much},
    {"trailers_too_long", cause::limit_exceeded,
     [](h2_stream& peer) {
       peer.frame(NGHTTP2_HEADERS, NGHTTP2_FLAG_END_HEADERS, ok_block);
       peer.frame(
           NGHTTP2_HEADERS, whole_header, literal_block({{"x-long", std::string(5000, 'x')}}));
     }},
    {"interim_responses_without_end", cause::limit_exceeded, inform_for_ever},
    {"continuations_without_end", cause::malformed_response, continue_without_end},
    {"frame_too_long", cause::malformed_response,
     [](h2_stream& peer) {
       peer.connection().write(frame_head(1 << 20, NGHTTP2_DATA, 0, 1) + std::string(100, 'x'));
     }},
    {"push", cause::malformed_response, push},
    {"window_beyond_all_bounds", cause::malformed_response, grant_too_much},
    {"window_of_the_connection_beyond_all_bounds", cause::malformed_response,
     on(0, NGHTTP2_WINDOW_UPDATE, 0, number_bytes(largest))},
    {"window_opened_by_nothing", cause::malformed_response,
     on(0, NGHTTP2_WINDOW_UPDATE, 0, number_bytes(0))},
    {"data_of_the_connection", cause::malformed_response, on(0, NGHTTP2_DATA, 0, "x")},
    {"data_of_nobody", cause::malformed_response, on(99, NGHTTP2_DATA, 0, "x")},
    {"header_of_a_stream_of_its_own", cause::malformed_response,
     on(2, NGHTTP2_HEADERS, whole_header, ok_block)},
    {"settings_that_are_none", cause::malformed_response,
     on(0, NGHTTP2_SETTINGS, 0, settings_bytes({{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, ~0U}}))},
    {"settings_cut_short", cause::malformed_response, on(0, NGHTTP2_SETTINGS, 0, "abc")},
    {"ping_of_seven_bytes", cause::malformed_response, on(0, NGHTTP2_PING, 0, "1234567")},
    {"block_that_can_not_be_unpacked", cause::malformed_response,
     [](h2_stream& peer) { peer.frame(NGHTTP2_HEADERS, whole_header, indexed_field(3000)); }},
    {"http1", cause::malformed_response, speak_http1},
    {"internal_error", cause::connection_lost, with_code(NGHTTP2_INTERNAL_ERROR)},
    {"calm", cause::connection_lost, with_code(NGHTTP2_ENHANCE_YOUR_CALM)},
    {"calm_for_all", cause::connection_lost, go_away_with_an_error},
    {"refusal_without_end", cause::connection_lost, with_code(NGHTTP2_REFUSED_STREAM)},
    {"cut_in_the_middle", cause::connection_lost,
     [](h2_stream& peer) {
       body({{":status", "200"}, {"content-length", "9"}}, "abc", false)(peer);
       peer.connection().close();
     }},
    {"end_without_an_answer", cause::connection_lost,
     [](h2_stream& peer) { peer.connection().close(); }},
};

asio::awaitable<void> misbehave(h2_stream peer, play act) {
  if (peer.request().path() == "/good") {
    peer.begin("200", {{"content-length", "4"}});
    co_await peer.send("good");
    peer.finish();
    co_return;
  }
  act(peer);
  co_await peer.until_over();
}

asio::awaitable<void> write_for_ever(h2_stream peer, std::string what) {
  while (peer.is_open() && peer.connection().is_open()) {
    peer.connection().write(what);
    co_await peer.connection().written();
  }
}

std::string often(const std::string& frame) {
  std::string made;
  for (int each = 0; each < 500; ++each)
    made += frame;
  return made;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(http2_hostile, http2_fixture)

BOOST_DATA_TEST_CASE_F(http2_fixture, task_ends_with_an_error_that_fits, cases, each) {
  how.max_requests = 1;
  how.max_header_bytes = 4096;
  // So that the window is small.
  how.max_per_host = 256;
  how.max_requests = 256;
  const h2_server& server =
      serve(service_of([&](h2_stream peer) { return misbehave(std::move(peer), each.act); }));
  servers_stay = true;
  const completion bad = run_one(server.url("/bad"));
  BOOST_TEST_REQUIRE(bad.outcome.error.has_value());
  BOOST_TEST((bad.outcome.error->cause == each.expected), bad.outcome.error->describe());
  const std::size_t connections = server.record().connections.size();
  BOOST_TEST(connections <= 6U);
  const completion good = run_one(server.url("/good"));
  BOOST_TEST((good.outcome.status == status::ok));
  BOOST_TEST(files().at("out") == "good");
}

// What breaks the rules on one stream is no harm to those beside it.
BOOST_AUTO_TEST_CASE(others_on_the_connection_go_on) {
  how.max_requests = 2;
  const h2_server& server = serve(service_of([](h2_stream peer) -> asio::awaitable<void> {
    if (peer.request().path() == "/1") {
      co_await peer.until([](const h2_record& seen) { return seen.requests.size() == 2; });
      peer.frame(NGHTTP2_HEADERS, whole_header, literal_block({{"no", "status"}}));
      co_return;
    }
    co_await peer.until([](const h2_record& seen) { return !seen.connections[0].resets.empty(); });
    peer.begin("200");
    co_await peer.send("y");
    peer.finish();
  }));
  const std::vector<completion> done = run(tasks(server, 2));
  BOOST_TEST((find(done, "1").outcome.error->cause == cause::malformed_response));
  check_ok({find(done, "2")}, 1);
  BOOST_TEST(server.record().connections.size() == 1U);
}

// Who broke the connection can't be told, so nobody is given up for it.
BOOST_AUTO_TEST_CASE(others_on_a_connection_that_breaks_are_asked_for_again) {
  how.max_requests = 2;
  how.retry.most = 1;
  how.retry.first_delay = how.retry.most_delay = std::chrono::milliseconds(1);
  const h2_server& server = serve(service_of([](h2_stream peer) -> asio::awaitable<void> {
    co_await peer.until([](const h2_record& seen) { return seen.requests.size() >= 2; });
    if (peer.connection().number() == 0)
      peer.connection().write(frame(NGHTTP2_SETTINGS, 0, 0, "abc"));
    else
      peer.answer("200", {{"content-length", "0"}});
  }));
  for (const completion& each : run(tasks(server, 2))) {
    BOOST_TEST((each.outcome.status == status::ok));
    BOOST_TEST(each.outcome.attempts == 2U);
  }
  BOOST_TEST(server.record().connections.size() == 2U);
}

BOOST_AUTO_TEST_CASE(server_that_refuses_everything_is_not_asked_for_ever) {
  const h2_server& server = serve(service_of([](h2_stream peer) -> asio::awaitable<void> {
    peer.connection().go_away(0, NGHTTP2_NO_ERROR);
    co_return;
  }));
  const completion done = run_one(server.url("/"));
  BOOST_TEST_REQUIRE(done.outcome.error.has_value());
  BOOST_TEST((done.outcome.error->cause == cause::connection_lost));
  BOOST_TEST(server.record().requests.size() == 6U);
}

BOOST_AUTO_TEST_CASE(frames_without_end_end_with_the_time) {
  how.timeouts.first_byte = std::chrono::milliseconds(300);
  const std::string settings = settings_bytes({{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 9}});
  for (const std::string& each :
       {frame(NGHTTP2_PING, 0, 0, "12345678"), frame(NGHTTP2_SETTINGS, 0, 0, settings),
        frame(NGHTTP2_PRIORITY, 0, 1, std::string("\0\0\0\0\1", 5)), frame(0xab, 0, 0, "what?"),
        frame(NGHTTP2_WINDOW_UPDATE, 0, 0, number_bytes(1)),
        frame(NGHTTP2_RST_STREAM, 0, 99, number_bytes(8))}) {
    const std::string many = often(each);
    const h2_server& server = serve(
        service_of([&many](h2_stream peer) { return write_for_ever(std::move(peer), many); }));
    const completion done = run_one(server.url("/"));
    BOOST_TEST_REQUIRE(done.outcome.error.has_value());
    const cause why = done.outcome.error->cause;
    BOOST_TEST((why == cause::timed_out || why == cause::malformed_response));
  }
}

BOOST_AUTO_TEST_CASE(empty_data_without_end_ends_with_the_time) {
  how.timeouts.idle = std::chrono::milliseconds(300);
  const std::string many = often(frame(NGHTTP2_DATA, 0, 1));
  const h2_server& server = serve(service_of([&many](h2_stream peer) -> asio::awaitable<void> {
    peer.frame(NGHTTP2_HEADERS, NGHTTP2_FLAG_END_HEADERS, ok_block);
    co_await write_for_ever(peer, many);
  }));
  const completion done = run_one(server.url("/"));
  BOOST_TEST_REQUIRE(done.outcome.error.has_value());
  BOOST_TEST((done.outcome.error->cause == cause::timed_out));
}

BOOST_AUTO_TEST_SUITE_END()
