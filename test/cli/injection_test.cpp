// Lines and NULs that a list brings: whatever holds them, and wherever they stand, a request is one
// request with the fields that were meant.
#include "get_program.hpp"
#include "list_server.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace haul::test;
using strings = std::vector<std::string>;

// As JSON writes them.
const strings breaks = {"\\r\\n",  "\\n",     "\\r",           "\\u0000",       "\\r\\n\\r\\n",
                        "\\u000b", "\\u000c", "\\n\\tfolded:", "\\r\\n folded:"};

// A row in JSON with `@` for what is injected and `%` for the server's address.
struct place {
  const char* label;
  const char* row;
  bool refused; // else it plays no part
};

std::ostream& operator<<(std::ostream& to, const place& shown) {
  return to << shown.label;
}

const place places[] = {
    {"path", R"({"code": "a", "url": "%/x@"})", true},
    {"query", R"({"code": "a", "url": "%/x?y=@"})", true},
    {"fragment", R"({"code": "a", "url": "%/x#@"})", true},
    {"host", R"({"code": "a", "url": "http://127.0.0.1@:1/x"})", true},
    {"scheme", R"({"code": "a", "url": "http@://127.0.0.1/x"})", true},
    {"user", R"({"code": "a", "url": "http://user@:word@127.0.0.1:1/x"})", true},
    {"header_value", R"({"code": "a", "url": "%/x", "header": "X-Good: y@"})", true},
    {"header_name", R"({"code": "a", "url": "%/x", "header": "X-Good@: y"})", true},
    {"value_in_a_header", R"({"code": "a", "url": "%/x", "value": "y@"})", true},
    {"code", R"({"code": "a@", "url": "%/x"})", true},
    {"output", R"({"code": "a", "url": "%/x", "output": "b@"})", true},
    {"unused", R"({"code": "a", "url": "%/x", "other": "b@"})", false},
};

std::string filled(std::string row, const std::string& server, const std::string& injected) {
  for (const auto& [sign, text] : {std::pair(std::string("@"), injected), {"%", server}}) {
    const std::size_t found = row.find(sign);
    if (found != std::string::npos)
      row.replace(found, 1, text);
  }
  return row + "\n";
}

bool is_control(char each) {
  return static_cast<unsigned char>(each) < 0x20 || each == 0x7f;
}

struct fixture : get_program {
  // Each request has its line, fields in whole lines without controls, and none that was injected.
  void check_requests() const {
    for (std::string request : server.requests()) {
      BOOST_TEST_CONTEXT(request) {
        BOOST_TEST(request.starts_with("GET /x"));
        BOOST_TEST(request.find("\nX-Evil") == std::string::npos);
        BOOST_TEST(request.find("\n folded") == std::string::npos);
        BOOST_TEST(request.find("\n\tfolded") == std::string::npos);
        for (std::size_t end = request.find("\r\n"); end != std::string::npos;
             end = request.find("\r\n"))
          request.erase(end, 2);
        BOOST_TEST(!std::any_of(request.begin(), request.end(), is_control));
      }
    }
  }

  list_server server;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(injection, fixture)

BOOST_DATA_TEST_CASE_F(
    fixture, row_makes_one_request_or_none,
    boost::unit_test::data::make(places) * boost::unit_test::data::make(breaks), where, what) {
  const std::string evil = what + "X-Evil: 1\\r\\n\\r\\nGET /evil HTTP/1.1\\r\\nX: ";
  const std::string rows = list("t.jsonl", filled(where.row, server.url(), evil));
  strings arguments = {"-i", rows, "--retry", "0"};
  if (where.label == std::string("value_in_a_header"))
    arguments.insert(arguments.end(), {"-H", "X-Value: {value}"});
  const finished_process ran = get_recorded(arguments);
  check_requests();
  BOOST_TEST(ran.ended.code == (where.refused ? 1 : 0));
  BOOST_TEST(server.count() == (where.refused ? 0U : 1U));
  BOOST_TEST(files().empty() == where.refused);
  const json_line record = records().at(1);
  BOOST_TEST(member(record, "error.stage") == (where.refused ? "input" : ""), record);
}

// A code in a URL is encoded instead.
BOOST_DATA_TEST_CASE_F(
    fixture, code_in_a_url_is_encoded, boost::unit_test::data::make(breaks), what) {
  const std::string rows = list("t.jsonl", "{\"code\": \"" + what + "X-Evil: 1\"}\n");
  for (const char* form : {"/x/{code}", "/x?{code}=1", "/x?y={code}"})
    BOOST_TEST(
        run(get({server.url(form), "-i", rows, "-o", "{row}", "--overwrite"})).ended.code == 0);
  BOOST_TEST(server.count() == 3U);
  check_requests();
}

BOOST_AUTO_TEST_SUITE_END()
