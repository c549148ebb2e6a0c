#pragma once

#include "scripted_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace haul::test {

/// A scripted server for programs under test, in a thread of its own. The script runs in that
/// thread; what else it touches may be read once the program under test has ended.
class background_server {
 public:
  explicit background_server(scripted_server::script play);

  /// The same over TLS: the script begins once the handshake is done.
  background_server(boost::asio::ssl::context secured, scripted_server::script play);
  ~background_server();
  background_server(const background_server&) = delete;
  background_server& operator=(const background_server&) = delete;

  unsigned short port() const { return server_.port(); }
  std::string url(std::string_view path) const { return server_.url(path); }

  /// Requests up to now, in the order in which they were read.
  std::vector<std::string> requests();

  /// Connections that were accepted up to now.
  std::size_t connections();

 private:
  boost::asio::io_context context_;
  scripted_server server_;
  std::thread thread_;
};

} // namespace haul::test
