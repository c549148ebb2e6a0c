#include "address_policy.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

namespace {

bool allowed(const haul::address_policy& by, const std::string& address, bool named) {
  return by.allows(boost::asio::ip::make_address(address), named);
}

const haul::address_policy usual;
const haul::address_policy strict(true);

// Of these, the usual policy takes what the task itself names.
void check_unless_named(const std::string& address) {
  BOOST_TEST(!allowed(usual, address, false), address << " may be connected to");
  BOOST_TEST(allowed(usual, address, true), address << " may not be connected to by name");
  BOOST_TEST(!allowed(strict, address, false), address << " may be connected to, strictly");
  BOOST_TEST(!allowed(strict, address, true), address << " may be connected to by name, strictly");
}

// These the usual policy takes from anybody, the strict one from nobody.
void check_private(const std::string& address) {
  BOOST_TEST(allowed(usual, address, false), address << " may not be connected to");
  BOOST_TEST(allowed(usual, address, true), address << " may not be connected to by name");
  BOOST_TEST(!allowed(strict, address, false), address << " may be connected to, strictly");
  BOOST_TEST(!allowed(strict, address, true), address << " may be connected to by name, strictly");
}

void check_public(const std::string& address) {
  for (const bool named : {false, true}) {
    BOOST_TEST(allowed(usual, address, named), address << " may not be connected to");
    BOOST_TEST(allowed(strict, address, named), address << " may not be connected to, strictly");
  }
}

struct network {
  const char* what;
  const char* below; // the public address before the first one; empty when it is not public
  const char* first;
  const char* last;
  const char* above;
};

const network networks[] = {
    {"this network", "", "0.0.0.0", "0.255.255.255", "1.0.0.0"},
    {"private", "9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"},
    {"shared", "100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0"},
    {"loopback", "126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0"},
    {"Azure", "168.63.129.15", "168.63.129.16", "168.63.129.16", "168.63.129.17"},
    {"private", "172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0"},
    {"assignments", "191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0"},
    {"documentation", "192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0"},
    {"6to4 relays", "192.88.98.255", "192.88.99.0", "192.88.99.255", "192.88.100.0"},
    {"private", "192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0"},
    {"benchmarking", "198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0"},
    {"documentation", "198.51.99.255", "198.51.100.0", "198.51.100.255", "198.51.101.0"},
    {"documentation", "203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0"},
    {"multicast", "223.255.255.255", "224.0.0.0", "239.255.255.255", ""},
    {"reserved", "", "240.0.0.0", "255.255.255.255", ""},
    {"unspecified, loopback", "", "::", "::1", ""},
    {"discarded", "", "100::", "100::ffff:ffff:ffff:ffff", ""},
    {"not assigned", "", "1fff:ffff::", "1fff:ffff::ffff", "2000::"},
    {"NAT64 of a network", "", "64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", ""},
    {"Teredo", "2000:ffff::1", "2001::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff", ""},
    {"assignments", "", "2001:2::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:200::"},
    {"documentation", "2001:db7:ffff::", "2001:db8::", "2001:db8:ffff::ffff", "2001:db9::"},
    {"documentation", "3ffe:ffff::", "3fff::", "3fff:fff:ffff::ffff", "3fff:1000::"},
    {"segment routing", "", "5f00::", "5f00:ffff::", ""},
    {"private", "", "fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", ""},
    {"site-local", "", "fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", ""},
    {"multicast", "", "ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", ""},
};

} // namespace

BOOST_AUTO_TEST_SUITE(address_policy)

BOOST_AUTO_TEST_CASE(networks_that_are_not_public_are_denied_from_end_to_end) {
  for (const network& each : networks) {
    BOOST_TEST_CONTEXT(each.what) {
      check_private(each.first);
      check_private(each.last);
      for (const std::string neighbour : {each.below, each.above}) {
        if (!neighbour.empty())
          check_public(neighbour);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(public_addresses_are_allowed) {
  for (const char* address :
       {"1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.0.1", "2606:2800:220:1:248:1893:25c8:1946",
        "2a00::1", "2620:fe::fe"})
    check_public(address);
}

BOOST_AUTO_TEST_CASE(link_local_addresses_are_meant_only_when_named) {
  for (const char* address :
       {"169.254.0.0", "169.254.1.2", "169.254.255.255", "fe80::", "fe80::1", "fe80::1%1",
        "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"})
    check_unless_named(address);
  for (const char* neighbour : {"169.253.255.255", "169.255.0.0", "168.254.169.254"})
    check_public(neighbour);
  for (const char* neighbour : {"fe7f::1", "fec0::1"})
    check_private(neighbour);
}

BOOST_AUTO_TEST_CASE(metadata_services_are_meant_only_when_named) {
  for (const char* address :
       {"169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "fd00:ec2::254",
        "fd20:ce::254"})
    check_unless_named(address);
  for (const char* neighbour :
       {"100.100.100.199", "192.0.0.193", "fd00:ec2::253", "fd00:ec2::255", "fd00:ec3::254"})
    check_private(neighbour);
}

BOOST_AUTO_TEST_CASE(metadata_addresses_inside_ipv6_are_no_way_round) {
  for (const char* address :
       {"::ffff:169.254.169.254", "::ffff:169.254.0.0", "::ffff:a9fe:ffff", "::169.254.169.254",
        "::ffff:100.100.100.200", "64:ff9b::169.254.169.254", "2002:a9fe:a9fe::1"})
    check_unless_named(address);
}

BOOST_AUTO_TEST_CASE(private_addresses_inside_ipv6_are_no_way_round) {
  for (const char* address :
       {"::ffff:127.0.0.1", "::ffff:10.1.2.3", "::127.0.0.1", "::10.0.0.1", "::0.0.0.2",
        "64:ff9b::127.0.0.1", "64:ff9b::c0a8:1", "2002:7f00:1::", "2002:c0a8:101::1",
        "2002:ac10:1:2:3:4:5:6", "2001:0:a00:1::1"})
    check_private(address);
}

BOOST_AUTO_TEST_CASE(public_addresses_inside_ipv6_are_judged_as_they_are) {
  for (const char* address :
       {"::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1", "::93.184.216.34"})
    check_public(address);
}

BOOST_AUTO_TEST_CASE(literals_are_refused_in_any_spelling) {
  for (const char* host :
       {"127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1",
        "017700000001", "127.0.0.1.", "10.0x1.257", "0", "0x0", "0.0.0.0", "::1", "::ffff:7f00:1",
        "::ffff:127.0.0.1", "192.168.257", "3232235777"}) {
    BOOST_TEST(strict.refuses_literal(host, true), host);
    BOOST_TEST(strict.refuses_literal(host, false), host);
    BOOST_TEST(!usual.refuses_literal(host, false), host);
  }
}

BOOST_AUTO_TEST_CASE(metadata_literals_are_refused_in_any_spelling_unless_named) {
  for (const char* host :
       {"169.254.169.254", "2852039166", "0xa9fea9fe", "169.254.43518", "0251.0376.0251.0376",
        "169.254.169.254.", "fe80::1"}) {
    BOOST_TEST(usual.refuses_literal(host, false), host);
    BOOST_TEST(!usual.refuses_literal(host, true), host);
    BOOST_TEST(strict.refuses_literal(host, true), host);
  }
}

BOOST_AUTO_TEST_CASE(names_and_public_literals_are_not_refused) {
  for (const char* host :
       {"localhost", "example.org", "127.0.0.1.example.org", "127.example", "0x7f.1.x", "1.2.3.4.5",
        "256.0.0.1", "127.0.0.1..", "8.8.8.8", "134744072", "2606:2800::1", "a.b.c.d", ""}) {
    BOOST_TEST(!strict.refuses_literal(host, true), host);
    BOOST_TEST(!usual.refuses_literal(host, false), host);
  }
}

BOOST_AUTO_TEST_CASE(refusal_names_host_and_policy) {
  const haul::error said = strict.refusal("inside.example.org");
  BOOST_TEST((said.cause == haul::cause::address_refused));
  BOOST_TEST((said.stage == haul::stage::connect));
  BOOST_TEST(
      said.message == "inside.example.org stands for an address that is not public, which is "
                      "denied (deny_private)");
  BOOST_TEST(
      usual.refusal("m.example.org").message ==
      "m.example.org stands for a link-local or metadata address");
}

BOOST_AUTO_TEST_SUITE_END()
