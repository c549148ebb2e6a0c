#include "failure.hpp"
#include "proxy_tunnel.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace haul;

namespace {

origin to(const std::string& host, std::uint16_t port) {
  origin made;
  made.encrypted = true;
  made.host = host;
  made.port = port;
  return made;
}

proxy by(const std::string& text) {
  return parse_proxy(text, "x").value().value();
}

response_head answer(unsigned status, const std::string& reason) {
  response_head made;
  made.status = status;
  made.reason = reason;
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(proxy_tunnel)

BOOST_AUTO_TEST_CASE(request_names_host_and_port) {
  BOOST_TEST(
      serialise_connect(by("p:1"), to("example.org", 443), "") ==
      "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(ipv6_address_stands_in_brackets) {
  BOOST_TEST(
      serialise_connect(by("p:1"), to("2001:db8::1", 8443), "") ==
      "CONNECT [2001:db8::1]:8443 HTTP/1.1\r\nHost: [2001:db8::1]:8443\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(request_holds_agent_and_credentials) {
  BOOST_TEST(
      serialise_connect(by("maria:canary@p:1"), to("example.org", 443), "haul/1") ==
      "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\nUser-Agent: haul/1\r\n"
      "Proxy-Authorization: Basic bWFyaWE6Y2FuYXJ5\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(refusal_tells_what_can_be_done) {
  const origin wanted = to("example.org", 443);
  const error missing = refused_by_proxy(by("p:1"), wanted, answer(407, "Auth Required"));
  BOOST_TEST(
      missing.message ==
      "HTTP 407 Auth Required: it wants a user name and a password, as http://USER:PASSWORD@p:1");
  const error wrong = refused_by_proxy(by("maria:canary@p:1"), wanted, answer(407, ""));
  BOOST_TEST(wrong.message == "HTTP 407: it refuses the user name and password it was given");
  const error filtered = refused_by_proxy(by("p:1"), wanted, answer(403, "Filtered"));
  BOOST_TEST(filtered.message == "HTTP 403 Filtered: it opens no tunnel to example.org:443");
  BOOST_TEST((filtered.stage == stage::connect));
  BOOST_TEST((filtered.cause == cause::http_status));
  BOOST_TEST(filtered.http_status == 403U);
}

BOOST_AUTO_TEST_CASE(proxy_is_named_without_its_credentials) {
  const proxy with = by("maria:canary@p.example.org:1");
  const error named = of_proxy(with, failure(stage::connect, cause::connect_failed, "no route"));
  BOOST_TEST(named.message == "proxy p.example.org:1: no route");
  const error cancelled = of_proxy(with, failure(stage::connect, cause::cancelled, "cancelled"));
  BOOST_TEST(cancelled.message == "cancelled");
}

BOOST_AUTO_TEST_SUITE_END()
