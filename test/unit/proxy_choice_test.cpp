#include "proxy_choice.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

using namespace haul;

namespace {

origin http(const std::string& host, std::uint16_t port = 80) {
  origin made;
  made.host = host;
  made.port = port;
  return made;
}

origin https(const std::string& host, std::uint16_t port = 443) {
  origin made = http(host, port);
  made.encrypted = true;
  return made;
}

haul::proxy_choice choice(
    const std::string& for_http, const std::string& for_https, const std::string& except = {}) {
  proxy_options how;
  how.http = for_http;
  how.https = for_https;
  how.except = except;
  return haul::proxy_choice::create(how).value();
}

// The name of the proxy that leads to an origin, empty for none.
std::string name(const haul::proxy_choice& from, const origin& to) {
  const proxy* const found = from.find(to);
  return found == nullptr ? std::string() : found->name();
}

proxy parsed(const std::string& text) {
  return parse_proxy(text, "x").value().value();
}

} // namespace

BOOST_AUTO_TEST_SUITE(proxy_choice)

BOOST_AUTO_TEST_CASE(proxy_is_a_host_and_a_port) {
  BOOST_TEST(parsed("http://proxy.example.org:3128").name() == "proxy.example.org:3128");
  BOOST_TEST(parsed("proxy.example.org:3128").name() == "proxy.example.org:3128");
  BOOST_TEST(parsed("HTTP://Proxy.Example.org:3128/").name() == "proxy.example.org:3128");
  BOOST_TEST(parsed("127.0.0.1:8080").name() == "127.0.0.1:8080");
  BOOST_TEST(parsed("http://[2001:DB8::1]:3128").name() == "[2001:db8::1]:3128");
  BOOST_TEST(!parsed("proxy.example.org").at.encrypted);
}

BOOST_AUTO_TEST_CASE(port_is_1080_when_none_is_given_and_80_when_that_is) {
  BOOST_TEST(parsed("http://proxy.example.org").at.port == 1080);
  BOOST_TEST(parsed("proxy.example.org/").at.port == 1080);
  BOOST_TEST(parsed("http://user:80@proxy.example.org").at.port == 1080);
  BOOST_TEST(parsed("[::1]").at.port == 1080);
  BOOST_TEST(parsed("http://proxy.example.org:80").at.port == 80);
}

BOOST_AUTO_TEST_CASE(credentials_become_basic_and_are_not_in_the_name) {
  const proxy with = parsed("http://maria:s%3Acr%40t@proxy.example.org:3128");
  BOOST_TEST(with.authorization == "Basic bWFyaWE6czpjckB0"); // maria:s:cr@t
  BOOST_TEST(with.name() == "proxy.example.org:3128");
  BOOST_TEST(parsed("maria@proxy.example.org:3128").authorization == "Basic bWFyaWE6");
  BOOST_TEST(parsed("proxy.example.org:3128").authorization.empty());
}

BOOST_AUTO_TEST_CASE(empty_text_is_no_proxy) {
  const result<std::optional<proxy>> made = parse_proxy("", "x");
  BOOST_TEST_REQUIRE(made.has_value());
  BOOST_TEST(!made->has_value());
}

BOOST_AUTO_TEST_CASE(proxies_of_other_kinds_are_refused_by_name) {
  for (const char* text : {"socks5://canary:canary@p:1", "SOCKS4a://p", "socks5h://p:1080"}) {
    const auto made = parse_proxy(text, "the proxy for http");
    BOOST_TEST_REQUIRE(!made.has_value(), text);
    BOOST_TEST(
        made.error().message ==
        "the proxy for http: SOCKS proxies are not supported; give an http:// proxy");
    BOOST_TEST((made.error().cause == cause::bad_option));
  }
  const auto tls = parse_proxy("https://proxy.example.org:3128", "x");
  BOOST_TEST_REQUIRE(!tls.has_value());
  BOOST_TEST(tls.error().message.find("over TLS (https://) is not supported") != std::string::npos);
  BOOST_TEST(!parse_proxy("ftp://proxy.example.org:3128", "x").has_value());
  BOOST_TEST(!parse_proxy("://proxy.example.org:3128", "x").has_value());
}

BOOST_AUTO_TEST_CASE(bad_proxy_is_refused_without_a_word_of_it) {
  for (const char* text :
       {"http://", "http:///", "http://canary:12/canary@p:80", "canary:canary@p:99999",
        "canary@canary@p", "http://p:1/canary", "http://p:1?canary", "http://p:1#canary",
        "canary p:1", "canary\r\nX: y:1", "http://canary:", "canary:", "[canary]:1", "canary:0",
        "p\\canary:1", "maria:%zzcanary@p:1"}) {
    const auto made = parse_proxy(text, "x");
    BOOST_TEST_REQUIRE(!made.has_value(), text);
    BOOST_TEST(made.error().message.find("canary") == std::string::npos, made.error().message);
    BOOST_TEST(made.error().message.starts_with("x: a proxy is http://"), made.error().message);
  }
}

BOOST_AUTO_TEST_CASE(each_scheme_has_its_proxy) {
  const haul::proxy_choice made = choice("a:1", "b:2");
  BOOST_TEST(name(made, http("example.org")) == "a:1");
  BOOST_TEST(name(made, https("example.org")) == "b:2");
  BOOST_TEST(name(choice("", "b:2"), http("example.org")).empty());
  BOOST_TEST(name(choice("a:1", ""), https("example.org")).empty());
  BOOST_TEST(name(haul::proxy_choice(), http("example.org")).empty());
}

BOOST_AUTO_TEST_CASE(excepted_origin_has_none) {
  const haul::proxy_choice made = choice("a:1", "b:2", "example.org:443, 10.0.0.0/8");
  BOOST_TEST(name(made, https("example.org")).empty());
  BOOST_TEST(name(made, http("example.org")) == "a:1");
  BOOST_TEST(name(made, http("10.1.2.3", 8080)).empty());
  BOOST_TEST(name(made, https("11.1.2.3")) == "b:2");
}

BOOST_AUTO_TEST_CASE(what_was_found_outlives_a_move) {
  haul::proxy_choice made = choice("a:1", "b:2");
  const proxy* const found = made.find(http("example.org"));
  const haul::proxy_choice moved = std::move(made);
  BOOST_TEST(moved.find(http("example.org")) == found);
}

BOOST_AUTO_TEST_CASE(bad_proxy_of_either_scheme_is_named) {
  proxy_options how;
  how.http = "socks4://a";
  BOOST_TEST(haul::proxy_choice::create(how).error().message.starts_with("the proxy for http: "));
  how.http.clear();
  how.https = "https://a";
  BOOST_TEST(haul::proxy_choice::create(how).error().message.starts_with("the proxy for https: "));
}

BOOST_AUTO_TEST_CASE(host_behind_a_proxy_for_some_port_is_known) {
  const haul::proxy_choice made = choice("a:1", "", "example.org:80, example.net");
  BOOST_TEST(made.for_some_port("example.org")[0] != nullptr);
  BOOST_TEST(made.for_some_port("example.org")[1] == nullptr);
  BOOST_TEST(made.for_some_port("example.net")[0] == nullptr);
  BOOST_TEST(haul::proxy_choice().for_some_port("example.org")[0] == nullptr);
}

BOOST_AUTO_TEST_CASE(connections_are_shared_by_nobody_who_must_not) {
  const haul::proxy_choice made = choice("a:1", "a:1", "direct.org");
  const std::string tunnel = made.connection_key(https("example.org"));
  BOOST_TEST(tunnel == made.connection_key(https("example.org")));
  BOOST_TEST(tunnel != made.connection_key(https("example.net")));
  BOOST_TEST(tunnel != made.connection_key(https("example.org", 444)));
  BOOST_TEST(tunnel != haul::proxy_choice().connection_key(https("example.org")));
  const std::string plain = made.connection_key(http("example.org"));
  BOOST_TEST(plain == made.connection_key(http("example.net", 8080)));
  BOOST_TEST(plain != tunnel);
  BOOST_TEST(plain != haul::proxy_choice().connection_key(http("a", 1))); // the proxy as an origin
  BOOST_TEST(made.connection_key(http("direct.org")) == http("direct.org").key());
}

BOOST_AUTO_TEST_SUITE_END()
