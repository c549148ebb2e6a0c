#include "proxy_exceptions.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>

using namespace haul;

namespace {

origin to(const std::string& host, std::uint16_t port = 80) {
  origin made;
  made.host = host;
  made.port = port;
  return made;
}

bool excepts(const std::string& list, const std::string& host, std::uint16_t port = 80) {
  return haul::proxy_exceptions(list).contain(to(host, port));
}

struct row {
  const char* list;
  const char* host;
  bool excepted;
};

// Each row as curl decides it, but for ports and `*.`, which curl does not know.
const row rows[] = {
    {"", "example.org", false},
    {"*", "example.org", true},
    {"*", "192.0.2.1", true},
    {"*", "2001:db8::1", true},
    {"other.net,*", "example.org", true},
    {"example.org", "example.org", true},
    {"EXAMPLE.org", "example.org", true},
    {"BÜCHER.example", "xn--bcher-kva.example", true},
    {".bücher.example", "www.xn--bcher-kva.example", true},
    {"☃.net", "xn--n3h.net", false},
    {"example.org", "www.example.org", true},
    {"example.org", "a.b.example.org", true},
    {"example.org", "badexample.org", false},
    {"example.org", "example.org.evil.net", false},
    {"example.org", "org", false},
    {"www.example.org", "example.org", false},
    {".example.org", "example.org", true},
    {".example.org", "www.example.org", true},
    {".example.org", "badexample.org", false},
    {"*.example.org", "www.example.org", true},
    {"*.example.org", "badexample.org", false},
    {"w*.example.org", "www.example.org", false},
    {"example.org.", "example.org", true},
    {"example.org", "example.org.", true},
    {"org", "example.org", true},
    {"a.net,example.org", "example.org", true},
    {"a.net, example.org", "example.org", true},
    {"a.net example.org", "example.org", true},
    {" ,,\t example.org ,, ", "example.org", true},
    {" ,, \t", "example.org", false},
    {".", "example.org", false},
    {"localhost", "127.0.0.1", false},
    {"127.0.0.1", "localhost", false},
    {"127.0.0.1", "127.0.0.1", true},
    {"127.0.0.1", "127.0.0.10", false},
    {"127.0.0.1", "1.127.0.0.1", false},
    {"0.0.1", "127.0.0.1", false},
    {"127", "127.0.0.1", false},
    {"10.0.0.0/8", "10.255.255.255", true},
    {"10.0.0.0/8", "11.0.0.0", false},
    {"10.9.9.9/8", "10.0.0.1", true},
    {"192.0.2.128/25", "192.0.2.128", true},
    {"192.0.2.128/25", "192.0.2.127", false},
    {"192.0.2.1/32", "192.0.2.1", true},
    {"192.0.2.1/32", "192.0.2.0", false},
    {"192.0.2.0/31", "192.0.2.1", true},
    {"0.0.0.0/0", "203.0.113.7", true},
    {"0.0.0.0/0", "2001:db8::1", false},
    {"0.0.0.0/0", "example.org", false},
    {"10.0.0.0/33", "10.0.0.0", false},
    {"10.0.0.0/", "10.0.0.0", false},
    {"10.0.0.0/-1", "10.0.0.0", false},
    {"10.0.0.0/8x", "10.0.0.0", false},
    {"10.0.0.0/4294967304", "10.0.0.0", false},
    {"example.org/8", "example.org", false},
    {"::1", "::1", true},
    {"[::1]", "::1", true},
    {"0:0:0:0:0:0:0:1", "::1", true},
    {"::1", "::2", false},
    {"2001:db8::/32", "2001:db8:ffff::1", true},
    {"2001:db8::/32", "2001:db9::1", false},
    {"2001:db8::/33", "2001:db8:8000::1", false},
    {"2001:db8::1/128", "2001:db8::1", true},
    {"2001:db8::1/128", "2001:db8::", false},
    {"2001:db8::/129", "2001:db8::", false},
    {"::/0", "2001:db8::1", true},
    {"::/0", "192.0.2.1", false},
    {"10.0.0.0/8", "::ffff:10.1.2.3", true},
    {"::ffff:10.1.2.3", "10.1.2.3", true},
};

} // namespace

BOOST_AUTO_TEST_SUITE(proxy_exceptions)

BOOST_AUTO_TEST_CASE(entries_match_as_those_of_curl) {
  for (const row& each : rows)
    BOOST_TEST(
        excepts(each.list, each.host) == each.excepted, "'" << each.list << "' and " << each.host);
}

BOOST_AUTO_TEST_CASE(without_a_port_in_the_list_every_host_is_excepted_wholly) {
  for (const row& each : rows)
    BOOST_TEST(
        haul::proxy_exceptions(each.list).contain_all_of(each.host) == each.excepted,
        "'" << each.list << "' and " << each.host);
}

BOOST_AUTO_TEST_CASE(entry_with_a_port_is_for_that_port) {
  BOOST_TEST(excepts("example.org:8080", "example.org", 8080));
  BOOST_TEST(excepts("example.org:8080", "www.example.org", 8080));
  BOOST_TEST(!excepts("example.org:8080", "example.org", 80));
  BOOST_TEST(excepts("192.0.2.1:8080", "192.0.2.1", 8080));
  BOOST_TEST(!excepts("192.0.2.1:8080", "192.0.2.1", 80));
  BOOST_TEST(excepts("[::1]:8080", "::1", 8080));
  BOOST_TEST(!excepts("[::1]:8080", "::1", 80));
  BOOST_TEST(!excepts("[::1]:8080", "::1:8080", 80));
}

BOOST_AUTO_TEST_CASE(entry_with_a_bad_port_matches_nothing) {
  for (const char* list :
       {"example.org:", "example.org:0", "example.org:80x", "example.org:65616", "[example.org:80",
        "example.org:-80", "[::1]80"})
    BOOST_TEST(
        (!excepts(list, "example.org", 80) && !excepts(list, "::1", 80)), "'" << list << "'");
}

BOOST_AUTO_TEST_CASE(host_with_one_excepted_port_is_not_excepted_wholly) {
  const haul::proxy_exceptions made("example.org:443,example.org:80");
  BOOST_TEST(made.contain(to("example.org", 443)));
  BOOST_TEST(!made.contain_all_of("example.org"));
  BOOST_TEST(haul::proxy_exceptions("*").contain_all_of("example.org"));
}

// Random entries: nothing but that it ends, and that it agrees with itself.
BOOST_AUTO_TEST_CASE(no_text_does_harm) {
  std::mt19937 chance(4);
  const std::string letters = "a1.:/[]*, -f0\t\xff";
  for (int turn = 0; turn < 20'000; ++turn) {
    std::string list;
    for (unsigned length = chance() % 24; length != 0; --length)
      list += letters[chance() % letters.size()];
    const haul::proxy_exceptions made(list);
    for (const char* host : {"a.a", "1.1.1.1", "::1", "f", ""}) {
      if (made.contain_all_of(host))
        BOOST_TEST(made.contain(to(host)), "'" << list << "' and " << host);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
