#include "digest_fields.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace std::string_literals;
using haul::digest;
using haul::read_digest_field;
using digests = std::vector<digest>;

// Of "abc".
const std::string sha256 = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
const std::string sha512 =
    "3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==";
const digest in_256 = {
    "sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"};
const digest in_512 = {
    "sha512", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
              "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"};

void check(const std::string& value, const digests& wanted) {
  BOOST_TEST((read_digest_field(value) == wanted), "'" << value << "' is read otherwise");
}

// With a good digest behind what is in question, so that only ignoring all gives nothing.
void check_ignored(const std::string& member) {
  check(member + ", sha-256=:" + sha256 + ":", {});
}

void check_passed_over(const std::string& member) {
  check(member + ", sha-256=:" + sha256 + ":", {in_256});
  check("sha-256=:" + sha256 + ":, " + member, {in_256});
}

} // namespace

BOOST_AUTO_TEST_SUITE(digest_fields)

BOOST_AUTO_TEST_CASE(digests_come_in_hex_under_their_names) {
  check("sha-256=:" + sha256 + ":", {in_256});
  check("sha-512=:" + sha512 + ":", {in_512});
  check("sha-512=:" + sha512 + ":,sha-256=:" + sha256 + ":", {in_512, in_256});
  check("  sha-256=:" + sha256 + ": \t,\t sha-512=:" + sha512 + ":  ", {in_256, in_512});
}

BOOST_AUTO_TEST_CASE(empty_value_has_no_digests) {
  check("", {});
  check("   ", {});
}

BOOST_AUTO_TEST_CASE(other_algorithms_are_passed_over) {
  for (const char* other :
       {"md5=:kAFQmDzST7DWlj99KOF/cg==:", "sha=:qZk+NkcGgWq6PiVxeFDCbJzQ2J0=:", "unixsum=:AAA=:",
        "sha-384=:AAAA:", "*.x-y_z=:AA==:", "new1=::", "sha256=:AAAA:", "crc32c=:AAAAAA==:"})
    check_passed_over(other);
}

BOOST_AUTO_TEST_CASE(digest_of_another_length_is_passed_over) {
  check("sha-256=:YWJj:", {});
  check("sha-256=::, sha-512=:" + sha512 + ":", {in_512});
  check("sha-512=:" + sha256 + ":, sha-256=:" + sha256 + ":", {in_256});
}

BOOST_AUTO_TEST_CASE(last_of_two_counts) {
  const std::string zeros(43, 'A');
  check(
      "sha-256=:" + zeros + "=:, sha-512=:" + sha512 + ":, sha-256=:" + sha256 + ":",
      {in_256, in_512});
  check("sha-256=:" + sha256 + ":, sha-256=:AAAA:", {});
}

BOOST_AUTO_TEST_CASE(padding_may_be_missing_but_not_half) {
  const std::string bare = sha512.substr(0, sha512.size() - 2);
  check("sha-512=:" + bare + ":", {in_512});
  check("sha-512=:" + bare + "=:", {});
  check("sha-512=:" + bare + "===:", {});
  check_ignored("a=:A:");
  check_ignored("a=:AAAA=:");
  check_ignored("a=:AAAA====:");
  check_ignored("a=:A===:");
  check_ignored("a=:AA=A:");
  check_ignored("a=:=:");
  check_passed_over("a=:AA:");
  check_passed_over("a=:AAA:");
  check_passed_over("a=:AAA=:");
}

BOOST_AUTO_TEST_CASE(bits_left_over_are_dropped) {
  std::string other = sha256;
  other[42] = '3'; // 0 is 52, 3 is 55: they differ in the two lowest bits
  check("sha-256=:" + other + ":", {in_256});
}

BOOST_AUTO_TEST_CASE(other_characters_make_the_field_ignored) {
  for (const char* member :
       {"a=:A_A=:", "a=:A-A=:", "a=:A A=:", "a=:A\tA=:", "a=:\"AA\":", "a=:\xc3\xa9=:"})
    check_ignored(member);
  check_ignored("a=:A\0A=:"s);
}

BOOST_AUTO_TEST_CASE(values_of_another_kind_make_the_field_ignored) {
  for (const char* member :
       {"a", "a=1", "a=1.5", "a=\"x\"", "a=x", "a=?1", "a=(:AA==:)", "a=()", "sha-256=x"})
    check_ignored(member);
}

BOOST_AUTO_TEST_CASE(keys_of_another_form_make_the_field_ignored) {
  for (const char* member :
       {"SHA-256=:AA==:", "Sha-256=:AA==:", "1a=:AA==:", "-a=:AA==:", "_a=:AA==:", "a b=:AA==:",
        "a/b=:AA==:", "=:AA==:", "\xc3\xa9=:AA==:", "a =:AA==:", "a= :AA==:"})
    check_ignored(member);
}

BOOST_AUTO_TEST_CASE(members_must_be_parted_by_single_commas) {
  const std::string good = "sha-256=:" + sha256 + ":";
  for (const char* end : {",", " , ", ",,", ";", " x", " sha-512=:AA==:", "x", ":", "\n"})
    check(good + end, {});
  for (const char* start : {",", "\t", "x, ", ":", ";a, "})
    check(start + good, {});
  check("sha-256=:" + sha256, {});
  check("sha-256=" + sha256, {});
  check("sha-256:" + sha256 + ":", {});
  check(good + " \t ", {in_256}); // RFC 8941 section 4.2.2 lets both stand behind a member
}

BOOST_AUTO_TEST_CASE(right_parameters_are_dropped) {
  const std::string good = "sha-256=:" + sha256 + ":";
  for (const char* parameter :
       {";a", ";  a", ";a;b;*c", ";a=1", ";a=-1", ";a=123456789012345", ";a=123456789012.123",
        ";a=0.1", ";a=\"\"", ";a=\"x;, \\\" \\\\ :\"", ";a=token", ";a=*t/o:k!#$%&'*+-.^_`|~",
        ";a=:AA==:", ";a=::", ";a=?0", ";a=?1;b=2"})
    check(good + parameter + " , md5=:AA==:", {in_256});
}

BOOST_AUTO_TEST_CASE(wrong_parameters_make_the_field_ignored) {
  const std::string good = "sha-256=:" + sha256 + ":";
  for (const char* parameter :
       {";",
        ";;a",
        "; ",
        ";A",
        ";1",
        " ;a",
        ";\ta",
        ";a=",
        ";a =1",
        ";a= 1",
        ";a=-",
        ";a=+1",
        ";a=1234567890123456",
        ";a=1234567890123.1",
        ";a=1.",
        ";a=.1",
        ";a=1.1234",
        ";a=1.2.3",
        ";a=--1",
        ";a=-x",
        ";a=\"",
        ";a=\"x",
        ";a=\"x\\\"",
        ";a=\"\\x\"",
        ";a=\"\\",
        ";a=\"\t\"",
        ";a=\"\x7f\"",
        ";a=\"\xc3\xa9\"",
        ";a=:A:",
        ";a=:AA==",
        ";a=:",
        ";a=?",
        ";a=?2",
        ";a=?01",
        ";a=(1)",
        ";a=@1",
        ";a=!"})
    check(good + parameter, {});
}

BOOST_AUTO_TEST_SUITE_END()
