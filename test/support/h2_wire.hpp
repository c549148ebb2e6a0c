#pragma once

#include "h2_server.hpp"
#include "h2_session.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace haul::test {

struct h2_wire;

/// What a server's connections share.
struct h2_server::core {
  core(
      boost::asio::io_context& context, std::optional<boost::asio::ssl::context> with,
      h2_service what);

  std::optional<boost::asio::ssl::context> secured;
  boost::asio::ip::tcp::acceptor acceptor;
  unsigned short port;
  h2_service service;
  h2_record record;
  std::vector<std::weak_ptr<h2_wire>> open;
  bool released = false;
  bool stopped = false;

  /// Whoever waits looks again whether what it waits for has come.
  void notify() { changed.cancel(); }

  /// Returns when `met` says so, which is asked after each event.
  static boost::asio::awaitable<void> until(std::shared_ptr<core> self, std::function<bool()> met);

 private:
  boost::asio::steady_timer changed;
};

/// One connection of a server: it reads and writes, and starts a script for each request.
struct h2_wire {
  h2_wire(boost::asio::ip::tcp::socket from, std::shared_ptr<h2_server::core> of);

  boost::asio::ip::tcp::socket socket;
  std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls;
  std::shared_ptr<h2_server::core> server;
  std::size_t number;
  h2_session session;
  std::size_t unwritten = 0; ///< bytes that are being written
  bool deaf = false;         ///< nothing more is read
  bool closing = false;      ///< our end closes once everything is written
  bool shut = false;         ///< it has
  bool over = false;

  static boost::asio::awaitable<void> serve(std::shared_ptr<h2_wire> self);
  bool idle() const { return unwritten == 0 && !session.has_output(); }
  void end();

 private:
  static boost::asio::awaitable<void> read(std::shared_ptr<h2_wire> self);
  static boost::asio::awaitable<void> write(std::shared_ptr<h2_wire> self);
  static boost::asio::awaitable<void> answer_http1(std::shared_ptr<h2_wire> self);
  static boost::asio::awaitable<std::size_t> read_some(h2_wire& self, std::string& into);
  static boost::asio::awaitable<bool> write_all(h2_wire& self, const std::string& bytes);
  static void start_scripts(const std::shared_ptr<h2_wire>& self);
  void run_script(boost::asio::awaitable<void> script);
  bool speaks_h2() const;
};

} // namespace haul::test
