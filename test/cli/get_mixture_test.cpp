// A server that mixes every way to answer, over ten thousand rows: each row is told once, and what
// is told agrees with what the server did.
#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace {

using namespace haul::test;

constexpr unsigned rows = 10'000;
constexpr unsigned attempts = 3; // with --retry 2

// What a row meets, by its number.
enum class fate { whole, missing, teapot, busy_once, reset_once, torn_once, resets, torn, stalls };

fate fate_of(unsigned row) {
  switch (row % 100) {
  case 7: return fate::resets;
  case 13: return fate::torn;
  case 20:
  case 21:
  case 22:
  case 23: return fate::missing;
  case 30:
  case 31:
  case 32: return fate::teapot;
  case 40:
  case 41: return fate::busy_once;
  case 50: return fate::reset_once;
  case 60: return fate::torn_once;
  default: return row % 2500 == 99 ? fate::stalls : fate::whole;
  }
}

std::string body_of(unsigned row) {
  return "row " + std::to_string(row) + std::string(row % 700, 'x');
}

list_reply torn_reply(unsigned row) {
  list_reply made = answered("200 OK", body_of(row));
  made.bytes.resize(made.bytes.size() - 2);
  made.then = afterwards::close;
  return made;
}

list_reply ended(afterwards how) {
  list_reply made;
  made.then = how;
  return made;
}

class mixing_server {
 public:
  unsigned asked(unsigned row) {
    const std::scoped_lock lock(guard_);
    return asked_[row];
  }

  std::string url(const std::string& path) const { return server_.url(path); }

 private:
  list_reply answer(const std::string& target) {
    const unsigned row = static_cast<unsigned>(std::stoul(target.substr(1)));
    const std::scoped_lock lock(guard_);
    const bool first = ++asked_[row] == 1;
    const list_reply whole = answered("200 OK", body_of(row));
    switch (fate_of(row)) {
    case fate::whole: return whole;
    case fate::missing: return answered("404 Not Found", "not here");
    case fate::teapot: return answered("418 I'm a Teapot", "");
    case fate::busy_once: return first ? answered("503 Busy", "later") : whole;
    case fate::reset_once: return first ? ended(afterwards::reset) : whole;
    case fate::torn_once: return first ? torn_reply(row) : whole;
    case fate::resets: return ended(afterwards::reset);
    case fate::torn: return torn_reply(row);
    case fate::stalls: return ended(afterwards::be_silent);
    }
    return whole;
  }

  std::mutex guard_;
  std::map<unsigned, unsigned> asked_;
  list_server server_{[this](const std::string& target) { return answer(target); }};
};

struct expectation {
  std::string status;
  std::string kind;
  unsigned attempts = 1;
};

expectation expected_of(unsigned row) {
  switch (fate_of(row)) {
  case fate::whole: return {"ok", "", 1};
  case fate::missing: return {"not_found", "", 1};
  case fate::teapot: return {"error", "http_status", 1};
  case fate::busy_once:
  case fate::reset_once:
  case fate::torn_once: return {"ok", "", 2};
  case fate::resets:
  case fate::torn: return {"error", "connection_lost", attempts};
  case fate::stalls: return {"error", "timed_out", attempts};
  }
  return {};
}

bool may_be_asked_twice(fate met) {
  // A connection that was used before and breaks before any byte of an answer costs no attempt.
  return met == fate::reset_once || met == fate::resets;
}

struct fixture : get_program {
  // What a record and the folder tell that is not as it must be, in words.
  std::string fault_of(unsigned row, const json_line& told) {
    const expectation expected = expected_of(row);
    if (member(told, "status") != expected.status || member(told, "error.kind") != expected.kind)
      return "its record is wrong";
    const unsigned told_attempts = static_cast<unsigned>(std::stoul(member(told, "attempts")));
    const unsigned seen = server.asked(row);
    if (may_be_asked_twice(fate_of(row)) ? told_attempts > seen : told_attempts != seen)
      return "the server was asked " + std::to_string(seen) + " times";
    if (may_be_asked_twice(fate_of(row)) ? told_attempts > expected.attempts
                                         : told_attempts != expected.attempts)
      return "it has another number of attempts";
    const bool stands = std::filesystem::exists(folder() / std::to_string(row));
    if (stands != (expected.status == "ok"))
      return stands ? "its file stands" : "its file is missing";
    if (stands && content(std::to_string(row)) != body_of(row))
      return "its file is not what the server sent";
    return "";
  }

  void check_counts(const std::map<std::string, unsigned>& counts, const finished_process& ran) {
    const std::vector<std::string> report = lines_of(ran.errors);
    BOOST_TEST(counts.at("ok") == 9'096U);
    BOOST_TEST(counts.at("not_found") == 400U);
    BOOST_TEST(counts.at("error") == 504U);
    BOOST_TEST(count_in(report, "files downloaded") == counts.at("ok"));
    BOOST_TEST(count_in(report, "not found") == counts.at("not_found"));
    BOOST_TEST(count_in(report, "errors") == counts.at("error"));
  }

  mixing_server server;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(get_mixture, fixture)

BOOST_AUTO_TEST_CASE(every_row_is_told_once_and_as_the_server_saw_it) {
  const finished_process ran = run(get(
      {server.url("/{code}"), "1.." + std::to_string(rows), "--results", "-", "--retry", "2",
       "--retry-delay", "10ms", "--retry-budget", "0", "--no-adapt", "--first-byte-timeout", "1",
       "--max-per-host", "32"}));
  BOOST_TEST(ran.ended.code == 1, ran.errors);
  // Throws for a second record of a row.
  const std::map<std::size_t, json_line> told = records_in(ran.output);
  BOOST_TEST_REQUIRE(told.size() == rows);
  std::map<std::string, unsigned> counts;
  for (unsigned row = 1; row <= rows; ++row) {
    const json_line& each = told.at(row);
    ++counts[member(each, "status")];
    const std::string fault = fault_of(row, each);
    BOOST_TEST(fault == "", "row " << row << ": " << fault << ": " << each);
  }
  check_counts(counts, ran);
  BOOST_TEST(files().size() == counts["ok"]);
}

BOOST_AUTO_TEST_SUITE_END()
