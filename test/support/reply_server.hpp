#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace haul::test {

/// What a server sends for a request.
struct server_reply {
  std::string bytes;
  bool stay_open = false; ///< the connection stays open and silent afterwards instead of closing
};

/// A server for programs under test, on a free port of the loopback and in a thread of its own:
/// takes one connection after the other, reads one request from each and sends what a function
/// says.
class reply_server {
 public:
  /// Gives the reply to a request for a target (`/br/br.gif`); called in the server's thread.
  using answer = std::function<server_reply(const std::string& target)>;

  explicit reply_server(answer answers);
  ~reply_server();

  /// `http://127.0.0.1:40123`.
  std::string url() const;

  /// Blocks until so many requests have come, from the first on. Throws after 60 s.
  void wait_for_requests(unsigned count);

 private:
  void serve();
  void serve_one(boost::asio::ip::tcp::socket client);

  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  answer answers_;
  std::vector<boost::asio::ip::tcp::socket> open_;
  std::mutex guard_;
  std::condition_variable came_;
  unsigned requests_ = 0;
  std::jthread thread_;
};

/// A whole reply: `HTTP/1.1 `, the status with its reason, and the body with its length. Fields are
/// added as they stand.
server_reply make_reply(
    const std::string& status, const std::string& body, const std::string& fields = "");

/// No byte, and no end either.
server_reply stay_silent(const std::string& target);

} // namespace haul::test
