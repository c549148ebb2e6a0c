#pragma once

#include "nginx.hpp"
#include "pace.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <optional>
#include <thread>
#include <vector>

namespace haul::bench {

/// Asks nginx a hundred times a second how many requests it has taken, from its construction on, in
/// a thread of its own on one core if there is a number. The server must outlive it.
class pace_watch {
 public:
  pace_watch(const nginx& server, std::optional<int> core);

  /// Ends it. What it saw, its own requests left out; nothing when the server did not answer.
  std::vector<pace_mark> stop();

 private:
  void run(const std::stop_token& stopped);
  double ask();

  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_;
  std::vector<pace_mark> marks_;
  std::jthread thread_; // last: it uses the others
};

} // namespace haul::bench
