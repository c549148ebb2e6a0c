// Each call that a run over HTTP/2 makes of the network fails once: whatever that does to the
// streams of the connection, each row has one record in the end, and the next attempt mends it.
#include "background_h2_server.hpp"
#include "fault_settings.hpp"
#include "get_program.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <map>
#include <ostream>
#include <string>
#include <vector>

using namespace haul::test;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;

namespace {

constexpr std::size_t rows = 8;
constexpr int most_calls = 60; // of one kind, in a run

struct bad_call {
  const char* call;
  const char* error;
};

std::ostream& operator<<(std::ostream& to, const bad_call& shown) {
  return to << shown.call << " " << shown.error;
}

const bad_call calls[] = {{"recvfrom", "ECONNRESET"}, {"sendto", "EPIPE"},
                          {"sendto", "EAGAIN"},       {"connect", "ENETUNREACH"},
                          {"socket", "ENOBUFS"},      {"epoll_wait", "EINTR"}};

std::string body_of(const std::string& path) {
  return path + std::string(20'000, path.back());
}

asio::awaitable<void> answer(h2_stream peer) {
  const std::string body = body_of(peer.request().path());
  peer.begin("200", {{"content-length", std::to_string(body.size())}, {"etag", "\"1\""}});
  co_await peer.send(body);
  peer.finish();
}

struct fixture : get_program {
  fixture() { write_file(aside("ca.pem"), shown.pem()); }

  std::vector<std::string> words(bool encrypted) const {
    const background_h2_server& server = encrypted ? secured : plain;
    return {
        "--results",
        results_path(),
        "--ca-file",
        aside("ca.pem"),
        "--quiet",
        "--output",
        "{row}",
        "--max-per-host",
        "0",
        "--retry-delay",
        "1ms",
        encrypted ? "--http2" : "--http2-prior-knowledge",
        "--input-format",
        "urls",
        "-i",
        list("list", urls(server))};
  }

  static std::string urls(const background_h2_server& server) {
    std::string made;
    for (std::size_t row = 1; row <= rows; ++row)
      made += server.url("/" + std::to_string(row)) + "\n";
    return made;
  }

  // A run in which the call with this number fails; false when there is none.
  bool fails_at(const bad_call& sample, bool encrypted, int number) {
    std::filesystem::remove_all(folder());
    std::filesystem::remove(results_path());
    command_line command = get(words(encrypted));
    const std::string call = sample.call;
    const std::vector<std::string> tracer = {
        "/usr/bin/strace",
        "-f",
        "-qq",
        "-o",
        aside("trace"),
        "-e",
        "trace=" + call,
        "-e",
        "inject=" + call + ":error=" + sample.error + ":when=" + std::to_string(number)};
    command.words.insert(command.words.begin(), tracer.begin(), tracer.end());
    // The leak checker can't work in a process that is traced already.
    command.environment["ASAN_OPTIONS"] = "detect_leaks=0";
    const finished_process ran = run(command);
    if (aside_content("trace").find("INJECTED") == std::string::npos)
      return false;
    check(ran);
    return true;
  }

  void check(const finished_process& ran) const {
    const std::map<std::size_t, json_line> told = records();
    const std::map<std::string, std::string> files = written();
    BOOST_TEST(told.size() == rows);
    for (const auto& [row, each] : told) {
      const std::string name = std::to_string(row);
      BOOST_TEST(member(each, "status") == "ok");
      BOOST_TEST(member(each, "protocol") == "HTTP/2");
      BOOST_TEST((files.contains(name) && files.at(name) == body_of("/" + name)), name);
    }
    BOOST_TEST(files.size() == rows);
    BOOST_TEST(ran.ended.code == 0, ran.errors);
  }

  certificate shown{certificate_request()};
  background_h2_server plain{service_of(answer)};
  background_h2_server secured{server_context(shown), service_of(answer)};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(http2_fault, fixture)

BOOST_DATA_TEST_CASE_F(
    fixture, every_call_may_fail_once, data::make(calls) * data::make({false, true}), sample,
    encrypted) {
  int number = 1;
  while (number <= most_calls && fails_at(sample, encrypted, number))
    ++number;
  BOOST_TEST(number > 1);
}

BOOST_AUTO_TEST_SUITE_END()
