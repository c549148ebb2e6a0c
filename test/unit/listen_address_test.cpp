#include "listen_address.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>
#include <string>

namespace {

std::string parsed(const std::string& text) {
  const auto address = haul::parse_listen_address(text);
  if (!address)
    return "refused";
  std::ostringstream said;
  said << *address;
  return said.str();
}

} // namespace

BOOST_AUTO_TEST_SUITE(listen_address)

BOOST_AUTO_TEST_CASE(addresses_have_a_port) {
  BOOST_TEST(parsed("127.0.0.1:9464") == "127.0.0.1:9464");
  BOOST_TEST(parsed("0.0.0.0:0") == "0.0.0.0:0");
  BOOST_TEST(parsed("[::1]:65535") == "[::1]:65535");
}

BOOST_AUTO_TEST_CASE(port_alone_is_for_all_addresses) {
  BOOST_TEST(parsed(":9464") == "[::]:9464");
}

BOOST_AUTO_TEST_CASE(anything_else_is_refused) {
  for (const char* text :
       {"", ":", "9464", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "::1:9464",
        "[::1]", "[127.0.0.1]:1", "localhost:9464", "127.1:9464", "[::1:9464", "[]:1",
        "1.2.3.4: 1"})
    BOOST_TEST(parsed(text) == "refused", text);
  BOOST_TEST(parsed(std::string("127.0.0.1\0x:1", 13)) == "refused");
}

BOOST_AUTO_TEST_SUITE_END()
