#include "tinyproxy.hpp"

#include "free_port.hpp"

#include <fmt/format.h>

namespace haul::test {

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
