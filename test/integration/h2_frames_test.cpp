// What no server should send, as the scripted one sends it: a client on nghttp2 hears each of them
// for what it is.

#include "background_h2_server.hpp"
#include "h2_frames.hpp"
#include "process.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace haul::test;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;

namespace {

constexpr int end_headers = NGHTTP2_FLAG_END_HEADERS;
constexpr int end_stream = NGHTTP2_FLAG_END_STREAM;
constexpr std::uint32_t asked = 13; // nghttp's first stream

// Bytes instead of a reply, and what the client says to them: a RST_STREAM or a GOAWAY.
struct wrong_frames {
  std::string_view name;
  std::string bytes;
  bool ends_connection;
  std::uint32_t code;
};

std::ostream& operator<<(std::ostream& to, const wrong_frames& shown) {
  return to << shown.name;
}

std::string head(const h2_fields& fields, int flags = end_headers) {
  return frame(NGHTTP2_HEADERS, flags, asked, literal_block(fields));
}

std::string good_head() {
  return head({{":status", "200"}});
}

std::vector<wrong_frames> all_wrong_frames() {
  const std::string update = number_bytes(0x7fffffff);
  const std::string value = "a\r\nb";
  return {
      {"upper_case", head({{":status", "200"}, {"X-A", "b"}}), false, NGHTTP2_PROTOCOL_ERROR},
      {"hop_by_hop", head({{":status", "200"}, {"connection", "close"}}), false,
       NGHTTP2_PROTOCOL_ERROR},
      {"no_status", head({{"server", "x"}}), false, NGHTTP2_PROTOCOL_ERROR},
      {"two_statuses", head({{":status", "200"}, {":status", "404"}}), false,
       NGHTTP2_PROTOCOL_ERROR},
      {"longer_than_told",
       head({{":status", "200"}, {"content-length", "1"}}) + frame(NGHTTP2_DATA, 0, asked, "ab"),
       false, NGHTTP2_PROTOCOL_ERROR},
      {"shorter_than_told",
       head({{":status", "200"}, {"content-length", "3"}}) +
           frame(NGHTTP2_DATA, end_stream, asked, "ab"),
       false, NGHTTP2_PROTOCOL_ERROR},
      {"body_before_header", frame(NGHTTP2_DATA, 0, asked, "a"), true, NGHTTP2_PROTOCOL_ERROR},
      {"trailers_that_do_not_end", good_head() + head({{"x-a", "b"}}), false,
       NGHTTP2_PROTOCOL_ERROR},
      {"stream_window_over", good_head() + frame(NGHTTP2_WINDOW_UPDATE, 0, asked, update), false,
       NGHTTP2_FLOW_CONTROL_ERROR},
      {"stream_window_by_nothing", frame(NGHTTP2_WINDOW_UPDATE, 0, asked, number_bytes(0)), true,
       NGHTTP2_PROTOCOL_ERROR},
      {"window_over", frame(NGHTTP2_WINDOW_UPDATE, 0, 0, update), true, NGHTTP2_FLOW_CONTROL_ERROR},
      {"window_setting_over",
       frame(
           NGHTTP2_SETTINGS, 0, 0,
           settings_bytes({{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0x80000000}})),
       true, NGHTTP2_FLOW_CONTROL_ERROR},
      {"stream_never_opened", frame(NGHTTP2_DATA, 0, asked + 2, "a"), true, NGHTTP2_PROTOCOL_ERROR},
      {"frame_too_long", frame_head(16385, NGHTTP2_DATA, 0, asked), true, NGHTTP2_FRAME_SIZE_ERROR},
      {"push",
       frame(
           NGHTTP2_PUSH_PROMISE, end_headers, asked,
           number_bytes(2) + literal_block({{":method", "GET"}, {":path", "/pushed"}})),
       true, NGHTTP2_PROTOCOL_ERROR},
      {"continuation_alone", frame(NGHTTP2_CONTINUATION, end_headers, asked, ""), true,
       NGHTTP2_PROTOCOL_ERROR},
      {"table_place_that_is_empty", frame(NGHTTP2_HEADERS, end_headers, asked, indexed_field(99)),
       true, NGHTTP2_COMPRESSION_ERROR},
      {"table_larger_than_allowed", frame(NGHTTP2_HEADERS, end_headers, asked, table_size(1 << 30)),
       true, NGHTTP2_COMPRESSION_ERROR}};
}

asio::awaitable<void> play_bytes(h2_stream peer, std::string bytes) {
  peer.connection().write(bytes);
  co_await peer.until_over();
}

// The same frame over and over: how often until the client has gone.
asio::awaitable<void> play_flood(
    h2_stream peer, std::string first, std::string each, std::size_t* sent) {
  peer.connection().write(first);
  std::string many;
  for (int count = 0; count < 1000; ++count)
    many += each;
  while (*sent < 1'000'000 && peer.connection().is_open()) {
    peer.connection().write(many);
    co_await peer.connection().written();
    *sent += 1000;
  }
  peer.connection().close();
}

asio::awaitable<void> play_pings(h2_stream peer) {
  for (int count = 0; count < 100; ++count)
    peer.connection().write(frame(NGHTTP2_PING, 0, 0, "12345678"));
  const auto heard = [](const h2_record& seen) { return seen.connections[0].ping_acks == 100; };
  co_await peer.until(heard);
  peer.answer("204");
}

h2_record ask_nghttp(h2_script script) {
  background_h2_server server(service_of(std::move(script)));
  command_line command;
  command.words = {"/usr/bin/nghttp", "-n", "--no-push", "--timeout=60", server.url("/")};
  run(command);
  server.wait_until([](const h2_record& seen) { return seen.connections.at(0).over; });
  return server.record();
}

} // namespace

BOOST_AUTO_TEST_SUITE(h2_frames)

BOOST_DATA_TEST_CASE(wrong_frames_are_refused, data::make(all_wrong_frames())) {
  const std::string bytes = sample.bytes;
  const h2_record record =
      ask_nghttp([=](h2_stream peer) { return play_bytes(std::move(peer), bytes); });
  const h2_connection_record& seen = record.connections.front();
  if (sample.ends_connection) {
    BOOST_TEST_REQUIRE(!seen.goaways.empty());
    BOOST_TEST(seen.goaways[0].value == sample.code);
  } else {
    BOOST_TEST_REQUIRE(!seen.resets.empty());
    BOOST_TEST(seen.resets[0].value == sample.code);
    BOOST_TEST(seen.resets[0].stream == static_cast<std::int32_t>(asked));
  }
}

// nghttp2 itself ends it, after eight.
BOOST_AUTO_TEST_CASE(flood_of_continuations_is_cut_off) {
  const std::string first = frame(NGHTTP2_HEADERS, 0, asked, literal_block({{":status", "200"}}));
  const std::string each = frame(NGHTTP2_CONTINUATION, 0, asked, "");
  std::size_t sent = 0;
  ask_nghttp([&](h2_stream peer) { return play_flood(std::move(peer), first, each, &sent); });
  BOOST_TEST(sent < 1'000'000U);
}

BOOST_AUTO_TEST_CASE(each_ping_of_many_is_answered) {
  const h2_record record = ask_nghttp(play_pings);
  BOOST_TEST(record.connections.front().ping_acks == 100U);
}

BOOST_AUTO_TEST_SUITE_END()
