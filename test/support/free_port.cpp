#include "free_port.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace haul::test {

unsigned short free_port() {
  using boost::asio::ip::tcp;
  boost::asio::io_context context;
  const tcp::endpoint any(boost::asio::ip::address_v4::loopback(), 0);
  return tcp::acceptor(context, any).local_endpoint().port();
}

} // namespace haul::test
