#include "request_values.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using causes = std::vector<haul::cause>;
using statuses = std::vector<unsigned>;

template<class Value>
std::string complaint(const haul::result<Value>& refused) {
  if (refused)
    return "accepted";
  BOOST_TEST((refused.error().cause == haul::cause::bad_option));
  return refused.error().message;
}

// The parts with blanks between them.
std::string fixed(const std::string& text) {
  const auto parsed = haul::parse_fixed_address(text);
  if (!parsed)
    return parsed.error().message;
  return parsed->host + " " + std::to_string(parsed->port) + " " + parsed->address;
}

std::string servers(const std::string& text) {
  const auto parsed = haul::parse_name_servers(text);
  return parsed ? *parsed : parsed.error().message;
}

// Name and value with a bar between them.
std::string header(const std::string& text) {
  const auto parsed = haul::parse_header_line(text);
  return parsed ? parsed->name + "|" + parsed->value : parsed.error().message;
}

} // namespace

BOOST_AUTO_TEST_SUITE(request_values)

BOOST_AUTO_TEST_CASE(fixed_addresses_have_host_port_and_address) {
  BOOST_TEST(fixed("Example.ORG:443:192.0.2.7") == "example.org 443 192.0.2.7");
  BOOST_TEST(fixed("a_b-c:65535:127.0.0.1") == "a_b-c 65535 127.0.0.1");
}

BOOST_AUTO_TEST_CASE(international_host_is_left_to_the_library) {
  BOOST_TEST(fixed("Bücher.example:443:192.0.2.7") == "bücher.example 443 192.0.2.7");
}

BOOST_AUTO_TEST_CASE(checksums_have_algorithm_and_digest) {
  const std::string hex = "D41D8CD98F00B204E9800998ECF8427E";
  for (const std::string& text :
       {"md5:" + hex, "MD5=" + hex, std::string("md5:1B2M2Y8AsgTpgAmY7PhCfg=="),
        std::string("md5-1B2M2Y8AsgTpgAmY7PhCfg==")}) {
    const auto read = haul::parse_checksum(text);
    BOOST_TEST_REQUIRE(read.has_value(), text);
    BOOST_TEST(read->algorithm == "md5");
    BOOST_TEST(read->hex == "d41d8cd98f00b204e9800998ecf8427e");
  }
  BOOST_TEST(haul::parse_checksum("sha-256:" + std::string(64, 'a'))->algorithm == "sha256");
}

BOOST_AUTO_TEST_CASE(other_checksums_are_refused) {
  for (const std::string wrong :
       {"", "md5", "md5:", ":d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427e",
        "md5:d41d8cd98f00b204e9800998ecf8427", "crc32:d41d8cd9", "sha256:d41d8cd98f00b204e980",
        "md5::d41d8cd98f00b204e9800998ecf8427e"})
    BOOST_TEST(complaint(haul::parse_checksum(wrong))
                   .starts_with("'" + wrong + "' is not ALGORITHM:DIGEST with sha256"));
}

BOOST_AUTO_TEST_CASE(fixed_ipv6_addresses_may_stand_in_brackets) {
  BOOST_TEST(fixed("host:80:[2001:DB8::0:1]") == "host 80 2001:db8::1");
  BOOST_TEST(fixed("host:80:2001:db8::1") == "host 80 2001:db8::1");
  BOOST_TEST(fixed("[::1]:80:[::2]") == "::1 80 ::2");
}

BOOST_AUTO_TEST_CASE(other_fixed_addresses_are_refused) {
  for (const std::string wrong :
       {"", "host", "host:80", "host:80:", "host:0:127.0.0.1", "host:65536:127.0.0.1",
        "host::127.0.0.1", ":80:127.0.0.1", "ho st:80:127.0.0.1", "host:80:name",
        "::1:80:127.0.0.1", "[::1:80:127.0.0.1", "[host]:80:127.0.0.1", "host:80:[127.0.0.1]",
        "host:80:127.0.0.1 ", "host\n:80:127.0.0.1", "host:+80:127.0.0.1"}) {
    BOOST_TEST(fixed(wrong).find("is not HOST:PORT:ADDRESS") != std::string::npos, wrong);
  }
}

BOOST_AUTO_TEST_CASE(name_servers_get_their_port_spelled_out) {
  BOOST_TEST(servers("192.0.2.1") == "192.0.2.1:53");
  BOOST_TEST(servers("127.0.0.1:5300") == "127.0.0.1:5300");
  BOOST_TEST(servers("2001:db8::1") == "[2001:db8::1]:53");
  BOOST_TEST(servers("[2001:db8::1]") == "[2001:db8::1]:53");
  BOOST_TEST(servers("[::1]:5300,192.0.2.1") == "[::1]:5300,192.0.2.1:53");
}

BOOST_AUTO_TEST_CASE(other_name_servers_are_refused) {
  for (const std::string wrong :
       {"", ",", "127.0.0.1,", "name", "name:53", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:",
        "[127.0.0.1]:53", "[127.0.0.1]", "[::1]:x", "[::1", "2001:db8::1:99999", "127.0.0.1 "})
    BOOST_TEST(servers(wrong).find("is not IP addresses") != std::string::npos, wrong);
}

BOOST_AUTO_TEST_CASE(headers_are_cut_at_the_first_colon_and_trimmed) {
  BOOST_TEST(header("X-Key: a:b") == "X-Key|a:b");
  BOOST_TEST(header("X-Key:a b") == "X-Key|a b");
  BOOST_TEST(header("X-Key:  \t a \t") == "X-Key|a");
  BOOST_TEST(header("X-Key:") == "X-Key|");
  BOOST_TEST(header("X-Key: {code:lower}") == "X-Key|{code:lower}");
}

BOOST_AUTO_TEST_CASE(headers_of_another_form_are_refused) {
  for (const char* wrong : {"", "X-Key", ": value"})
    BOOST_TEST(header(wrong) == "a header must have the form 'Name: value'", wrong);
  for (const char* wrong : {"X Key: v", "X-Key : v", "X\xc3\xa9: v", "{name}: v"})
    BOOST_TEST(header(wrong).find("not a token") != std::string::npos, header(wrong));
  for (const char* own : {"Host: h", "content-length: 0", "User-Agent: me", "Range: bytes=0-"})
    BOOST_TEST(header(own).find("is set by haul itself") != std::string::npos, header(own));
}

BOOST_AUTO_TEST_CASE(a_header_that_is_refused_keeps_its_secret) {
  for (const char* wrong :
       {"sesame", "X-Key sesame", "X-Key: sesame\r\nHost: x", "X Key: sesame"}) {
    const std::string message = header(wrong);
    BOOST_TEST(message.find('|') == std::string::npos);
    BOOST_TEST(message.find("sesame") == std::string::npos, message);
  }
}

BOOST_AUTO_TEST_CASE(media_types_come_back_in_lower_case) {
  BOOST_TEST(haul::parse_media_type("Image/*").value() == "image/*");
  BOOST_TEST(haul::parse_media_type("text/CSV").value() == "text/csv");
  for (const char* wrong : {"", "image", "*/*", "image/g*", "text/html; charset=x"})
    BOOST_TEST(
        complaint(haul::parse_media_type(wrong)) ==
        "'" + std::string(wrong) + "' is not TYPE/SUBTYPE or TYPE/*");
}

BOOST_AUTO_TEST_CASE(sizes_are_bytes_or_have_a_unit) {
  const auto size = [](const char* text) { return haul::parse_byte_size(text).value(); };
  BOOST_TEST(size("0") == 0U);
  BOOST_TEST(size("1") == 1U);
  BOOST_TEST(size("999") == 999U);
  BOOST_TEST(size("800B") == 800U);
  BOOST_TEST(size("1000000000000000") == 1'000'000'000'000'000U);
  BOOST_TEST(size("500k") == 500'000U);
  BOOST_TEST(size("10MB") == 10'000'000U);
  BOOST_TEST(size("2.5Gi") == 2'684'354'560U);
  for (const char* wrong :
       {"", "-1", "+1", "1.5", "10M/s", "5/s", "10Q", "B", "1000000000000001", "1001T", "1 k"})
    BOOST_TEST(
        complaint(haul::parse_byte_size(wrong)).find("is not 0 or a number of bytes") !=
            std::string::npos,
        wrong);
}

BOOST_AUTO_TEST_CASE(retry_rules_are_statuses_and_kinds) {
  const auto rules = haul::parse_retry_rules("timeout,503,429,dns,503");
  BOOST_TEST_REQUIRE(rules.has_value());
  BOOST_TEST(rules->statuses == (statuses{429, 503}), boost::test_tools::per_element());
  BOOST_TEST((rules->causes == causes{haul::cause::look_up_failed, haul::cause::timed_out}));
}

BOOST_AUTO_TEST_CASE(each_kind_stands_for_its_cause) {
  const auto only = [](const char* text) { return haul::parse_retry_rules(text)->causes; };
  BOOST_TEST((only("dns") == causes{haul::cause::look_up_failed}));
  BOOST_TEST((only("connect") == causes{haul::cause::connect_failed}));
  BOOST_TEST((only("reset") == causes{haul::cause::connection_lost}));
  BOOST_TEST((only("timeout") == causes{haul::cause::timed_out}));
}

BOOST_AUTO_TEST_CASE(classes_of_statuses_are_all_of_them) {
  const auto rules = haul::parse_retry_rules("5xx,408");
  BOOST_TEST_REQUIRE(rules.has_value());
  BOOST_TEST(rules->statuses.size() == 101U);
  BOOST_TEST(rules->statuses.front() == 408U);
  BOOST_TEST(rules->statuses.back() == 599U);
  BOOST_TEST(rules->causes.empty());
  BOOST_TEST(haul::parse_retry_rules("4xx")->statuses.size() == 100U);
}

BOOST_AUTO_TEST_CASE(other_retry_rules_are_refused_by_item) {
  for (const char* wrong : {"", "200", "399", "600", "3xx", "5XX", "503,", "Timeout", "503 ,429"})
    BOOST_TEST(
        complaint(haul::parse_retry_rules(wrong)).find("is not a status from 400 to 599") !=
            std::string::npos,
        wrong);
  BOOST_TEST(complaint(haul::parse_retry_rules("503,never")).starts_with("'never' is not"));
}

BOOST_AUTO_TEST_SUITE_END()
