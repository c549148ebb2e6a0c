// Large files that are fetched by several requests at once.
#include "split_fixture.hpp"

#include <haul/text.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <openssl/evp.h>

#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace haul;
using namespace haul::test;
namespace data = boost::unit_test::data;

std::string base64_of_sha256(const std::string& text) {
  unsigned char digest[EVP_MAX_MD_SIZE] = {};
  unsigned length = 0;
  EVP_Digest(text.data(), text.size(), digest, &length, EVP_sha256(), nullptr);
  unsigned char encoded[2 * EVP_MAX_MD_SIZE] = {};
  const int bytes = EVP_EncodeBlock(encoded, digest, static_cast<int>(length));
  return std::string(encoded, encoded + bytes);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(split, split_fixture)

BOOST_AUTO_TEST_CASE(ranges_make_up_the_file) {
  ranges.hold_whole_until(4);
  scripted_server& server = start();
  const outcome came = fetch();
  BOOST_TEST_REQUIRE((came.status == status::ok));
  BOOST_TEST(came.bytes == total);
  BOOST_TEST(came.resumed == 0U);
  BOOST_TEST(came.attempts == 1U);
  BOOST_TEST(came.http_status == 200U);
  BOOST_TEST(is_whole());
  const std::vector<std::string> asked = ranges.asked();
  BOOST_TEST_REQUIRE(asked.size() == 4U);
  BOOST_TEST(asked[0].empty());
  BOOST_TEST(
      (std::set<std::string>(asked.begin() + 1, asked.end()) ==
       std::set<std::string>{"bytes=25000-49999", "bytes=50000-74999", "bytes=75000-99999"}));
  for (std::size_t each = 1; each < 4; ++each)
    BOOST_TEST(field_of(server.requests()[each], "If-Range") == "\"a\"");
}

BOOST_AUTO_TEST_CASE(digest_is_that_of_the_file) {
  start();
  how.record_digest = "sha256";
  how.split = 1;
  const outcome plain = fetch();
  how.split = 4;
  how.overwrite = true;
  ranges.hold_whole_until(5); // one was asked before
  const outcome came = fetch();
  BOOST_TEST_REQUIRE((came.status == status::ok));
  BOOST_TEST(came.digest->hex == plain.digest->hex);
  BOOST_TEST(ranges.asked().size() == 5U);
}

BOOST_DATA_TEST_CASE(
    file_that_should_not_be_split_is_not,
    data::make(
        {"ETag: W/\"a\"\r\n", "", "ETag: \"a\"\r\nAccept-Ranges: none\r\n",
         "ETag: \"a\"\r\nContent-Encoding: gzip\r\n"}),
    fields) {
  ranges.set_fields(fields);
  start();
  BOOST_TEST((fetch().status == status::ok));
  BOOST_TEST(ranges.asked().size() == 1U);
  BOOST_TEST(is_whole());
}

BOOST_AUTO_TEST_CASE(small_file_is_not_split) {
  how.split_size = total / 2 + 1;
  start();
  BOOST_TEST((fetch().status == status::ok));
  BOOST_TEST(ranges.asked().size() == 1U);
}

BOOST_AUTO_TEST_CASE(one_permit_is_enough) {
  how.max_requests = 1;
  start();
  BOOST_TEST((fetch().status == status::ok));
  BOOST_TEST(ranges.asked().size() == 1U);
  BOOST_TEST(is_whole());
}

// Two at once; the second one has three pieces, one after the other on one connection.
BOOST_DATA_TEST_CASE(limits_hold_for_the_ranges, data::make({true, false}), of_host) {
  if (of_host)
    how.max_per_host = 2;
  else
    how.max_requests = 2;
  ranges.hold_whole_until(4);
  scripted_server& server = start();
  BOOST_TEST((fetch().status == status::ok));
  BOOST_TEST(is_whole());
  BOOST_TEST(server.most_at_once() == 2U);
  BOOST_TEST(ranges.asked()[1] == "bytes=75000-99999");
  BOOST_TEST(ranges.asked()[2] == "bytes=50000-74999");
  BOOST_TEST(ranges.asked()[3] == "bytes=25000-49999");
}

// Whoever is done takes half of what the slowest one still has.
BOOST_AUTO_TEST_CASE(slow_request_is_helped) {
  how.split_size = 5000;
  ranges.hold_whole_until(6);
  start();
  BOOST_TEST((fetch().status == status::ok));
  BOOST_TEST(is_whole());
  BOOST_TEST(ranges.asked().size() >= 6U);
}

BOOST_AUTO_TEST_CASE(ranges_are_asked_for_where_the_answer_came_from) {
  ranges.hold_whole_until(5);
  ranges.set_odd([&](const range_server::asking& what) {
    range_server::reaction made;
    if (what.number == 0)
      made.bytes = reply("302 Found", "", "Location: /moved\r\n");
    return made;
  });
  scripted_server& server = start();
  task wanted = make_task(url, "out");
  wanted.headers = {{"X-Key", "k"}};
  const outcome came = fetch(wanted);
  BOOST_TEST_REQUIRE((came.status == status::ok));
  BOOST_TEST(is_whole());
  BOOST_TEST_REQUIRE(server.requests().size() == 5U);
  for (std::size_t each = 1; each < 5; ++each) {
    BOOST_TEST(server.requests()[each].starts_with("GET /moved "));
    BOOST_TEST(field_of(server.requests()[each], "X-Key") == "k");
  }
}

// RFC 9530: said of the whole, so it is held against what the ranges have made up.
BOOST_DATA_TEST_CASE(digest_that_the_server_gives_is_checked, data::make({true, false}), right) {
  const std::string said = right ? ranges.body() : ranges.body() + "x";
  ranges.set_fields("ETag: \"a\"\r\nRepr-Digest: sha-256=:" + base64_of_sha256(said) + ":\r\n");
  ranges.hold_whole_until(4);
  start();
  const outcome came = fetch();
  if (right) {
    BOOST_TEST((came.status == status::ok));
    BOOST_TEST(ranges.asked().size() == 4U);
  } else {
    BOOST_TEST_REQUIRE((came.status == status::error));
    BOOST_TEST((came.error->cause == cause::wrong_content));
    BOOST_TEST(files().empty());
  }
}

// What a broken attempt has left is not asked for again, neither in the same run nor in the next.
BOOST_DATA_TEST_CASE(
    only_what_is_missing_is_asked_for_again,
    data::make({true, false}) * data::make({std::size_t(1), std::size_t(4)}), same_run, later) {
  ranges.hold_whole_until(4);
  bool broken = false;
  ranges.set_odd([&](const range_server::asking& what) {
    range_server::reaction made;
    if (what.ranged && !broken) {
      made.bytes = ranges.part(what.first, what.last);
      made.bytes.resize(made.bytes.size() - 15'000);
      made.close = true;
      if (what.number == 3) {
        broken = true;
        ranges.close_whole();
      }
    }
    return made;
  });
  start();
  how.retry.most = same_run ? 1 : 0;
  outcome came = fetch();
  if (!same_run) {
    BOOST_TEST_REQUIRE((came.status == status::error));
    BOOST_TEST((came.error->cause == cause::connection_lost));
    BOOST_TEST(files().contains("out.haul-part"));
    BOOST_TEST(files().contains("out.haul-from"));
    how.split = later;
    came = fetch();
  }
  BOOST_TEST_REQUIRE((came.status == status::ok));
  BOOST_TEST(came.resumed > 30'000U);
  BOOST_TEST(is_whole());
  std::uint64_t asked_again = 0;
  for (std::size_t each = 4; each < ranges.asked().size(); ++each)
    asked_again += ranges.bytes_of(ranges.asked()[each]);
  BOOST_TEST(came.resumed + asked_again == total);
}

BOOST_AUTO_TEST_CASE(cancelled_run_goes_on_in_the_next) {
  ranges.hold_whole_until(100);
  ranges.set_odd([&](const range_server::asking& what) {
    if (what.number == 3) {
      cancel();
      ranges.close_whole();
    }
    return range_server::reaction();
  });
  start();
  const outcome stopped = fetch();
  BOOST_TEST_REQUIRE((stopped.status == status::error));
  BOOST_TEST((stopped.error->cause == cause::cancelled));
  BOOST_TEST(files().contains("out.haul-part"));
  ranges.set_odd(nullptr);
  const outcome came = fetch();
  BOOST_TEST_REQUIRE((came.status == status::ok));
  BOOST_TEST(came.resumed >= 1000U);
  BOOST_TEST(is_whole());
}

BOOST_AUTO_TEST_CASE(part_of_one_request_goes_on_in_ranges) {
  how.split = 1;
  ranges.set_odd([&](const range_server::asking&) {
    range_server::reaction made;
    made.bytes = ranges.whole().substr(0, ranges.whole().size() - 80'000);
    made.close = true;
    return made;
  });
  start();
  BOOST_TEST((fetch().status == status::error));
  how.split = 4;
  ranges.set_odd(nullptr);
  const outcome came = fetch();
  BOOST_TEST_REQUIRE((came.status == status::ok));
  BOOST_TEST(came.resumed == 20'000U);
  BOOST_TEST(ranges.asked()[1] == "bytes=20000-");
  BOOST_TEST(is_whole());
}

BOOST_AUTO_TEST_SUITE_END()
