#pragma once

#include "pause_watch.hpp"

#include <haul/error.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace haul::bench {

/// How a host answers.
struct host_behaviour {
  std::chrono::milliseconds delay{0};

  /// Every request is refused with 429 and this `Retry-After`.
  std::optional<std::chrono::seconds> refuse;

  /// Whether its answers are those that are waited for.
  bool measured = true;
};

/// Several hosts on addresses of the loopback from `127.0.0.2` on, all at one port, with one file
/// under every name. It notes when so many answers were sent as are waited for.
///
/// Works on an event loop that another thread may run (see `loop_thread`); only `reached` may be
/// used meanwhile. The loop must not run any more when it is destroyed, and outlives it.
class host_server {
 public:
  using clock = std::chrono::steady_clock;

  /// `expected`: how many answers of measured hosts are waited for, at least one. An error when an
  /// address can't be listened on.
  static result<std::unique_ptr<host_server>> listen(
      boost::asio::io_context& context, const std::vector<host_behaviour>& hosts,
      std::string content, std::size_t expected);

  host_server(const host_server&) = delete;
  host_server& operator=(const host_server&) = delete;

  /// The address of a host by its position: `127.0.0.2`.
  static std::string address(std::size_t number);
  unsigned short port() const { return port_; }

  /// When the last answer that is waited for was sent. To be taken once.
  std::future<clock::time_point> reached() { return reached_.get_future(); }

  /// Of a host that refuses.
  const pause_counts& pauses(std::size_t number) const { return hosts_[number]->pauses.counts(); }

 private:
  struct host;
  host_server(std::string content, std::size_t expected);

  boost::asio::awaitable<void> accept(host& at);
  boost::asio::awaitable<void> serve(host& at, boost::asio::ip::tcp::socket peer);
  void count_answer(const host& at);

  struct host {
    host_behaviour behaviour;
    boost::asio::ip::tcp::acceptor acceptor;
    pause_watch pauses;
    std::string answer;
  };
  std::vector<std::unique_ptr<host>> hosts_;
  unsigned short port_ = 0;
  std::string content_;
  std::size_t missing_;
  std::promise<clock::time_point> reached_;
};

} // namespace haul::bench
