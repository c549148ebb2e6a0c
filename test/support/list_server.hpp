#pragma once

#include "scripted_server.hpp"

#include <boost/asio/io_context.hpp>

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace haul::test {

/// What a connection does once a reply is sent.
enum class afterwards {
  serve_on,  ///< waits for the next request
  close,     ///< ends in order
  reset,     ///< ends with a reset
  be_silent, ///< stays open, and sends nothing more
};

/// What a server sends for a request, and does then.
struct list_reply {
  std::string bytes;
  afterwards then = afterwards::serve_on;
};

/// A reply with a length and the right to go on: `HTTP/1.1 {status_line}`.
list_reply answered(
    const std::string& status_line, const std::string& body, const std::string& fields = "");

/// A server for programs under test, on a free port of the loopback and in a thread of its own. It
/// answers any number of connections at once, keeps them, and remembers what it was asked.
class list_server {
 public:
  /// Gives the reply to a request for a target (`/br/br.gif?x`); called in the server's thread,
  /// one request at a time.
  using answer = std::function<list_reply(const std::string& target)>;

  explicit list_server(answer answers);

  /// Answers 200 with the target as body.
  list_server();
  ~list_server();
  list_server(const list_server&) = delete;
  list_server& operator=(const list_server&) = delete;

  /// `http://127.0.0.1:40123` and `path`.
  std::string url(const std::string& path = "") const { return server_.url(path); }

  /// The targets that were asked for, in the order in which they came.
  std::vector<std::string> targets() const;

  /// Lines and headers of the requests, likewise.
  std::vector<std::string> requests() const;

  std::size_t count() const;

  /// Forgets what was asked so far.
  void forget();

  /// Blocks until so many requests have come since the start or `forget`. Throws after 60 s.
  void wait_for_requests(std::size_t count);

 private:
  boost::asio::awaitable<void> play(scripted_connection peer);
  list_reply take(const std::string& request);

  boost::asio::io_context context_;
  answer answers_;
  mutable std::mutex guard_;
  std::condition_variable came_;
  std::vector<std::string> requests_;
  scripted_server server_;
  std::jthread thread_;
};

} // namespace haul::test
