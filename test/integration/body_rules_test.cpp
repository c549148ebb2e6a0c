#include "content_encoding.hpp"
#include "download_fixture.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <string>
#include <sys/stat.h>

using namespace haul;
using namespace haul::test;

// What a body must be before its file gets its name.

namespace {

constexpr const char* sha256_of_body =
    "230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5";
constexpr const char* sha256_of_body_base64 = "Iw2DWNyOiJC0xY3utikS7i8gNXrpKlzIYbmOaP4xrLU=";
constexpr const char* other_base64 = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

std::string answer(const std::string& fields, const std::string& body = "body") {
  return fmt::format(
      "HTTP/1.1 200 OK\r\n{}Content-Length: {}\r\n\r\n{}", fields, body.size(), body);
}

struct fixture : download_fixture {
  outcome outcome_of(const std::string& reply) {
    server = &serve(answer_always(reply));
    return run_one(server->url("/")).outcome;
  }

  // The run failed for this cause, and nothing stands.
  void check_refused(const outcome& came, cause why, const std::string& message) {
    BOOST_TEST_REQUIRE((came.status == status::error));
    BOOST_TEST((came.error->cause == why), to_string(came.error->cause));
    BOOST_TEST(came.error->message.find(message) != std::string::npos, came.error->message);
    BOOST_TEST(files().empty());
  }

  std::int64_t changed_at() const {
    struct stat found = {};
    BOOST_TEST_REQUIRE(::stat((folder.path() / "out").c_str(), &found) == 0);
    return found.st_mtim.tv_sec;
  }

  scripted_server* server = nullptr;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(body_rules, fixture)

BOOST_AUTO_TEST_CASE(page_in_place_of_an_image_is_refused) {
  how.expect_types = {"image/*", "video/mp4"};
  check_refused(
      outcome_of(answer("Content-Type: text/html; charset=utf-8\r\n")), cause::wrong_content,
      "the answer is text/html; charset=utf-8, image/* or video/mp4 was expected");
}

BOOST_AUTO_TEST_CASE(body_without_a_type_is_refused_where_one_is_expected) {
  how.expect_types = {"image/*"};
  check_refused(outcome_of(answer("")), cause::wrong_content, "of no type");
}

BOOST_AUTO_TEST_CASE(body_of_an_expected_type_is_taken) {
  how.expect_types = {"text/html", "image/*"};
  BOOST_TEST((outcome_of(answer("Content-Type: IMAGE/gif\r\n")).status == status::ok));
}

BOOST_AUTO_TEST_CASE(type_of_what_was_not_found_makes_no_difference) {
  how.expect_types = {"image/*"};
  const outcome came =
      outcome_of("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n");
  BOOST_TEST((came.status == status::not_found));
}

BOOST_AUTO_TEST_CASE(file_of_the_largest_size_is_taken) {
  how.max_file_bytes = 4;
  BOOST_TEST((outcome_of(answer("")).status == status::ok));
}

BOOST_AUTO_TEST_CASE(announced_length_over_the_largest_size_is_refused) {
  how.max_file_bytes = 3;
  check_refused(outcome_of(answer("")), cause::limit_exceeded, "more than 3 bytes");
}

BOOST_AUTO_TEST_CASE(body_of_no_announced_length_is_refused_once_it_is_too_long) {
  how.max_file_bytes = 7;
  check_refused(
      outcome_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: "
                 "chunked\r\n\r\n4\r\nbody\r\n4\r\nmore\r\n0\r\n\r\n"),
      cause::limit_exceeded, "more than 7 bytes");
}

BOOST_AUTO_TEST_CASE(disk_without_the_room_is_refused) {
  how.min_free_bytes = std::numeric_limits<std::uint64_t>::max();
  check_refused(outcome_of(answer("")), cause::disk_full, "must stay so");
}

BOOST_AUTO_TEST_CASE(disk_with_the_room_is_taken) {
  how.min_free_bytes = 1;
  BOOST_TEST((outcome_of(answer("")).status == status::ok));
}

BOOST_AUTO_TEST_CASE(file_gets_the_time_of_its_last_change) {
  outcome_of(answer("Last-Modified: Wed, 21 Oct 2015 07:28:00 GMT\r\n"));
  BOOST_TEST(changed_at() == 1445412480);
}

BOOST_AUTO_TEST_CASE(time_stays_when_it_is_not_to_be_kept) {
  how.keep_time = false;
  outcome_of(answer("Last-Modified: Wed, 21 Oct 2015 07:28:00 GMT\r\n"));
  BOOST_TEST(changed_at() > 1445412480);
}

BOOST_DATA_TEST_CASE_F(
    fixture, time_that_is_none_is_passed_over,
    boost::unit_test::data::make({"yesterday", "", "Wed, 99 Oct 2015 07:28:00 GMT"}), value) {
  BOOST_TEST(
      (outcome_of(answer(fmt::format("Last-Modified: {}\r\n", value))).status == status::ok));
}

BOOST_DATA_TEST_CASE_F(
    fixture, digest_of_the_server_is_held_against_the_body,
    boost::unit_test::data::make({"Repr-Digest", "Content-Digest"}), field) {
  const outcome right =
      outcome_of(answer(fmt::format("{}: sha-256=:{}:\r\n", field, sha256_of_body_base64)));
  BOOST_TEST((right.status == status::ok));
  BOOST_TEST(files().at("out") == "body");
  how.overwrite = true;
  const outcome wrong =
      outcome_of(answer(fmt::format("{}: sha-256=:{}:\r\n", field, other_base64)));
  BOOST_TEST_REQUIRE((wrong.status == status::error));
  BOOST_TEST((wrong.error->cause == cause::wrong_content));
  BOOST_TEST(wrong.error->message.find(sha256_of_body) != std::string::npos);
  BOOST_TEST(files().at("out") == "body");
}

BOOST_AUTO_TEST_CASE(digest_by_an_unknown_algorithm_is_passed_over) {
  BOOST_TEST(
      (outcome_of(answer("Repr-Digest: sha-3=:AAAA:, crc32c=:AAAA:\r\n")).status == status::ok));
}

BOOST_AUTO_TEST_CASE(digest_is_recorded) {
  how.record_digest = "sha256";
  const outcome came = outcome_of(answer(""));
  BOOST_TEST_REQUIRE(came.digest.has_value());
  BOOST_TEST(came.digest->algorithm == "sha256");
  BOOST_TEST(came.digest->hex == sha256_of_body);
}

BOOST_AUTO_TEST_CASE(compressed_body_is_written_as_it_was_before) {
  how.compressed = true;
  how.record_digest = "sha256";
  const outcome came = outcome_of(answer("Content-Encoding: gzip\r\n", gzip("body")));
  BOOST_TEST((came.status == status::ok));
  BOOST_TEST(came.bytes == 4U);
  BOOST_TEST(came.digest->hex == sha256_of_body);
  BOOST_TEST(files().at("out") == "body");
  BOOST_TEST(
      server->requests().front().find("\r\nAccept-Encoding: gzip, br, zstd\r\n") !=
      std::string::npos);
}

BOOST_AUTO_TEST_CASE(compressed_body_that_nobody_asked_for_is_written_as_it_came) {
  const std::string packed = gzip("body");
  BOOST_TEST((outcome_of(answer("Content-Encoding: gzip\r\n", packed)).status == status::ok));
  BOOST_TEST((files().at("out") == packed));
  BOOST_TEST(
      server->requests().front().find("\r\nAccept-Encoding: identity\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(size_of_a_task_is_that_of_the_file) {
  how.compressed = true;
  server = &serve(answer_always(answer("Content-Encoding: gzip\r\n", gzip("body"))));
  task wanted = make_task(server->url("/"), "out");
  wanted.size = 4;
  wanted.digests = {{"sha256", sha256_of_body}};
  BOOST_TEST((run({wanted}).front().outcome.status == status::ok));
}

BOOST_AUTO_TEST_CASE(bomb_is_given_up_at_the_largest_size) {
  how.compressed = true;
  how.max_file_bytes = 1'000'000;
  const std::string bomb = gzip(gzip(std::string(32 * 1024 * 1024, '\0')));
  check_refused(
      outcome_of(answer("Content-Encoding: gzip, gzip\r\n", bomb)), cause::limit_exceeded,
      "more than 1000000 bytes");
}

BOOST_AUTO_TEST_CASE(damaged_compressed_body_is_refused) {
  how.compressed = true;
  std::string packed = gzip("body");
  packed.resize(packed.size() - 3);
  check_refused(
      outcome_of(answer("Content-Encoding: gzip\r\n", packed)), cause::malformed_response, "");
}

BOOST_AUTO_TEST_CASE(unknown_coding_is_refused) {
  how.compressed = true;
  check_refused(
      outcome_of(answer("Content-Encoding: compress\r\n")), cause::malformed_response, "compress");
}

BOOST_AUTO_TEST_CASE(digest_of_the_server_is_that_of_the_compressed_body) {
  how.compressed = true;
  const outcome came = outcome_of(answer(
      fmt::format("Content-Encoding: gzip\r\nRepr-Digest: sha-256=:{}:\r\n", sha256_of_body_base64),
      gzip("body")));
  check_refused(came, cause::wrong_content, "the server says");
}

BOOST_AUTO_TEST_SUITE_END()
