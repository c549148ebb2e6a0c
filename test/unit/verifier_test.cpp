#include "verifier.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>

using namespace haul;

namespace {

// What comes of a body that arrives in pieces of `size` bytes.
result<void> check(const task& wanted, std::string_view body, std::size_t size = 2) {
  result<verifier> checks = verifier::create(wanted);
  if (!checks)
    return checks.error();
  while (!body.empty()) {
    const std::string_view piece = body.substr(0, size);
    if (result<void> taken = checks->take({piece.data(), piece.size()}); !taken)
      return taken;
    body.remove_prefix(piece.size());
  }
  return checks->check();
}

task with(std::string algorithm, std::string hex) {
  task made;
  digest one;
  one.algorithm = std::move(algorithm);
  one.hex = std::move(hex);
  made.digests.push_back(std::move(one));
  return made;
}

const char* const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

} // namespace

BOOST_AUTO_TEST_SUITE(verifier)

BOOST_AUTO_TEST_CASE(task_that_says_nothing_takes_everything) {
  BOOST_TEST(check({}, "abc").has_value());
  BOOST_TEST(check({}, "").has_value());
}

BOOST_AUTO_TEST_CASE(digest_of_each_kind_is_checked) {
  BOOST_TEST(check(with("sha256", sha256), "abc").has_value());
  BOOST_TEST(check(with("md5", "900150983CD24FB0D6963F7D28E17F72"), "abc").has_value());
  BOOST_TEST(check(with("sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"), "abc").has_value());
  BOOST_TEST(check(
                 with(
                     "sha512", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                               "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"),
                 "abc")
                 .has_value());
}

BOOST_AUTO_TEST_CASE(wrong_digest_says_both_values) {
  const result<void> came = check(with("sha256", sha256), "abd");
  BOOST_TEST_REQUIRE(!came.has_value());
  BOOST_TEST((came.error().cause == cause::wrong_content));
  BOOST_TEST(came.error().message.find(sha256) != std::string::npos);
  BOOST_TEST(
      came.error().message.find(
          "a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_digest_of_a_task_must_be_right) {
  task both = with("sha256", sha256);
  both.digests.push_back(with("md5", "00000000000000000000000000000000").digests.front());
  BOOST_TEST(!check(both, "abc").has_value());
}

BOOST_AUTO_TEST_CASE(size_is_checked_before_during_and_after) {
  task wanted;
  wanted.size = 3;
  BOOST_TEST(check(wanted, "abc").has_value());
  BOOST_TEST(!check(wanted, "ab").has_value());
  BOOST_TEST(!check(wanted, "abcd").has_value());
  const result<haul::verifier> checks = haul::verifier::create(wanted);
  BOOST_TEST(checks->check_length(3).has_value());
  BOOST_TEST(checks->check_length(std::nullopt).has_value());
  BOOST_TEST(!checks->check_length(4).has_value());
  wanted.size = 0;
  BOOST_TEST(check(wanted, "").has_value());
  BOOST_TEST(!check(wanted, "a").has_value());
}

BOOST_AUTO_TEST_CASE(digest_that_is_none_is_refused_before_anything_is_asked) {
  for (const char* hex :
       {"", "abc", "zz7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"})
    BOOST_TEST((haul::verifier::create(with("sha256", hex)).error().stage == stage::input), hex);
  BOOST_TEST(
      (haul::verifier::create(with("crc32", "00000000")).error().cause == cause::bad_option));
}

BOOST_AUTO_TEST_CASE(what_was_taken_is_recorded_in_the_algorithm_that_was_asked_for) {
  const task anything;
  result<haul::verifier> checks = haul::verifier::create(anything, "sha256");
  BOOST_TEST_REQUIRE(checks.has_value());
  BOOST_TEST(checks->take({"ab", 2}).has_value());
  BOOST_TEST(checks->take({"c", 1}).has_value());
  BOOST_TEST(checks->check().has_value());
  const result<std::optional<digest>> recorded = checks->recorded();
  BOOST_TEST_REQUIRE((recorded.has_value() && recorded->has_value()));
  BOOST_TEST((*recorded)->algorithm == "sha256");
  BOOST_TEST((*recorded)->hex == sha256);
}

BOOST_AUTO_TEST_CASE(nothing_is_recorded_unless_asked_for) {
  const task wanted = with("sha256", sha256);
  const result<haul::verifier> checks = haul::verifier::create(wanted);
  const result<std::optional<digest>> recorded = checks->recorded();
  BOOST_TEST_REQUIRE(recorded.has_value());
  BOOST_TEST(!recorded->has_value());
}

BOOST_AUTO_TEST_CASE(digest_that_is_checked_is_recorded_too_in_lower_case) {
  task wanted = with("md5", "900150983CD24FB0D6963F7D28E17F72");
  wanted.digests.push_back(with("sha256", sha256).digests.front());
  for (const auto& [algorithm, hex] : std::map<std::string, std::string>{
           {"md5", "900150983cd24fb0d6963f7d28e17f72"},
           {"sha256", sha256},
           {"sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"}}) {
    result<haul::verifier> checks = haul::verifier::create(wanted, algorithm);
    BOOST_TEST_REQUIRE(checks.has_value());
    BOOST_TEST(checks->take({"abc", 3}).has_value());
    BOOST_TEST((*checks->recorded())->hex == hex);
    BOOST_TEST(checks->check().has_value());
    BOOST_TEST((*checks->recorded())->hex == hex);
  }
}

BOOST_AUTO_TEST_CASE(recorded_digest_is_that_of_what_was_taken_up_to_now) {
  const task anything;
  result<haul::verifier> checks = haul::verifier::create(anything, "md5");
  BOOST_TEST((*checks->recorded())->hex == "d41d8cd98f00b204e9800998ecf8427e");
  BOOST_TEST(checks->take({"abc", 3}).has_value());
  BOOST_TEST((*checks->recorded())->hex == "900150983cd24fb0d6963f7d28e17f72");
}

BOOST_AUTO_TEST_CASE(recording_in_no_known_algorithm_is_refused) {
  const task anything;
  for (const char* algorithm : {"crc32", "SHA256", " "}) {
    const result<haul::verifier> checks = haul::verifier::create(anything, algorithm);
    BOOST_TEST_REQUIRE(!checks.has_value(), algorithm);
    BOOST_TEST((checks.error().cause == cause::bad_option));
    BOOST_TEST(checks.error().message.find(algorithm) != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
