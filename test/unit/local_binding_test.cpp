#include "local_binding.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

asio::ip::address address(const char* text) {
  return asio::ip::make_address(text);
}

// A listener on the loopback and a socket that connects to it.
struct fixture {
  // Where the connection comes from.
  std::string connect_from(const haul::local_binding& from) {
    socket.open(tcp::v4());
    const error_code failed = from.bind(socket);
    BOOST_TEST_REQUIRE(!failed, failed.message());
    socket.connect(listener.local_endpoint());
    return socket.local_endpoint().address().to_string();
  }

  asio::io_context context;
  tcp::acceptor listener{context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  tcp::socket socket{context};
};

std::string complaint(const std::string& text) {
  const haul::result<void> checked = haul::local_binding(text).check();
  BOOST_TEST_REQUIRE(!checked.has_value(), text);
  BOOST_TEST((checked.error().cause == haul::cause::bad_option));
  return checked.error().message;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(local_binding, fixture)

BOOST_AUTO_TEST_CASE(without_one_the_system_chooses) {
  BOOST_TEST(connect_from(haul::local_binding()) == "127.0.0.1");
  BOOST_TEST(haul::local_binding("").check().has_value());
}

BOOST_AUTO_TEST_CASE(connection_comes_from_the_address) {
  BOOST_TEST(connect_from(haul::local_binding("127.0.0.9")) == "127.0.0.9");
}

BOOST_AUTO_TEST_CASE(connection_goes_through_the_device) {
  BOOST_TEST(connect_from(haul::local_binding("lo")) == "127.0.0.1");
  char device[16] = {};
  socklen_t size = sizeof device;
  BOOST_TEST_REQUIRE(
      ::getsockopt(socket.native_handle(), SOL_SOCKET, SO_BINDTODEVICE, device, &size) == 0);
  BOOST_TEST(std::string(device) == "lo");
}

// Else a single address had fewer connections than there are ports, wherever they lead to.
BOOST_AUTO_TEST_CASE(port_is_left_open_until_the_connection) {
  socket.open(tcp::v4());
  BOOST_TEST(!haul::local_binding("127.0.0.9").bind(socket));
  BOOST_TEST(socket.local_endpoint().port() == 0);
}

BOOST_AUTO_TEST_CASE(socket_of_the_other_family_is_not_bound) {
  socket.open(tcp::v4());
  BOOST_TEST(haul::local_binding("::1").bind(socket).failed());
}

BOOST_AUTO_TEST_CASE(only_addresses_of_the_same_family_fit) {
  const haul::local_binding four("127.0.0.1");
  BOOST_TEST(four.fits(address("192.0.2.1")));
  BOOST_TEST(!four.fits(address("2001:db8::1")));
  const haul::local_binding six("::1");
  BOOST_TEST(!six.fits(address("192.0.2.1")));
  BOOST_TEST(six.fits(address("2001:db8::1")));
  for (const char* any : {"192.0.2.1", "2001:db8::1"}) {
    BOOST_TEST(haul::local_binding("lo").fits(address(any)));
    BOOST_TEST(haul::local_binding().fits(address(any)));
  }
}

BOOST_AUTO_TEST_CASE(misfit_names_host_family_and_address) {
  const haul::error said = haul::local_binding("127.0.0.1").misfit("example.org");
  BOOST_TEST((said.cause == haul::cause::address_refused));
  BOOST_TEST(
      said.message == "example.org has no IPv4 address, which is needed to connect from 127.0.0.1");
  BOOST_TEST(
      haul::local_binding("::1").misfit("h").message ==
      "h has no IPv6 address, which is needed to connect from ::1");
}

BOOST_AUTO_TEST_CASE(what_this_machine_has_is_accepted) {
  for (const char* text : {"127.0.0.1", "127.0.0.9", "lo"})
    BOOST_TEST(haul::local_binding(text).check().has_value(), text);
}

BOOST_AUTO_TEST_CASE(what_this_machine_has_not_is_refused_by_name) {
  BOOST_TEST(
      complaint("192.0.2.77") == "interface '192.0.2.77': it is not an address of this machine");
  BOOST_TEST(
      complaint("2001:db8::77") ==
      "interface '2001:db8::77': it is not an address of this machine");
  BOOST_TEST(
      complaint("no-such-device") ==
      "interface 'no-such-device': neither an address nor a network device of this machine has "
      "that name");
}

BOOST_AUTO_TEST_CASE(form_of_a_device_is_that_of_the_kernel) {
  for (const char* text : {"", "eth0", "wlan0.5", "fifteen-letters", "::1", "fe80::1%lo"})
    BOOST_TEST(haul::local_binding::is_possible(text), text);
  for (const char* text :
       {"sixteen-letters-", ".", "..", "a b", "a/b", "a\tb", "a\x1b[2J", "eth0:1", "192.0.2.1:80"})
    BOOST_TEST(!haul::local_binding::is_possible(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
