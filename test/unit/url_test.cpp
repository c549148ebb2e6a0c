#include "url.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

namespace {

using namespace std::string_literals;
using pairs = std::vector<std::pair<std::string, std::string>>;

haul::url parse(const std::string& text) {
  return haul::url::parse(text).value();
}

std::string complaint(const std::string& text) {
  const auto refused = haul::url::parse(text);
  BOOST_TEST_REQUIRE(refused.has_error(), "'" << text << "' was taken");
  BOOST_TEST((refused.error().cause == haul::cause::bad_url));
  BOOST_TEST((refused.error().stage == haul::stage::input));
  return refused.error().message;
}

void check_refused(const std::vector<std::string>& all) {
  for (const std::string& text : all)
    complaint(text);
}

} // namespace

BOOST_AUTO_TEST_SUITE(url)

BOOST_AUTO_TEST_CASE(url_is_taken_apart_for_a_request) {
  const haul::url taken = parse("https://User:Pass@Example.ORG:8443/A/b.gif?x=1&y#z");
  BOOST_TEST(taken.from().encrypted);
  BOOST_TEST(taken.from().host == "example.org");
  BOOST_TEST(taken.from().port == 8443);
  BOOST_TEST(taken.from().key() == "https://example.org:8443");
  BOOST_TEST(taken.target() == "/A/b.gif?x=1&y");
  BOOST_TEST(taken.host_field() == "example.org:8443");
  BOOST_TEST(taken.text() == "https://example.org:8443/A/b.gif?x=1&y");
}

BOOST_AUTO_TEST_CASE(target_is_never_empty) {
  for (const auto& [text, target] : pairs{
           {"http://h", "/"},
           {"http://h/", "/"},
           {"http://h?x", "/?x"},
           {"http://h#x", "/"},
           {"http://h/?", "/?"},
           {"http://h//a//", "//a//"},
           {"HTTP://h/../a", "/../a"}})
    BOOST_TEST(parse(text).target() == target);
}

BOOST_AUTO_TEST_CASE(port_is_that_of_the_scheme_unless_given) {
  BOOST_TEST(parse("http://h/").from().port == 80);
  BOOST_TEST(parse("https://h/").from().port == 443);
  BOOST_TEST(parse("https://h:/").from().port == 443);
  BOOST_TEST(parse("http://h:65535/").from().port == 65535);
  BOOST_TEST(parse("http://h:080/").text() == "http://h/");
  BOOST_TEST(parse("http://h:80/").host_field() == "h");
  BOOST_TEST(parse("https://h:443/").host_field() == "h");
  BOOST_TEST(parse("http://h:443/").host_field() == "h:443");
  BOOST_TEST(parse("https://h:80/").host_field() == "h:80");
  check_refused(
      {"http://h:0/", "http://h:65536/", "http://h:65537/", "http://h:99999/",
       "http://h:99999999999999999999/", "http://h:-1/", "http://h:+80/", "http://h: 80/",
       "http://h:8o/", "http://h:80:90/"});
}

BOOST_AUTO_TEST_CASE(origin_is_scheme_host_and_port) {
  const haul::origin here = parse("http://h/a").from();
  BOOST_TEST((here == parse("HTTP://user@H:80/b?c").from()));
  for (const char* other : {"https://h/", "http://h:81/", "http://g/", "https://h:80/"})
    BOOST_TEST((here != parse(other).from()));
}

BOOST_AUTO_TEST_CASE(addresses_are_hosts) {
  BOOST_TEST(parse("http://127.0.0.1:8000/").from().host == "127.0.0.1");
  const haul::url six = parse("http://[2001:DB8::1]/");
  BOOST_TEST(six.from().host == "2001:db8::1");
  BOOST_TEST(six.host_field() == "[2001:db8::1]");
  BOOST_TEST(parse("https://[::1]:8443/").host_field() == "[::1]:8443");
  BOOST_TEST(parse("http://[::ffff:192.0.2.1]/").from().host == "::ffff:192.0.2.1");
  check_refused(
      {"http://[::1/", "http://::1/", "http://[::1]x/", "http://[::g]/", "http://[]/",
       "http://[v1.x]/", "http://[127.0.0.1]/", "http://[fe80::1%25lo]/"});
}

BOOST_AUTO_TEST_CASE(host_without_a_name_is_refused) {
  for (const char* text : {"http://", "http:///x", "http://:80/", "http://user@/", "http://?x"})
    BOOST_TEST(complaint(text).ends_with(": there is no host"), complaint(text));
  check_refused({"http:", "http:/", "http:/h/x", "http:h", "https:x/y"});
}

BOOST_AUTO_TEST_CASE(host_is_a_name_by_letters_digits_and_hyphens) {
  BOOST_TEST(parse("http://A-1_b.example/").from().host == "a-1_b.example");
  BOOST_TEST(parse("http://" + std::string(253, 'a')).from().host.size() == 253u);
  check_refused(
      {"http://" + std::string(254, 'a'), "http://a b/", "http://a!b/", "http://a,b/",
       "http://a;b/", "http://<h>/", "http://a\"b/", "http://h\\@g/", "http://%/", "http://a%2fb/",
       "http://a%00b/", "http://a%0d%0ab/", "http://a%20b/", "http://a%40b/", "http://%5b::1%5d/",
       "http://ex%61mple/", "http://%31.1.1.1/", "http://%c3%a9/", "http://*/"});
}

BOOST_AUTO_TEST_CASE(host_is_not_what_only_looks_like_one) {
  for (const auto& [text, host] : pairs{
           {"http://good@evil/", "evil"},
           {"http://good:80@evil:81/", "evil"},
           {"http://good?@evil/", "good"},
           {"http://good#@evil/", "good"},
           {"http://good/@evil/", "good"},
           {"http://127.0.0.1.evil/", "127.0.0.1.evil"},
           {"http://127.0.0.1:80@evil/", "evil"},
           {"http://2130706433/", "2130706433"}})
    BOOST_TEST(parse(text).from().host == host);
  check_refused({"http://good\\@evil/", "http://good;@@evil/", "http://good@evil@/"});
}

BOOST_AUTO_TEST_CASE(only_http_and_https_are_taken) {
  for (const char* text :
       {"ftp://h/", "file:///etc/passwd", "httpx://h/", "javascript://h/", "ws://h/"})
    BOOST_TEST(complaint(text).ends_with("the scheme is neither http nor https"));
  check_refused(
      {"", "h", "h/x", "//h/x", "/x", "?x", "://h/", "h:80/x", " http://h/", "ht tp://h/"});
}

BOOST_AUTO_TEST_CASE(control_characters_are_refused_wherever_they_stand) {
  const std::string fine = "http://u:p@h:80/a?b#c";
  for (char control = 0; control < 0x20; ++control) {
    for (std::size_t at = 0; at <= fine.size(); ++at) {
      std::string text = fine;
      BOOST_TEST(
          complaint(text.insert(at, 1, control)).ends_with("it contains a control character"));
    }
  }
  check_refused({"http://h/\x7f", "http://h/a\0b"s, "http://h/\r\n\r\nGET /x HTTP/1.1"});
}

BOOST_AUTO_TEST_CASE(what_people_paste_is_encoded) {
  for (const auto& [text, target] : pairs{
           {"http://h/a b?c d#e f", "/a%20b?c%20d"},
           {"http://h/Zürich?ä=日", "/Z%C3%BCrich?%C3%A4=%E6%97%A5"},
           {"http://h/\"<>[]\\^`{|}", "/%22%3C%3E%5B%5D%5C%5E%60%7B%7C%7D"},
           {"http://h?[a]={b}", "/?%5Ba%5D=%7Bb%7D"},
           {"http://h/caf\xe9\x9b", "/caf%E9%9B"},
           {"http://h/%C3%A9%2f%0d%0a", "/%C3%A9%2f%0d%0a"}})
    BOOST_TEST(parse(text).target() == target);
  check_refused({"http://h/100%", "http://h/%zz", "http://h/?%1"});
}

BOOST_AUTO_TEST_CASE(user_name_and_password_become_basic_authorization) {
  for (const auto& [userinfo, field] : pairs{
           {"", ""},
           {"Aladdin:open%20sesame@", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="},
           {"user@", "Basic dXNlcjo="},
           {":pw@", "Basic OnB3"},
           {"a:b:c@", "Basic YTpiOmM="},
           {"%C3%A9:%00@", "Basic w6k6AA=="},
           {"a:%0d%0ab@", "Basic YToNCmI="}})
    BOOST_TEST(parse("http://" + userinfo + "h/").authorization() == field);
  const haul::url longer = parse("http://" + std::string(1000, 'x') + "@h/");
  BOOST_TEST(longer.authorization().find_first_of("\r\n") == std::string::npos);
  BOOST_TEST(longer.text() == "http://h/");
  BOOST_TEST(longer.target() == "/");
  check_refused({"http://a@b@h/", "http://u ser@h/", "http://ü@h/"});
}

BOOST_AUTO_TEST_CASE(international_host_is_taken_by_its_ascii_name) {
  const haul::url taken = parse("https://maria:pass@BÜCHER.example:8443/Zürich?ä#ü");
  BOOST_TEST(taken.from().key() == "https://xn--bcher-kva.example:8443");
  BOOST_TEST(taken.host_field() == "xn--bcher-kva.example:8443");
  BOOST_TEST(taken.text() == "https://xn--bcher-kva.example:8443/Z%C3%BCrich?%C3%A4");
  BOOST_TEST(taken.authorization() == parse("http://maria:pass@h/").authorization());
  BOOST_TEST(parse("http://zürich.ch").text() == "http://xn--zrich-kva.ch/");
  BOOST_TEST((parse("http://ü").from() == parse("http://xn--tda/").from()));
  BOOST_TEST(parse("http://127.0.0.1ü.example/").from().host == "127.0.0.xn--1-eha.example");
}

BOOST_AUTO_TEST_CASE(characters_of_an_international_host_move_no_border) {
  check_refused(
      {"http://h／@evil/", "http://good.example／evil.example/", "http://a℀b/", "http://h：80/",
       "http://u＠h/", "http://h＃x/", "http://h？x/", "http://［::1］/", "http://[::１]/",
       "http://ü:８０/", "http://a@ü@h/", "http://a@h@ü/", "http://ü:99999/", "http://ü:x/",
       "ftp://ü/", "//ü/", "ü/", "http://ü%41/", "http://ü\\@h/"});
  BOOST_TEST(parse("http://１２７．０．０．１/").from().host == "127.0.0.1");
}

BOOST_AUTO_TEST_CASE(host_that_is_no_international_name_is_said_to_be_none) {
  BOOST_TEST(
      complaint("http://☃.net/x") ==
      "bad URL 'http://☃.net/x': the host is not an international domain name: string contains a "
      "disallowed character");
  BOOST_TEST(complaint("http://a℀b/").ends_with("it holds a character that no host name has"));
  BOOST_TEST(complaint("http://\xff/").ends_with(": string encoding error"));
}

BOOST_AUTO_TEST_CASE(message_shows_no_secret_and_no_escape_sequence) {
  BOOST_TEST(
      complaint("ftp://user:secret@h/?k=secret#secret") ==
      "bad URL 'ftp://***@h/?k=***': the scheme is neither http nor https");
  BOOST_TEST(complaint("http://user:sec/ret@h/").starts_with("bad URL 'http://***@h/'"));
  BOOST_TEST(
      complaint("http://h/\x1b[2J") ==
      "bad URL 'http://h/\\x1b[2J': it contains a control character");
}

BOOST_AUTO_TEST_CASE(url_is_at_most_64_kib_long) {
  const std::string most = "http://h/" + std::string(64 * 1024 - 9, 'x');
  BOOST_TEST(parse(most).target().size() == 64u * 1024 - 8);
  const std::string why = complaint(most + "x");
  BOOST_TEST(why.ends_with("it is longer than 64 KiB"));
  BOOST_TEST(why.size() < 200u);
  BOOST_TEST(parse("http://h/").resolve(most + "x").has_error());
}

BOOST_AUTO_TEST_CASE(url_parsed_by_another_one_is_as_if_parsed_alone) {
  for (const std::string known :
       {"http://host/a", "http://host:8080/", "https://host/x", "http://[::1]:8080/y",
        "http://user:word@host/z"}) {
    const haul::url last = parse(known);
    for (const std::string_view text :
         {"http://host/b",       "http://host/b?c=d&e#f",   "http://host/%41",
          "http://host/%zz",     "http://host/a b",         "http://host",
          "http://host?x",       "http://hostess/a",        "http://host:80/a",
          "http://host:8080/b",  "http://host:80801/b",     "http://host@other/a",
          "https://host/b",      "http://user:word@host/b", "http://host/\x7f",
          "http://host/\t",      "http://host/ü",           "http://[::1]:8080/%",
          "http://[::1]:8080/q", "HTTP://HOST/b",           ""}) {
      const haul::result<haul::url> alone = haul::url::parse(text);
      const haul::result<haul::url> alike = last.parse_alike(text);
      BOOST_TEST_CONTEXT(text << " behind " << known) {
        BOOST_TEST_REQUIRE(alone.has_value() == alike.has_value());
        if (!alone) {
          BOOST_TEST(alone.error().message == alike.error().message);
          continue;
        }
        BOOST_TEST(alone->text() == alike->text());
        BOOST_TEST(alone->target() == alike->target());
        BOOST_TEST(alone->host_field() == alike->host_field());
        BOOST_TEST(alone->authorization() == alike->authorization());
        BOOST_TEST((alone->from() == alike->from()));
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
