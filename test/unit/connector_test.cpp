#include "connector.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

namespace {

bool may_connect(const std::string& address, bool named) {
  return haul::may_connect(boost::asio::ip::make_address(address), named);
}

void check_refused(const std::string& address) {
  BOOST_TEST(!may_connect(address, false), address << " may be connected to");
  BOOST_TEST(may_connect(address, true), address << " may not be connected to by name");
}

void check_allowed(const std::string& address) {
  BOOST_TEST(may_connect(address, false), address << " may not be connected to");
  BOOST_TEST(may_connect(address, true), address << " may not be connected to by name");
}

} // namespace

BOOST_AUTO_TEST_SUITE(connector)

BOOST_AUTO_TEST_CASE(link_local_addresses_are_meant_only_when_named) {
  for (const char* address :
       {"169.254.0.0", "169.254.1.2", "169.254.255.255", "fe80::", "fe80::1", "fe80::1%1",
        "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"})
    check_refused(address);
}

BOOST_AUTO_TEST_CASE(metadata_services_are_meant_only_when_named) {
  for (const char* address : {"169.254.169.254", "169.254.170.2", "fd00:ec2::254"})
    check_refused(address);
}

BOOST_AUTO_TEST_CASE(metadata_services_that_are_not_link_local_are_meant_only_when_named) {
  for (const char* address :
       {"100.100.100.200", "192.0.0.192", "fd20:ce::254", "::ffff:100.100.100.200"})
    check_refused(address);
}

BOOST_AUTO_TEST_CASE(addresses_mapped_into_ipv6_are_no_way_round) {
  for (const char* address : {"::ffff:169.254.169.254", "::ffff:169.254.0.0", "::ffff:a9fe:ffff"})
    check_refused(address);
  check_allowed("::ffff:192.0.2.1");
  check_allowed("::ffff:127.0.0.1");
}

BOOST_AUTO_TEST_CASE(neighbours_of_the_refused_ranges_are_allowed) {
  for (const char* address :
       {"169.253.255.255", "169.255.0.0", "168.254.169.254", "fe7f::1", "fec0::1", "fd00:ec2::253",
        "fd00:ec2::255", "fd00:ec3::254"})
    check_allowed(address);
}

BOOST_AUTO_TEST_CASE(loopback_private_and_public_addresses_are_allowed) {
  for (const char* address :
       {"127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "93.184.216.34", "0.0.0.0", "::1",
        "fc00::1", "2001:db8::1"})
    check_allowed(address);
}

BOOST_AUTO_TEST_SUITE_END()
