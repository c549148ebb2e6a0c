#include "tinyproxy.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

namespace haul::test {

namespace {

unsigned short free_port() {
  using boost::asio::ip::tcp;
  boost::asio::io_context context;
  const tcp::endpoint any(boost::asio::ip::address_v4::loopback(), 0);
  return tcp::acceptor(context, any).local_endpoint().port();
}

} // namespace

tinyproxy::tinyproxy(
    const std::string& user, const std::string& password, unsigned short tunnels_to)
    : port_(free_port()) {
  const std::string login =
      user.empty() ? std::string() : fmt::format("BasicAuth {} {}\n", user, password);
  write_file(
      home_.path() / "tinyproxy.conf",
      fmt::format(
          "Port {}\nListen 127.0.0.1\nTimeout 60\nMaxClients 20\nLogLevel Info\n"
          "Allow 127.0.0.1\nDisableViaHeader Yes\nConnectPort {}\n{}",
          port_, tunnels_to, login));
  command_line command;
  command.words = {"/usr/bin/tinyproxy", "-d", "-c", home_.path() / "tinyproxy.conf"};
  running_ = std::make_unique<process>(command);
  running_->wait_for("Accepting connections");
}

} // namespace haul::test
