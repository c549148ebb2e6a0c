#include "download_fixture.hpp"

#include <haul/text.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <string>

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;

namespace {

const std::string ok = "HTTP/1.1 200 OK\r\n";

// What a server sends, and what haul must call it.
struct hostile {
  const char* name;
  std::string sent;
  haul::cause expected;
};

std::ostream& operator<<(std::ostream& to, const hostile& shown) {
  return to << shown.name;
}

const hostile replies[] = {
    {"no_http", "SSH-2.0-OpenSSH_9.2\r\n\r\n", cause::malformed_response},
    {"version_2", "HTTP/2.0 200 OK\r\n\r\n", cause::malformed_response},
    {"status_of_two_digits", "HTTP/1.1 20 OK\r\n\r\n", cause::malformed_response},
    {"bare_line_feeds", "HTTP/1.1 200 OK\nContent-Length: 1\n\nx", cause::malformed_response},
    {"nul_in_header", ok + std::string("X: a\0b\r\n\r\n", 10), cause::malformed_response},
    {"space_before_colon", ok + "Content-Length : 1\r\n\r\nx", cause::malformed_response},
    {"length_and_chunked", ok + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     cause::malformed_response},
    {"chunked_and_length", ok + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n",
     cause::malformed_response},
    {"two_lengths", ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
     cause::malformed_response},
    {"list_of_lengths", ok + "Content-Length: 1, 2\r\n\r\nxx", cause::malformed_response},
    {"length_over_64_bit", ok + "Content-Length: 18446744073709551617\r\n\r\nx",
     cause::malformed_response},
    {"negative_length", ok + "Content-Length: -1\r\n\r\nx", cause::malformed_response},
    {"gzip_then_chunked", ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
     cause::malformed_response},
    {"unknown_coding", ok + "Transfer-Encoding: rot13\r\n\r\nx", cause::malformed_response},
    {"two_codings",
     ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     cause::malformed_response},
    {"chunk_size_no_number", ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
     cause::malformed_response},
    {"chunk_longer_than_said", ok + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
     cause::malformed_response},
    {"unasked_upgrade", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
     cause::malformed_response},
};

// A reply that has no end: a beginning, and what is sent over and over.
struct endless {
  const char* name;
  std::string start;
  std::string again;
  haul::cause expected;
};

std::ostream& operator<<(std::ostream& to, const endless& shown) {
  return to << shown.name;
}

const std::string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";

const endless floods[] = {
    {"status_line", "HTTP/1.1 200 ", std::string(1000, 'x'), cause::limit_exceeded},
    {"header_value", ok + "X: ", std::string(1000, 'x'), cause::limit_exceeded},
    {"header_fields", ok, "X-Field: value\r\n", cause::limit_exceeded},
    {"interim_responses", "", "HTTP/1.1 103 Early Hints\r\n\r\n", cause::limit_exceeded},
    {"chunk_extension", chunked + "1;x=", std::string(1000, 'x'), cause::limit_exceeded},
    {"chunk_size", chunked, std::string(1000, '0'), cause::limit_exceeded},
    {"trailers", chunked + "0\r\n", "X-Trailer: value\r\n", cause::limit_exceeded},
};

asio::awaitable<void> play_flood(scripted_connection peer, endless what) {
  co_await peer.read_request();
  co_await peer.send(what.start);
  std::string block;
  while (block.size() < 16 * 1024)
    block += what.again;
  // A client without a limit would take all of this; far less fits into one with.
  for (int i = 0; i < 2000; ++i)
    co_await peer.send(block);
}

} // namespace

BOOST_AUTO_TEST_SUITE(hostile)

BOOST_DATA_TEST_CASE_F(download_fixture, reply_is_refused_by_name, replies, sample) {
  scripted_server& server = serve(answer_once(sample.sent));
  const completion done = run_one(server.url("/"));
  BOOST_TEST_REQUIRE(done.outcome.error.has_value());
  BOOST_TEST(to_string(done.outcome.error->cause) == to_string(sample.expected));
  BOOST_TEST(files().empty());
}

BOOST_DATA_TEST_CASE_F(download_fixture, endless_input_meets_a_limit, floods, sample) {
  const endless what = sample;
  scripted_server& server =
      serve([what](scripted_connection peer) { return play_flood(peer, what); });
  const completion done = run_one(server.url("/"));
  BOOST_TEST_REQUIRE(done.outcome.error.has_value());
  BOOST_TEST(to_string(done.outcome.error->cause) == to_string(sample.expected));
  BOOST_TEST(files().empty());
}

BOOST_FIXTURE_TEST_CASE(flood_behind_a_whole_response_does_not_undo_it, download_fixture) {
  scripted_server& server =
      serve(answer_once(chunked + "1\r\nx\r\n0\r\n\r\n" + std::string(200'000, 'y')));
  BOOST_TEST((run_one(server.url("/")).outcome.status == status::ok));
  BOOST_TEST(files().at("out") == "x");
}

BOOST_FIXTURE_TEST_CASE(trailers_do_not_become_headers, download_fixture) {
  scripted_server& server =
      serve(answer_once(chunked + "1\r\nx\r\n0\r\nLocation: http://example.org/\r\n\r\n"));
  BOOST_TEST((run_one(server.url("/")).outcome.status == status::ok));
}

BOOST_FIXTURE_TEST_CASE(bytes_beyond_the_length_are_not_saved, download_fixture) {
  scripted_server& server = serve(answer_once(ok + "Content-Length: 4\r\n\r\nflagEXTRA"));
  BOOST_TEST((run_one(server.url("/")).outcome.status == status::ok));
  BOOST_TEST(files().at("out") == "flag");
}

BOOST_FIXTURE_TEST_CASE(escapes_in_a_reason_phrase_reach_nobodys_terminal, download_fixture) {
  scripted_server& server = serve(answer_once(reply("500 \x80\xe2\x80\xae reversed", "")));
  const completion done = run_one(server.url("/"));
  BOOST_TEST_REQUIRE(done.outcome.error.has_value());
  const std::string shown = printable(done.outcome.error->describe());
  BOOST_TEST(shown.find("\\x80\\u{202e} reversed") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(names_come_from_the_task_only, download_fixture) {
  scripted_server& server = serve(answer_once(
      reply("200 OK", "x", "Content-Disposition: attachment; filename=\"../../evil\"\r\n")));
  BOOST_TEST((run_one(server.url("/a/b/../evil")).outcome.status == status::ok));
  BOOST_TEST(files().size() == 1U);
  BOOST_TEST(files().count("out") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
