#include "field_values.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace {

void check_digest(std::string_view algorithm, std::string_view value, std::string_view hex) {
  const haul::field_result<haul::digest> read = haul::read_digest(algorithm, value);
  BOOST_TEST_REQUIRE(read.has_value(), "'" << value << "' was refused");
  BOOST_TEST(read->algorithm == algorithm);
  BOOST_TEST(read->hex == hex);
}

void check_no_digest(std::string_view algorithm, std::string_view value) {
  const haul::field_result<haul::digest> read = haul::read_digest(algorithm, value);
  BOOST_TEST_REQUIRE(read.has_error(), "'" << value << "' was taken");
  BOOST_TEST(read.error().field == algorithm);
  BOOST_TEST((read.error().cause == haul::cause::bad_option));
}

void check_checksum(std::string_view text, std::string_view algorithm, std::string_view hex) {
  const haul::field_result<haul::digest> read = haul::read_checksum(text);
  BOOST_TEST_REQUIRE(read.has_value(), "'" << text << "' was refused");
  BOOST_TEST(read->algorithm == algorithm);
  BOOST_TEST(read->hex == hex);
}

// Of "abc".
constexpr std::string_view md5 = "900150983cd24fb0d6963f7d28e17f72";
constexpr std::string_view sha1 = "a9993e364706816aba3e25717850c26c9cd0d89d";
constexpr std::string_view sha256 =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr std::string_view sha512 =
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";

} // namespace

BOOST_AUTO_TEST_SUITE(field_values)

BOOST_AUTO_TEST_CASE(size_is_a_number_of_bytes) {
  BOOST_TEST(*haul::read_size("0") == 0U);
  BOOST_TEST(*haul::read_size("0012") == 12U);
  BOOST_TEST(*haul::read_size("18446744073709551615") == 18446744073709551615U);
}

BOOST_AUTO_TEST_CASE(size_that_is_no_number_is_refused) {
  for (const char* value :
       {"", "-1", "+1", " 1", "1 ", "1k", "1.0", "0x1", "18446744073709551616"}) {
    const haul::field_result<std::uint64_t> read = haul::read_size(value);
    BOOST_TEST_REQUIRE(read.has_error(), "'" << value << "' was taken");
    BOOST_TEST(read.error().field == "size");
    BOOST_TEST(read.error().message == "'" + std::string(value) + "' is not a number of bytes");
  }
}

BOOST_AUTO_TEST_CASE(hex_digest_becomes_lower_case) {
  check_digest("md5", "900150983CD24FB0D6963F7D28E17F72", md5);
  check_digest("sha1", sha1, sha1);
  check_digest("sha256", sha256, sha256);
  check_digest("sha512", sha512, sha512);
}

BOOST_AUTO_TEST_CASE(base64_digest_becomes_hex) {
  check_digest("md5", "kAFQmDzST7DWlj99KOF/cg==", md5);
  check_digest("sha1", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", sha1);
  check_digest("sha256", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=", sha256);
  check_digest(
      "sha512",
      "3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==",
      sha512);
}

BOOST_AUTO_TEST_CASE(base64_may_lack_all_its_padding_but_not_half) {
  check_digest("md5", "kAFQmDzST7DWlj99KOF/cg", md5);
  check_no_digest("md5", "kAFQmDzST7DWlj99KOF/cg=");
}

BOOST_AUTO_TEST_CASE(digest_of_another_length_is_refused) {
  check_no_digest("md5", "");
  check_no_digest("md5", md5.substr(1));
  check_no_digest("md5", sha1);
  check_no_digest("sha256", sha512);
  check_no_digest("sha256", "kAFQmDzST7DWlj99KOF/cg==");
}

BOOST_AUTO_TEST_CASE(digest_with_other_characters_is_refused) {
  check_no_digest("md5", "g00150983cd24fb0d6963f7d28e17f72");
  check_no_digest("md5", "kAFQmDzST7DWlj99KOF_cg==");
  check_no_digest("md5", "kAFQmDzST7DWlj99KOF/c=g=");
  check_no_digest("md5", "kAFQmDzST7DWlj99KOF\n/g==");
}

BOOST_AUTO_TEST_CASE(base64_with_stray_bits_is_refused) {
  check_no_digest("md5", "kAFQmDzST7DWlj99KOF/ch==");
}

BOOST_AUTO_TEST_CASE(unknown_algorithm_is_refused) {
  check_no_digest("crc32", "");
  check_no_digest("crc32", "cbf43926");
}

BOOST_AUTO_TEST_CASE(refused_value_is_shown_fit_for_a_terminal) {
  BOOST_TEST(
      haul::read_digest("md5", "\x1b[2J").error().message ==
      "'\\x1b[2J' is not a digest of 16 bytes in hex or base64");
}

BOOST_AUTO_TEST_CASE(base64_may_name_its_algorithm) {
  check_digest("sha256", "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=", sha256);
  check_digest("sha256", "SHA256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0", sha256);
  check_digest("sha1", "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", sha1);
  check_digest("md5", "md5-kAFQmDzST7DWlj99KOF/cg==", md5);
}

BOOST_AUTO_TEST_CASE(named_algorithm_must_be_the_one_asked_for) {
  const std::string named = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
  check_no_digest("sha512", named);
  check_no_digest("md5", named);
  check_no_digest("sha256", named + "?a");
  check_no_digest("sha256", named + " " + named);
  check_no_digest("sha256", "sha256" + named.substr(7));
  check_no_digest("sha256", "sha256-" + std::string(sha256));
  check_no_digest("sha256", "sha256-");
  check_no_digest("sha256", "sha256--" + named.substr(8));
}

BOOST_AUTO_TEST_CASE(checksum_names_its_algorithm) {
  check_checksum("md5=900150983CD24FB0D6963F7D28E17F72", "md5", md5);
  check_checksum("md5=kAFQmDzST7DWlj99KOF/cg==", "md5", md5);
  for (const char* spelling : {"sha1=", "SHA1=", "sha-1=", "Sha-1="})
    check_checksum(spelling + std::string(sha1), "sha1", sha1);
  for (const char* spelling : {"sha256=", "sha-256=", "SHA-256="})
    check_checksum(spelling + std::string(sha256), "sha256", sha256);
  for (const char* spelling : {"sha512=", "sha-512="})
    check_checksum(spelling + std::string(sha512), "sha512", sha512);
  const std::string base64 = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
  for (const char* spelling :
       {"sha256=", "sha256-", "sha-256-", "SHA256-", "sha256=sha256-", "sha-256=sha256-"})
    check_checksum(spelling + base64, "sha256", sha256);
}

BOOST_AUTO_TEST_CASE(checksum_of_another_form_is_refused) {
  const std::string hex(sha256);
  for (const std::string& text :
       {hex, "sha256:" + hex, "sha256" + hex, "sha256 = " + hex, std::string("sha256="),
        std::string("sha256"), std::string(), "=" + hex, "sha384=" + hex, "sha512=" + hex,
        "sha256=" + hex + "0", "sha256-" + hex, "crc32=cbf43926" + hex, "sha256==" + hex,
        " sha256=" + hex}) {
    const haul::field_result<haul::digest> read = haul::read_checksum(text);
    BOOST_TEST_REQUIRE(read.has_error(), "'" << text << "' was taken");
    BOOST_TEST(read.error().field == "checksum");
    BOOST_TEST((read.error().cause == haul::cause::bad_option));
  }
  BOOST_TEST(
      haul::read_checksum("crc32=\x1b[2J").error().message ==
      "'crc32=\\x1b[2J' is not a checksum such as sha256=VALUE (or sha512, sha1, md5)");
  BOOST_TEST(
      haul::read_checksum("md5=0").error().message ==
      "'0' is not a digest of 16 bytes in hex or base64");
}

BOOST_AUTO_TEST_CASE(header_is_a_name_and_a_value) {
  const haul::header wanted{"Accept", "text/html; q=1:2"};
  BOOST_TEST((*haul::read_header("Accept: text/html; q=1:2") == wanted));
  BOOST_TEST((*haul::read_header(" Accept :\t text/html; q=1:2 \t") == wanted));
}

BOOST_AUTO_TEST_CASE(header_may_be_empty) {
  const haul::header wanted{"X-Nothing", ""};
  BOOST_TEST((*haul::read_header("X-Nothing:") == wanted));
}

BOOST_AUTO_TEST_CASE(header_without_colon_or_name_is_refused_without_showing_it) {
  const haul::field_result<haul::header> blank = haul::read_header("Bearer canary");
  BOOST_TEST_REQUIRE(blank.has_error());
  BOOST_TEST(blank.error().field == "header");
  BOOST_TEST(blank.error().message == "a header is written as 'Name: value'");
  const haul::field_result<haul::header> nameless = haul::read_header(" : canary");
  BOOST_TEST_REQUIRE(nameless.has_error());
  BOOST_TEST(nameless.error().message == "a header has no name");
}

BOOST_AUTO_TEST_SUITE_END()
