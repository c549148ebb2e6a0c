// What has no end: each meets its limit by name, and memory stays flat.
#include "background_server.hpp"
#include "content_encoding.hpp"
#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <string>
#include <sys/resource.h>
#include <utility>
#include <vector>

namespace {

using namespace haul::test;
namespace asio = boost::asio;
using strings = std::vector<std::string>;

const std::string ok = "HTTP/1.1 200 OK\r\n";
const std::string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
constexpr std::size_t block_bytes = 64 * 1024;
constexpr int most_blocks = 2000; // 125 MiB: far more than a run may take in memory
constexpr std::size_t unfolded_bytes = 64UL * 1024 * 1024;
constexpr long allowance_kib = 24 * 1024;

// A beginning, and what is sent over and over.
struct flood {
  const char* label;
  std::string start;
  std::string again;
  const char* kind;  // of the error
  const char* named; // in its message
};

std::ostream& operator<<(std::ostream& to, const flood& shown) {
  return to << shown.label;
}

const flood floods[] = {
    {"status_line", "HTTP/1.1 200 ", "x", "limit_exceeded", "header"},
    {"one_header", ok + "X: ", "x", "limit_exceeded", "header"},
    {"name_of_a_header", ok, "x", "limit_exceeded", "header"},
    {"headers", ok, "X-Field: value\r\n", "limit_exceeded", "header"},
    {"empty_headers", ok, "X:\r\n", "limit_exceeded", "header"},
    {"interim_replies", "", "HTTP/1.1 103 Early Hints\r\n\r\n", "limit_exceeded", "interim"},
    {"chunk_extension", chunked + "1;x=", "x", "limit_exceeded", "chunk"},
    {"chunk_extensions", chunked, "1;x=" + std::string(200, 'y') + "\r\nx\r\n", "limit_exceeded",
     "more chunk extensions than content"},
    {"chunk_size", chunked, "0", "limit_exceeded", "chunk"},
    {"trailers", chunked + "0\r\n", "X-Trailer: value\r\n", "limit_exceeded", "chunk framing"},
    {"one_trailer", chunked + "0\r\nX: ", "x", "limit_exceeded", "chunk framing"},
    {"body_without_length", ok + "\r\n", "x", "limit_exceeded", "the file has more than"},
    {"chunks", chunked, "1\r\nx\r\n", "limit_exceeded", "the file has more than"},
};

asio::awaitable<void> play_flood(scripted_connection peer, flood what) {
  co_await peer.read_request();
  co_await peer.send(what.start);
  std::string block;
  while (block.size() < block_bytes)
    block += what.again;
  for (int sent = 0; sent < most_blocks; ++sent)
    co_await peer.send(block);
}

// Zeros, folded so many times. A copy, since the string they were folded in keeps all its room.
std::string bomb(int folds = 1) {
  std::string made(unfolded_bytes, '\0');
  for (int fold = 0; fold < folds; ++fold)
    made = gzip(made);
  return std::string(made.begin(), made.end());
}

// The most memory that any program run by this test has had up to now.
long most_memory_kib() {
  rusage used = {};
  ::getrusage(RUSAGE_CHILDREN, &used);
  return used.ru_maxrss;
}

struct fixture : get_program {
  // A run that takes little is the measure; a sanitizer keeps freed memory unless told.
  fixture() {
    const list_server server;
    BOOST_TEST_REQUIRE(run(plain(get({server.url("/{code}"), "small"}))).ended.code == 0);
    std::filesystem::remove(folder() / "small");
    usual_ = most_memory_kib();
  }

  static command_line plain(command_line command) {
    command.environment["ASAN_OPTIONS"] = "quarantine_size_mb=1";
    return command;
  }

  finished_process measured(strings arguments) {
    arguments.push_back("--results=" + results_path());
    return run(plain(get(std::move(arguments))));
  }

  void check_memory() const {
    BOOST_TEST(usual_ > 0);
    // Sanitizers need memory of their own, and keep some of what was freed.
    const char* const sanitized = std::getenv("HAUL_SANITIZE");
    if (sanitized == nullptr || std::string(sanitized) == "OFF" || *sanitized == '\0')
      BOOST_TEST(most_memory_kib() - usual_ < allowance_kib);
  }

 private:
  long usual_ = 0;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(endless, fixture)

BOOST_DATA_TEST_CASE_F(fixture, flood_meets_a_named_limit, floods, sample) {
  const flood what = sample;
  background_server server([what](scripted_connection peer) { return play_flood(peer, what); });
  const finished_process ran =
      measured({server.url("/{code}"), "a", "--retry", "0", "--max-filesize", "16Mi"});
  BOOST_TEST(ran.ended.code == 1, ran.output);
  const json_line record = records().at(1);
  BOOST_TEST(member(record, "error.kind") == sample.kind, record);
  const std::string said = member(record, "error.message");
  BOOST_TEST(said.find(sample.named) != std::string::npos, said);
  BOOST_TEST(files().empty());
  check_memory();
}

// As much as a disk holds goes through the same few buffers.
BOOST_AUTO_TEST_CASE(large_body_takes_no_memory) {
  constexpr std::size_t size = 96UL * 1024 * 1024;
  background_server server([](scripted_connection peer) {
    flood body;
    body.start = ok + "Content-Length: " + std::to_string(size) + "\r\n\r\n";
    body.again = std::string(block_bytes, 'x');
    return play_flood(std::move(peer), std::move(body));
  });
  const finished_process ran = measured({server.url("/{code}"), "a", "--retry", "0"});
  BOOST_TEST(ran.ended.code == 0, ran.output);
  BOOST_TEST(std::filesystem::file_size(folder() / "a") == size);
  check_memory();
}

// 64 KiB that become 64 MiB.
BOOST_AUTO_TEST_CASE(bomb_is_given_up_at_the_largest_size) {
  const std::string folded = bomb();
  BOOST_TEST(folded.size() < 100'000U);
  const list_server server(
      [&](const std::string&) { return answered("200 OK", folded, "Content-Encoding: gzip\r\n"); });
  measured({server.url("/{code}"), "a", "--retry", "0", "--compressed", "--max-filesize", "1Mi"});
  BOOST_TEST(member(records().at(1), "error.kind") == "limit_exceeded", records().at(1));
  BOOST_TEST(files().empty());
  check_memory();
}

BOOST_AUTO_TEST_CASE(unfolded_bomb_takes_no_memory) {
  const std::string folded = bomb(2);
  const list_server server([&](const std::string&) {
    return answered("200 OK", folded, "Content-Encoding: gzip, gzip\r\n");
  });
  const finished_process ran = measured({server.url("/{code}"), "a", "--compressed"});
  BOOST_TEST(ran.ended.code == 0, ran.output);
  BOOST_TEST(std::filesystem::file_size(folder() / "a") == unfolded_bytes);
  check_memory();
}

// Nobody unfolds what is thrown away: not even a coding that no one knows, or one that is broken,
// makes a difference.
BOOST_AUTO_TEST_CASE(body_of_a_redirect_is_never_unfolded) {
  const std::string folded = bomb();
  for (const std::string& coding : {std::string("gzip"), std::string("br"), std::string("none")}) {
    const list_server server([&](const std::string& target) {
      if (target == "/there")
        return answered("200 OK", "there");
      return answered(
          "302 Found", folded, "Location: /there\r\nContent-Encoding: " + coding + "\r\n");
    });
    const finished_process ran = run(plain(get(
        {server.url("/{code}"), "a", "--overwrite", "--compressed", "--max-filesize", "1000"})));
    BOOST_TEST(ran.ended.code == 0, ran.output + ran.errors);
    BOOST_TEST(content("a") == "there");
  }
  check_memory();
}

BOOST_AUTO_TEST_CASE(bomb_that_nobody_asked_for_stays_folded) {
  const std::string folded = bomb();
  const list_server server(
      [&](const std::string&) { return answered("200 OK", folded, "Content-Encoding: gzip\r\n"); });
  BOOST_TEST(run(get({server.url("/{code}"), "a"})).ended.code == 0);
  BOOST_TEST(content("a") == folded);
  BOOST_TEST(server.requests().at(0).find("Accept-Encoding: identity\r\n") != std::string::npos);
}

// Each redirect leads to another place: the limit counts them.
BOOST_AUTO_TEST_CASE(redirects_without_end_are_counted) {
  std::size_t made = 0;
  const list_server server([&](const std::string&) {
    return answered("302 Found", "", "Location: /" + std::to_string(++made) + "\r\n");
  });
  measured({server.url("/{code}"), "a", "--retry", "0"});
  BOOST_TEST(member(records().at(1), "error.kind") == "too_many_redirects");
  BOOST_TEST(server.count() == 11U);
}

BOOST_AUTO_TEST_SUITE_END()
