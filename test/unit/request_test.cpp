#include "request.hpp"

#include <boost/test/unit_test.hpp>

#include <cctype>
#include <string>
#include <vector>

namespace {

using namespace std::string_literals;

haul::header field(const std::string& name, const std::string& value) {
  haul::header made;
  made.name = name;
  made.value = value;
  return made;
}

void check_taken(const std::string& name, const std::string& value) {
  const auto taken = haul::check_header(field(name, value));
  BOOST_TEST(taken.has_value(), (taken ? "" : taken.error().message));
}

std::string complaint(const std::string& name, const std::string& value) {
  const auto refused = haul::check_header(field(name, value));
  BOOST_TEST_REQUIRE(refused.has_error(), "'" << name << ": " << value << "' was taken");
  BOOST_TEST((refused.error().cause == haul::cause::bad_option));
  return refused.error().message;
}

std::string wire_of(
    const std::string& url, const std::vector<haul::header>& extra = {},
    const std::string& agent = {}) {
  const haul::url asked = haul::url::parse(url).value();
  haul::request sent(asked, agent);
  sent.extra = extra;
  return haul::serialise(sent);
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

// One request line, fields, one empty line at the very end: nothing that a server could take for a
// second request.
void check_one_request(const std::string& wire) {
  BOOST_TEST(wire.starts_with("GET /"));
  BOOST_TEST(wire.ends_with("\r\n\r\n"));
  BOOST_TEST(count(wire, "\r\n\r\n") == 1u);
  BOOST_TEST(count(wire, "\r\n") == count(wire, "\n"));
  BOOST_TEST(count(wire, "\r\n") == count(wire, "\r"));
  BOOST_TEST(wire.find('\0') == std::string::npos);
  BOOST_TEST(count(wire.substr(0, wire.find('\r')), " ") == 2u);
  BOOST_TEST(count(wire, "\r\nGET ") == 0u);
  BOOST_TEST(count(wire, "\r\nHost: ") == 1u);
}

} // namespace

BOOST_AUTO_TEST_SUITE(request)

BOOST_AUTO_TEST_CASE(request_has_the_fields_it_needs) {
  BOOST_TEST(
      wire_of("http://host:8000/br/br.gif?x=1#y", {}, "haul/0.1") ==
      "GET /br/br.gif?x=1 HTTP/1.1\r\n"
      "Host: host:8000\r\n"
      "User-Agent: haul/0.1\r\n"
      "Accept-Encoding: identity\r\n"
      "Accept: */*\r\n"
      "\r\n");
}

BOOST_AUTO_TEST_CASE(empty_user_agent_is_not_sent) {
  BOOST_TEST(count(wire_of("http://host/"), "User-Agent") == 0u);
}

BOOST_AUTO_TEST_CASE(host_is_sent_with_brackets_and_port_where_due) {
  BOOST_TEST(count(wire_of("http://host:80/"), "\r\nHost: host\r\n") == 1u);
  BOOST_TEST(count(wire_of("https://host:80/"), "\r\nHost: host:80\r\n") == 1u);
  BOOST_TEST(count(wire_of("http://[::1]:8000/"), "\r\nHost: [::1]:8000\r\n") == 1u);
}

BOOST_AUTO_TEST_CASE(fields_of_the_user_are_sent_as_they_are) {
  const std::string wire = wire_of(
      "http://host/", {field("X-Token", "a b"), field("x-empty", ""), field("X-Token", "é")});
  check_one_request(wire);
  BOOST_TEST(count(wire, "\r\nX-Token: a b\r\n") == 1u);
  BOOST_TEST(count(wire, "\r\nx-empty: \r\n") == 1u);
  BOOST_TEST(count(wire, "\r\nX-Token: é\r\n") == 1u);
}

BOOST_AUTO_TEST_CASE(credentials_of_the_url_are_sent_in_authorization_only) {
  const std::string wire = wire_of("http://user:pass@host/");
  check_one_request(wire);
  BOOST_TEST(count(wire, "\r\nAuthorization: Basic dXNlcjpwYXNz\r\n") == 1u);
  BOOST_TEST(count(wire, "user") == 0u);
  BOOST_TEST(count(wire, "pass") == 0u);
}

BOOST_AUTO_TEST_CASE(authorization_of_the_user_replaces_that_of_the_url) {
  for (const char* name : {"Authorization", "authorization", "AUTHORIZATION"}) {
    const std::string wire = wire_of("http://user:pass@host/", {field(name, "Bearer x")});
    BOOST_TEST(count(wire, "Basic") == 0u);
    BOOST_TEST(count(wire, ": Bearer x\r\n") == 1u);
  }
}

BOOST_AUTO_TEST_CASE(only_the_last_authorization_is_sent) {
  const std::string wire = wire_of(
      "http://user:pass@host/",
      {field("Authorization", "Bearer x"), field("X-Key", "1"), field("authorization", "Own y")});
  check_one_request(wire);
  BOOST_TEST(count(wire, "uthorization") == 1u);
  BOOST_TEST(count(wire, "\r\nAuthorization: Own y\r\n") == 1u);
  BOOST_TEST(count(wire_of("http://host/", {field("Authorization", "")}), "uthorization") == 0u);
}

BOOST_AUTO_TEST_CASE(user_and_password_make_basic_authorisation) {
  // RFC 7617 section 2.
  BOOST_TEST(
      haul::basic_authorization("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  BOOST_TEST(haul::basic_authorization("test", "123\xc2\xa3") == "Basic dGVzdDoxMjPCow==");
  BOOST_TEST(haul::basic_authorization("", "") == "Basic Og==");
}

BOOST_AUTO_TEST_CASE(first_login_for_the_host_counts) {
  std::vector<haul::host_login> logins(4);
  logins[0].host = "open.example";
  logins[1].host = "a.example";
  logins[1].user = "u";
  logins[2].host = "a.example";
  logins[2].user = "other";
  logins[3].user = "any";
  BOOST_TEST(haul::authorization_for("a.example", logins) == haul::basic_authorization("u", ""));
  BOOST_TEST(
      haul::authorization_for("b.a.example", logins) == haul::basic_authorization("any", ""));
  BOOST_TEST(haul::authorization_for("open.example", logins) == "");
  logins.pop_back();
  BOOST_TEST(haul::authorization_for("b.example", logins) == "");
}

BOOST_AUTO_TEST_CASE(accept_of_the_user_replaces_ours) {
  for (const char* name : {"Accept", "accept", "ACCEPT"}) {
    const std::string wire = wire_of("http://host/", {field(name, "image/gif")});
    BOOST_TEST(count(wire, "*/*") == 0u);
    BOOST_TEST(count(wire, ": image/gif\r\n") == 1u);
  }
  BOOST_TEST(count(wire_of("http://host/", {field("Accept-Language", "pt")}), "*/*") == 1u);
}

BOOST_AUTO_TEST_CASE(header_names_are_tokens) {
  check_taken("X-Token", "a");
  check_taken("!#$%&'*+-.^_`|~09azAZ", "a");
  for (int each = 0; each < 256; ++each) {
    const char character = static_cast<char>(each);
    const bool token =
        each < 128 && (std::isalnum(each) != 0 ||
                       (each != 0 && "!#$%&'*+-.^_`|~"s.find(character) != std::string::npos));
    if (!token)
      BOOST_TEST(
          complaint("X"s + character + "y", "a").ends_with("has a name that is not a token"));
  }
  BOOST_TEST(complaint("", "a") == "header '' has a name that is not a token");
}

BOOST_AUTO_TEST_CASE(fields_that_haul_sets_are_refused_in_any_case) {
  for (const char* own :
       {"Host", "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization",
        "Content-Length", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Expect",
        "Accept-Encoding", "Range", "User-Agent"}) {
    std::string upper = own;
    std::string lower = own;
    for (std::size_t i = 0; i < upper.size(); ++i) {
      upper[i] = static_cast<char>(std::toupper(upper[i]));
      lower[i] = static_cast<char>(std::tolower(lower[i]));
    }
    for (const std::string& name : {std::string(own), upper, lower})
      BOOST_TEST(complaint(name, "x") == "header '" + name + "' is set by haul itself");
  }
  for (const char* other : {"Hosts", "X-Host", "Accept", "Authorization", "Cookie", "Referer"})
    check_taken(other, "x");
}

BOOST_AUTO_TEST_CASE(header_values_have_no_control_characters) {
  for (const char* value : {"", " ", "a\tb", "é", "\xff", "a: b; c=\"d\""})
    check_taken("X-Token", value);
  for (char control = 0; control < 0x20; ++control) {
    if (control == '\t')
      continue;
    for (const std::string& value : {"a"s + control + "b", control + "a"s, "a"s + control})
      BOOST_TEST(
          complaint("X-Token", value) == "header 'X-Token' has a control character in its value");
  }
  complaint("X-Token", "\x7f");
}

BOOST_AUTO_TEST_CASE(message_can_be_shown_and_does_not_tell_the_value) {
  BOOST_TEST(complaint("X\x1b[2J", "a") == "header 'X\\x1b[2J' has a name that is not a token");
  BOOST_TEST(complaint("X-Key", "secret\n").find("secret") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(nothing_that_is_taken_makes_a_second_request) {
  const std::vector<std::string> hostile = {
      "\r\n\r\nGET /evil HTTP/1.1\r\nHost: evil\r\n\r\n",
      "\n\nGET /evil HTTP/1.1\n\n",
      "\rGET /evil",
      "\0\r\n"s,
      " HTTP/1.1\r\nX: y",
      "%0d%0a%0d%0aGET /evil HTTP/1.1",
      " HTTP/1.1",
      "é\xc0\x8d\xc0\x8a",
      "\xe5\x98\x8d\xe5\x98\x8a", // U+560D U+560A: CR and LF when cut to bytes
  };
  int taken = 0;
  for (const std::string& each : hostile) {
    for (const std::string& text :
         {"http://host/" + each, "http://host/?" + each, "http://host" + each + "/",
          "http://u" + each + "@host/", "http://host/#" + each}) {
      const auto parsed = haul::url::parse(text);
      if (!parsed)
        continue;
      ++taken;
      check_one_request(haul::serialise(haul::request(*parsed, "haul")));
    }
    const haul::header sent = field("X-Token", each);
    if (!haul::check_header(sent))
      continue;
    ++taken;
    check_one_request(wire_of("http://host/", {sent}));
  }
  BOOST_TEST(taken >= 12);
}

BOOST_AUTO_TEST_CASE(request_to_a_proxy_has_the_absolute_form_and_its_credentials) {
  const auto by = haul::parse_proxy("http://maria:canary@proxy.example.org:3128", "x").value();
  const haul::url asked = haul::url::parse("http://user:key@Example.org:8080/a b?q#part").value();
  haul::request sent(asked, "");
  sent.by = &*by;
  const std::string wire = haul::serialise(sent);
  BOOST_TEST(wire.starts_with("GET http://example.org:8080/a%20b?q HTTP/1.1\r\n"));
  BOOST_TEST(count(wire, "\r\nHost: example.org:8080\r\n") == 1u);
  BOOST_TEST(count(wire, "\r\nProxy-Authorization: Basic bWFyaWE6Y2FuYXJ5\r\n") == 1u);
  BOOST_TEST(count(wire, "\r\nAuthorization: Basic dXNlcjprZXk=\r\n") == 1u);
}

BOOST_AUTO_TEST_CASE(proxy_without_credentials_is_sent_none) {
  const auto by = haul::parse_proxy("proxy.example.org:3128", "x").value();
  const haul::url asked = haul::url::parse("http://example.org").value();
  haul::request sent(asked, "");
  sent.by = &*by;
  const std::string wire = haul::serialise(sent);
  BOOST_TEST(wire.starts_with("GET http://example.org/ HTTP/1.1\r\n"));
  BOOST_TEST(count(wire, "Proxy-") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
