#pragma once

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace haul::test {

/// A proxy for tunnels on the loopback, on the test's own event loop: what CONNECT asks for, it
/// finds on 127.0.0.1 at that port, whatever the host is called.
class relay_proxy {
 public:
  /// Takes `connections` and listens no more then, so that the event loop can run out of work.
  /// Says `greeting` once the tunnel stands.
  relay_proxy(
      boost::asio::io_context& context, std::size_t connections,
      std::string greeting = "HTTP/1.1 200 Connection established\r\n\r\n");
  ~relay_proxy();
  relay_proxy(const relay_proxy&) = delete;
  relay_proxy& operator=(const relay_proxy&) = delete;

  unsigned short port() const;

  /// Line and header of each CONNECT.
  const std::vector<std::string>& requests() const;

  /// What clients have sent through the tunnels.
  const std::string& sent_through() const;

 private:
  struct core;
  std::shared_ptr<core> core_;
};

} // namespace haul::test
