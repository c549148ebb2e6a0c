// Connections on which request and reply could fall apart: nothing that comes late, twice or
// between is ever the next one's file. And replies that are cut: at every byte.
#include "background_server.hpp"
#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace haul::test;
namespace asio = boost::asio;
using strings = std::vector<std::string>;

const std::string ok = "HTTP/1.1 200 OK\r\n";
const std::string evil = ok + "Content-Length: 4\r\n\r\nEVIL";
const std::string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";

// What the first request of the first connection gets.
struct mishap {
  const char* label;
  std::string sent;
  const char* becomes; // the status of its row
  const char* body;    // what its file holds; null: it has none
};

std::ostream& operator<<(std::ostream& to, const mishap& shown) {
  return to << shown.label;
}

const mishap mishaps[] = {
    {"second_reply_behind_a_length", ok + "Content-Length: 1\r\n\r\nx" + evil, "ok", "x"},
    {"second_reply_behind_chunks", chunked + "1\r\nx\r\n0\r\n\r\n" + evil, "ok", "x"},
    {"second_reply_behind_no_body", ok + "Content-Length: 0\r\n\r\n" + evil, "ok", ""},
    {"second_reply_behind_a_404", "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n" + evil,
     "not_found", nullptr},
    {"second_reply_behind_a_500", "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n" + evil, "error",
     nullptr},
    {"body_behind_a_204", "HTTP/1.1 204 None\r\nContent-Length: 4\r\n\r\nEVIL", "error", nullptr},
    {"reply_behind_a_204", "HTTP/1.1 204 None\r\n\r\n" + evil, "error", nullptr},
    {"body_behind_a_304", "HTTP/1.1 304 Same\r\nContent-Length: 4\r\n\r\nEVIL", "error", nullptr},
    {"reply_behind_a_304", "HTTP/1.1 304 Same\r\n\r\n" + evil, "error", nullptr},
    {"line_end_behind_a_length", ok + "Content-Length: 1\r\n\r\nx\r\n", "ok", "x"},
    {"one_byte_too_many", ok + "Content-Length: 1\r\n\r\nxy", "ok", "x"},
    {"beginning_of_a_reply", ok + "Content-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\nX: ", "ok", "x"},
    {"differing_lengths", ok + "Content-Length: 1\r\nContent-Length: 53\r\n\r\nx" + evil, "error",
     nullptr},
    {"list_of_differing_lengths", ok + "Content-Length: 1, 53\r\n\r\nx" + evil, "error", nullptr},
    {"length_and_chunks",
     ok + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + evil, "error",
     nullptr},
    {"chunks_and_length",
     ok + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n" + evil, "error",
     nullptr},
    {"chunks_of_another_spelling",
     ok + "Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + evil, "error",
     nullptr},
    {"length_with_a_sign", ok + "Content-Length: +1\r\n\r\nx" + evil, "error", nullptr},
    {"length_in_hex", ok + "Content-Length: 0x1\r\n\r\nx" + evil, "error", nullptr},
    // A fold is a blank (RFC 9112 section 5.2): what stands in it is no length.
    {"folded_length", ok + "X: y\r\n Content-Length: 9\r\nContent-Length: 1\r\n\r\nx" + evil, "ok",
     "x"},
    {"chunk_longer_than_said", chunked + "1\r\nxEVIL\r\n0\r\n\r\n", "error", nullptr},
    {"chunk_size_too_large", chunked + "10000000000000001\r\nx\r\n0\r\n\r\n" + evil, "error",
     nullptr},
    {"unasked_upgrade", "HTTP/1.1 101 Switch\r\nUpgrade: x\r\n\r\n" + evil, "error", nullptr},
};

// The first connection gives `first`, and whoever asks there again gets what is none of his; all
// others are as they should be.
asio::awaitable<void> play(scripted_connection peer, std::string first) {
  if (peer.number() == 0) {
    co_await peer.read_request();
    co_await peer.send(std::move(first));
    while (true) {
      const std::string request = co_await peer.read_request();
      if (request.empty())
        co_return;
      co_await peer.send(evil);
    }
  }
  while (true) {
    const std::string request = co_await peer.read_request();
    if (request.empty())
      co_return;
    const std::string target = request.substr(4, request.find(' ', 4) - 4);
    co_await peer.send(reply("200 OK", target));
  }
}

const strings whole_replies = {
    ok + "Content-Length: 4\r\n\r\nflag", chunked + "2;x=y\r\nfl\r\n2\r\nag\r\n0\r\nX: y\r\n\r\n",
    "HTTP/1.1 103 Early\r\nX: y\r\n\r\n" + ok + "Content-Length: 4\r\n\r\nflag"};

} // namespace

BOOST_FIXTURE_TEST_SUITE(desynchronised, get_program)

BOOST_DATA_TEST_CASE_F(get_program, nothing_late_is_the_next_reply, mishaps, sample) {
  const std::string first = sample.sent;
  background_server server([first](scripted_connection peer) { return play(peer, first); });
  get_recorded({server.url("/{code}"), "a", "b", "c", "-m", "1", "--retry", "0"});
  const auto told = records();
  BOOST_TEST_REQUIRE(told.size() == 3U);
  BOOST_TEST(member(told.at(1), "status") == sample.becomes, told.at(1));
  if (sample.body != nullptr)
    BOOST_TEST(content("a") == sample.body);
  BOOST_TEST(files().size() == (sample.body != nullptr ? 3U : 2U));
  BOOST_TEST(content("b") == "/b");
  BOOST_TEST(content("c") == "/c");
  BOOST_TEST(server.connections() == 2U);
}

// The same lengths said twice mean one thing: RFC 9112 section 6.3 leaves both ways open, and haul
// takes the safe one as long as no later reply is touched.
BOOST_AUTO_TEST_CASE(length_that_is_repeated_touches_no_later_reply) {
  const std::string twice = ok + "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx";
  background_server server([twice](scripted_connection peer) { return play(peer, twice + evil); });
  get_recorded({server.url("/{code}"), "a", "b", "-m", "1", "--retry", "0"});
  BOOST_TEST(content("b") == "/b");
  if (member(records().at(1), "status") == "ok")
    BOOST_TEST(content("a") == "x");
}

// A reply that stands there before its request was sent is nobody's.
BOOST_AUTO_TEST_CASE(reply_before_the_request_is_no_file_of_the_next_task) {
  const std::string good = ok + "Content-Length: 1\r\n\r\nx";
  background_server server([good](scripted_connection peer) {
    return peer.number() == 0 ? play(peer, good + evil + evil) : play(peer, "");
  });
  const finished_process ran =
      run(get({server.url("/{code}"), "1..20", "-m", "1", "--retry", "0", "-o", "f{code}"}));
  BOOST_TEST(ran.ended.code == 0, ran.errors);
  BOOST_TEST(content("f1") == "x");
  for (unsigned number = 2; number <= 20; ++number)
    BOOST_TEST(content("f" + std::to_string(number)) == "/" + std::to_string(number));
}

BOOST_AUTO_TEST_CASE(redirect_with_a_reply_behind_it_is_followed_to_its_own_end) {
  const std::string moved =
      "HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n" + evil;
  background_server server([moved](scripted_connection peer) { return play(peer, moved); });
  BOOST_TEST(run(get({server.url("/{code}"), "a", "-m", "1", "--retry", "0"})).ended.code == 0);
  BOOST_TEST(content("a") == "/there");
}

BOOST_DATA_TEST_CASE_F(
    get_program, reply_cut_at_every_byte_is_no_file, boost::unit_test::data::make(whole_replies),
    whole) {
  const list_server server([&](const std::string& target) {
    list_reply cut;
    cut.bytes = whole.substr(0, std::stoul(target.substr(1)));
    cut.then = afterwards::close;
    return cut;
  });
  const std::string last = std::to_string(whole.size());
  get_recorded({server.url("/{code}"), "0.." + last, "--retry", "0", "--max-per-host", "0"});
  const auto told = records();
  BOOST_TEST_REQUIRE(told.size() == whole.size() + 1);
  for (const auto& [row, record] : told) {
    const bool is_whole = row == told.size();
    BOOST_TEST(member(record, "status") == (is_whole ? "ok" : "error"), record);
  }
  BOOST_TEST(files() == strings{last}, boost::test_tools::per_element());
  BOOST_TEST(content(last) == "flag");
}

BOOST_AUTO_TEST_SUITE_END()
