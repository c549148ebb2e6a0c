#pragma once

#include "process.hpp"
#include "temporary_folder.hpp"

#include <memory>
#include <string>

namespace haul::test {

/// Debian's tinyproxy on a free port of the loopback, in the foreground, stopped by the destructor.
class tinyproxy {
 public:
  /// What is asked for without this user name and password it refuses; empty: everybody may. It
  /// opens tunnels to port `tunnels_to` only. Throws when it is not installed or does not start.
  tinyproxy(const std::string& user, const std::string& password, unsigned short tunnels_to);

  unsigned short port() const { return port_; }

 private:
  temporary_folder home_;
  unsigned short port_;
  std::unique_ptr<process> running_;
};

} // namespace haul::test
