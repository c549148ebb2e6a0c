#pragma once

#include "h2_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>

#include <string>
#include <string_view>
#include <thread>

namespace haul::test {

/// A scripted server for HTTP/2 for programs under test, in a thread of its own. Scripts run in
/// that thread; what else they touch may be read once the program under test has ended.
class background_h2_server {
 public:
  explicit background_h2_server(h2_service service);

  /// The same over TLS.
  background_h2_server(boost::asio::ssl::context secured, h2_service service);
  ~background_h2_server();
  background_h2_server(const background_h2_server&) = delete;
  background_h2_server& operator=(const background_h2_server&) = delete;

  unsigned short port() const { return server_.port(); }
  std::string url(std::string_view path) const { return server_.url(path); }

  /// What it has seen up to now.
  h2_record record();

  /// Blocks until the record says what is waited for. Throws after 60 s.
  void wait_until(h2_condition met);

  /// Lets all scripts go on that wait for it, now or later.
  void release();

 private:
  boost::asio::io_context context_;
  h2_server server_;
  std::thread thread_;
};

} // namespace haul::test
