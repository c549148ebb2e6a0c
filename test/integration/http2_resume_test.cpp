// Bodies that come over HTTP/2 in parts: broken off and gone on with, split, held back.
#include "http2_fixture.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/test/data/test_case.hpp>

#include <exception>
#include <functional>
#include <ostream>
#include <set>
#include <string>

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;

namespace {

const h2_fields tagged = {{"etag", "\"a\""}};

// No two stretches are alike, nor two files.
std::string body_of(const std::string& path, std::size_t bytes) {
  std::string made;
  for (std::size_t each = 0; made.size() < bytes; ++each)
    made += path + std::to_string(each);
  made.resize(bytes);
  return made;
}

struct range {
  std::size_t first = 0;
  std::size_t last = 0;
};

// What a request asks for of so many bytes.
range range_of(const h2_request& asked, std::size_t total) {
  const std::string text = asked.field("range");
  range made{0, total - 1};
  if (text.empty())
    return made;
  const std::size_t bar = text.find('-');
  made.first = std::stoul(text.substr(text.find('=') + 1));
  if (bar + 1 != text.size())
    made.last = std::stoul(text.substr(bar + 1));
  return made;
}

// The header of the answer to it.
void begin(h2_stream& peer, range wanted, std::size_t total) {
  h2_fields fields = tagged;
  fields.emplace_back("content-length", std::to_string(wanted.last - wanted.first + 1));
  if (peer.request().field("range").empty()) {
    peer.begin("200", fields);
    return;
  }
  fields.emplace_back(
      "content-range", "bytes " + std::to_string(wanted.first) + "-" + std::to_string(wanted.last) +
                           "/" + std::to_string(total));
  peer.begin("206", fields);
}

constexpr std::size_t total = 100'000;
constexpr std::size_t cut_at = 60'000;

// How the first answer of each file ends in the middle.
struct cut {
  const char* name;
  std::function<void(h2_stream&)> act;
};

std::ostream& operator<<(std::ostream& to, const cut& shown) {
  return to << shown.name;
}

const cut cuts[] = {
    {"stream reset", [](h2_stream& peer) { peer.reset(NGHTTP2_INTERNAL_ERROR); }},
    {"connection closed", [](h2_stream& peer) { peer.connection().close(); }},
    {"connection reset", [](h2_stream& peer) { peer.connection().reset(); }},
    {"farewell and end", [](h2_stream& peer) {
       peer.connection().go_away(peer.request().stream, NGHTTP2_NO_ERROR);
       peer.connection().close();
     }}};

// The first answer to each of three.
asio::awaitable<void> break_off(h2_stream peer, std::function<void(h2_stream&)> act) {
  const std::string body = body_of(peer.request().path(), total);
  const range wanted = range_of(peer.request(), total);
  begin(peer, wanted, total);
  if (peer.request().number >= 3) {
    co_await peer.send(body.substr(wanted.first));
    peer.finish();
    co_return;
  }
  co_await peer.send(body.substr(0, cut_at));
  // All are in the middle when the first of them ends.
  co_await peer.until([](const h2_record& seen) { return seen.requests.size() >= 3; });
  co_await peer.connection().written();
  act(peer);
}

struct fixture : http2_fixture {
  fixture() { how.retry.first_delay = std::chrono::milliseconds(1); }

  void check_files(const h2_server& at, int count) const {
    const auto all = files();
    for (int each = 1; each <= count; ++each) {
      const std::string name = std::to_string(each);
      BOOST_TEST((all.at(name) == body_of("/" + name, total)), name << " is torn");
      BOOST_TEST(asked(at, "/" + name) >= 1);
    }
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(http2_resume, fixture)

BOOST_DATA_TEST_CASE_F(fixture, what_breaks_off_goes_on_with_the_rest, cuts, each) {
  how.max_requests = 3;
  how.retry.most = 5;
  const h2_server& server =
      serve(service_of([&each](h2_stream peer) { return break_off(std::move(peer), each.act); }));
  const std::vector<completion> done = run(tasks(server, 3));
  BOOST_TEST(done.size() == 3U);
  check_files(server, 3);
  for (const completion& one : done) {
    BOOST_TEST((one.outcome.status == status::ok));
    BOOST_TEST(one.outcome.bytes == total);
    // A connection that is reset takes what was on its way with it.
    BOOST_TEST(one.outcome.resumed <= cut_at);
    BOOST_TEST(one.outcome.attempts == 2U);
  }
  for (const h2_request& one : server.record().requests) {
    const std::string from = one.field("range");
    BOOST_TEST(one.field("if-range") == (from.empty() ? "" : "\"a\""));
  }
}

BOOST_AUTO_TEST_CASE(rest_of_another_version_is_not_put_behind_the_old_one) {
  how.retry.most = 1;
  const h2_server& server = serve(service_of([](h2_stream peer) -> asio::awaitable<void> {
    const std::string from = peer.request().field("range");
    if (from.empty() && peer.request().number == 0) {
      peer.begin("200", {{"etag", "\"a\""}, {"content-length", "10"}});
      co_await peer.send("01234");
      peer.reset(NGHTTP2_INTERNAL_ERROR);
      co_return;
    }
    if (from.empty())
      peer.begin("200", {{"etag", "\"b\""}, {"content-length", "10"}});
    else
      peer.begin("206", {{"etag", "\"b\""}, {"content-range", "bytes 5-9/10"}});
    co_await peer.send(from.empty() ? "abcdefghij" : "fghij");
    peer.finish();
  }));
  const completion done = run_one(server.url("/"));
  BOOST_TEST((done.outcome.status == status::ok));
  BOOST_TEST(files().at("out") == "abcdefghij");
  BOOST_TEST(server.record().requests.size() == 3U);
  BOOST_TEST(server.record().connections.size() == 1U);
}

// The whole stays in the middle until its other three fourths were asked for.
BOOST_AUTO_TEST_CASE(ranges_of_a_split_file_share_a_connection) {
  how.split = 4;
  how.split_size = 13'000;
  const h2_server& server = serve(service_of([](h2_stream peer) -> asio::awaitable<void> {
    const range wanted = range_of(peer.request(), total);
    const std::string body = body_of("/large", total);
    begin(peer, wanted, total);
    co_await peer.send(body.substr(wanted.first, 1000));
    co_await peer.until([](const h2_record& seen) { return seen.requests.size() >= 4; });
    co_await peer.send(body.substr(wanted.first + 1000, wanted.last - wanted.first - 999));
    peer.finish();
  }));
  const completion done = run_one(server.url("/large"));
  check_ok({done}, 1);
  BOOST_TEST((files().at("out") == body_of("/large", total)));
  std::set<std::string> ranges;
  for (const h2_request& each : server.record().requests)
    ranges.insert(each.field("range"));
  BOOST_TEST(
      (ranges ==
       std::set<std::string>{"", "bytes=25000-49999", "bytes=50000-74999", "bytes=75000-99999"}));
  BOOST_TEST(server.record().connections.size() == 1U);
  BOOST_TEST(server.record().connections[0].complaints.empty());
}

// What is not paid for is not read: each stream waits for its own window, and the server knows that
// the connection lives.
BOOST_AUTO_TEST_CASE(limit_of_the_rate_closes_the_windows_of_its_streams) {
  constexpr std::uint64_t window = 256 * 1024; // the least
  how.max_requests = 256;
  how.bytes_per_second = 1000; // the least
  const h2_server& server = serve(service_of([&](h2_stream peer) -> asio::awaitable<void> {
    peer.begin("200");
    if (peer.request().number == 1) {
      const auto both = [](const h2_record& seen) {
        const auto& sent = seen.connections[0].sent;
        return sent.size() == 2 && sent.begin()->second >= window &&
               sent.rbegin()->second >= window;
      };
      asio::co_spawn(
          context,
          [](h2_connection on, h2_condition met) -> asio::awaitable<void> {
            co_await on.until(met);
            on.ping();
            co_await on.until(
                [](const h2_record& seen) { return seen.connections[0].ping_acks == 1; });
          }(peer.connection(), both),
          [&](const std::exception_ptr&) { cancel(); });
    }
    co_await peer.send(std::string(20 * window, 'x'));
  }));
  const std::vector<completion> done = run(tasks(server, 2));
  for (const completion& each : done) {
    BOOST_TEST_REQUIRE(each.outcome.error.has_value());
    BOOST_TEST((each.outcome.error->cause == cause::cancelled));
  }
  BOOST_TEST_REQUIRE(server.record().connections.size() == 1U);
  const h2_connection_record& seen = server.record().connections[0];
  for (const auto& [stream, bytes] : seen.sent)
    BOOST_TEST(bytes <= 2 * window, stream << " was sent " << bytes);
}

BOOST_AUTO_TEST_SUITE_END()
