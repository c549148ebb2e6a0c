#include "h2_frames.hpp"
#include "http2_protocol.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

using namespace haul;
using haul::test::frame;
using haul::test::literal_block;
using haul::test::number_bytes;
using haul::test::settings_bytes;

namespace {

constexpr std::size_t window = 100'000;
constexpr std::uint32_t first = 1;
constexpr std::uint32_t second = 3;
constexpr int end_header = NGHTTP2_FLAG_END_HEADERS;
constexpr int end_stream = NGHTTP2_FLAG_END_STREAM;

struct stream final : http2_stream {
  stream() : http2_stream(4096) {}
  void told() override { ++times; }
  std::size_t take() {
    std::vector<char> bytes;
    take_body(bytes);
    return bytes.size();
  }
  int times = 0;
};

struct sent_frame {
  int type;
  std::uint32_t stream;
  std::string payload;
};

std::uint32_t number(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char each : bytes)
    value = value << 8U | static_cast<unsigned char>(each);
  return value;
}

struct fixture {
  fixture() {
    protocol.begin(one, request(asked, "agent"));
    protocol.begin(two, request(asked, "agent"));
    receive(frame(NGHTTP2_SETTINGS, 0, 0));
    sent();
    receive(frame(NGHTTP2_SETTINGS, NGHTTP2_FLAG_ACK, 0)); // from now on the windows are ours
  }
  ~fixture() {
    protocol.leave(one);
    protocol.leave(two);
  }

  void receive(const std::string& bytes) { protocol.receive(bytes); }

  void answer(std::uint32_t id, int flags = end_header) {
    receive(frame(NGHTTP2_HEADERS, flags, id, literal_block({{":status", "200"}})));
  }

  void body(std::uint32_t id, std::size_t size) {
    for (; size > 0; size -= std::min<std::size_t>(size, 16'384))
      receive(frame(NGHTTP2_DATA, 0, id, std::string(std::min<std::size_t>(size, 16'384), 'x')));
  }

  // What goes out since the last time; without the preface.
  std::vector<sent_frame> sent() {
    std::string bytes;
    protocol.gather(bytes, 1 << 20);
    std::string_view rest = bytes;
    if (rest.starts_with("PRI"))
      rest.remove_prefix(24);
    std::vector<sent_frame> all;
    while (!rest.empty()) {
      const std::size_t size = number(rest.substr(0, 3));
      all.push_back({rest[3], number(rest.substr(5, 4)), std::string(rest.substr(9, size))});
      rest.remove_prefix(9 + size);
    }
    return all;
  }

  url asked = *url::parse("https://example.org/a");
  http2_protocol protocol{window, 4096};
  stream one;
  stream two;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(http2_protocol, fixture)

BOOST_AUTO_TEST_CASE(stream_tells_of_header_body_and_end) {
  answer(first);
  BOOST_TEST(one.has_head());
  BOOST_TEST(one.head().status == 200U);
  BOOST_TEST(one.head().reason == "OK");
  BOOST_TEST(one.times == 1);
  body(first, 5);
  BOOST_TEST(one.here() == 5U);
  receive(frame(NGHTTP2_DATA, end_stream, first, "y"));
  BOOST_TEST((one.ended() == http2_stream::end::whole));
  BOOST_TEST(one.take() == 6U);
  BOOST_TEST(one.times == 3);
  BOOST_TEST(two.times == 0);
}

BOOST_AUTO_TEST_CASE(stream_that_is_not_read_stops_nobody_else) {
  answer(first);
  answer(second);
  body(first, window);
  for (int round = 0; round < 20; ++round) {
    body(second, window);
    protocol.taken(two, two.take());
    for (const sent_frame& each : sent())
      BOOST_TEST(each.stream == second);
  }
  BOOST_TEST(one.here() == window);
  BOOST_TEST((one.ended() == http2_stream::end::none));
}

BOOST_AUTO_TEST_CASE(more_than_the_window_breaks_the_connection) {
  answer(first);
  body(first, window + 1);
  BOOST_TEST(one.here() <= window + 16'384); // what is left of the frame comes with it
  sent();
  BOOST_TEST((one.ended() == http2_stream::end::malformed));
  BOOST_TEST((two.ended() == http2_stream::end::none));
}

BOOST_AUTO_TEST_CASE(window_opens_as_the_body_is_taken) {
  answer(first);
  body(first, window);
  BOOST_TEST(sent().empty());
  protocol.taken(one, one.take());
  const std::vector<sent_frame> opened = sent();
  BOOST_TEST_REQUIRE(opened.size() == 1U);
  BOOST_TEST(opened[0].type == NGHTTP2_WINDOW_UPDATE);
  BOOST_TEST(opened[0].stream == first);
  BOOST_TEST(number(opened[0].payload) == window);
}

BOOST_AUTO_TEST_CASE(window_opens_long_before_half_of_it_was_taken) {
  answer(first);
  body(first, window / 8 - 1);
  protocol.taken(one, one.take());
  BOOST_TEST(sent().empty());
  body(first, 1);
  protocol.taken(one, one.take());
  const std::vector<sent_frame> opened = sent();
  BOOST_TEST_REQUIRE(opened.size() == 1U);
  BOOST_TEST(number(opened[0].payload) == window / 8);
}

BOOST_AUTO_TEST_CASE(large_window_opens_by_half_megabytes) {
  constexpr std::size_t step = std::size_t{512} * 1024;
  haul::http2_protocol large(64 * step, 4096);
  stream asking;
  large.begin(asking, request(asked, ""));
  std::string out;
  large.gather(out, 1 << 20);
  large.taken(asking, step - 1);
  BOOST_TEST(!large.has_output());
  large.taken(asking, 1);
  BOOST_TEST(large.has_output());
  large.leave(asking);
}

BOOST_AUTO_TEST_CASE(stream_that_was_left_is_reset_and_told_nothing) {
  answer(first);
  protocol.leave(one);
  const int before = one.times;
  const std::vector<sent_frame> reset = sent();
  BOOST_TEST_REQUIRE(reset.size() == 1U);
  BOOST_TEST(reset[0].type == NGHTTP2_RST_STREAM);
  BOOST_TEST(number(reset[0].payload) == std::uint32_t(NGHTTP2_CANCEL));
  body(first, 1000);
  answer(second);
  BOOST_TEST(one.times == before);
  BOOST_TEST(two.has_head());
}

BOOST_AUTO_TEST_CASE(request_that_has_not_gone_out_is_left_without_a_word) {
  stream third;
  protocol.begin(third, request(asked, ""));
  protocol.leave(third);
  for (const sent_frame& each : sent())
    BOOST_TEST(each.type != NGHTTP2_HEADERS);
  BOOST_TEST(third.times == 0);
}

BOOST_AUTO_TEST_CASE(server_says_how_many_streams_it_bears) {
  BOOST_TEST(protocol.most_streams() > 1000U); // its SETTINGS set no limit
  const auto limit = [](std::uint32_t most) {
    return settings_bytes({{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, most}});
  };
  receive(frame(NGHTTP2_SETTINGS, 0, 0, limit(7)));
  BOOST_TEST(protocol.most_streams() == 7U);
  receive(frame(NGHTTP2_SETTINGS, 0, 0, limit(0)));
  BOOST_TEST(protocol.most_streams() == 0U);
  BOOST_TEST(protocol.takes_requests());
  haul::http2_protocol unheard(window, 4096);
  BOOST_TEST(unheard.most_streams() == 100U);
}

BOOST_AUTO_TEST_CASE(refusals_show_how_many_streams_it_bears) {
  receive(frame(NGHTTP2_RST_STREAM, 0, second, number_bytes(NGHTTP2_REFUSED_STREAM)));
  BOOST_TEST((two.ended() == http2_stream::end::refused));
  BOOST_TEST(protocol.most_streams() == 1U);
}

BOOST_AUTO_TEST_CASE(who_comes_after_a_farewell_is_refused) {
  receive(frame(NGHTTP2_GOAWAY, 0, 0, number_bytes(first) + number_bytes(NGHTTP2_NO_ERROR)));
  BOOST_TEST((one.ended() == http2_stream::end::none));
  BOOST_TEST((two.ended() == http2_stream::end::refused));
  BOOST_TEST(!protocol.takes_requests());
  stream third;
  protocol.begin(third, request(asked, ""));
  BOOST_TEST((third.ended() == http2_stream::end::refused));
  answer(first, end_header | end_stream);
  BOOST_TEST((one.ended() == http2_stream::end::whole));
  BOOST_TEST(protocol.over());
}

BOOST_AUTO_TEST_CASE(broken_connection_is_told_why) {
  answer(first);
  receive(frame(NGHTTP2_PING, 0, 0, "short"));
  BOOST_TEST((two.ended() == http2_stream::end::none));
  const std::vector<sent_frame> farewell = sent();
  BOOST_TEST_REQUIRE(!farewell.empty());
  BOOST_TEST(farewell.back().type == NGHTTP2_GOAWAY);
  // Either of them may be none of its cause.
  BOOST_TEST((one.ended() == http2_stream::end::beside));
  BOOST_TEST((two.ended() == http2_stream::end::beside));
  BOOST_TEST(protocol.over());
}

BOOST_AUTO_TEST_CASE(stream_that_is_alone_is_at_fault_for_a_broken_connection) {
  protocol.leave(one);
  receive(frame(NGHTTP2_PING, 0, 0, "short"));
  sent();
  BOOST_TEST((two.ended() == http2_stream::end::malformed));
}

BOOST_AUTO_TEST_CASE(lost_connection_ends_all_streams) {
  answer(first, end_header | end_stream);
  protocol.lose("why");
  BOOST_TEST((one.ended() == http2_stream::end::whole));
  BOOST_TEST((two.ended() == http2_stream::end::lost));
  BOOST_TEST(two.complaint() == "why");
  BOOST_TEST(!protocol.takes_requests());
}

BOOST_AUTO_TEST_CASE(secrets_are_never_put_into_a_table) {
  request secret(asked, "");
  secret.extra = {{"Cookie", "c"}, {"X-Other", "o"}};
  stream third;
  protocol.begin(third, secret);
  const std::string block = sent().at(0).payload;
  // Never indexed: 0x1n and the name's place in the static table, 32 for cookie.
  BOOST_TEST(block.find("\x1f\x11") != std::string::npos);
  protocol.leave(third);
}

BOOST_AUTO_TEST_SUITE_END()
