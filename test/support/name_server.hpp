#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>

namespace haul::test {

/// A name server on a free port of the loopback, on the test's own event loop. What it says to a
/// name depends on the name's first letter:
///
/// | | |
/// |---|---|
/// | `y` | the IPv4 address 192.0.2.1 |
/// | `l` | the IPv4 address 127.0.0.1 |
/// | `b` | 2001:db8::1 and 192.0.2.1 |
/// | `m` | the metadata service, 169.254.169.254 |
/// | `r` | as `l` when it is looked up for the first time, then as `m` |
/// | `n` | no such name |
/// | `f` | a failure |
/// | `s` | nothing at all |
/// | `h` | as `y`, once the test calls `release` |
class name_server {
 public:
  explicit name_server(boost::asio::io_context& context);
  ~name_server();
  name_server(const name_server&) = delete;
  name_server& operator=(const name_server&) = delete;

  /// `127.0.0.1:40123`.
  std::string address() const;

  /// Answers what is held back, and from now on at once.
  void release();

  /// Answers what is held back so far, and goes on holding back.
  void answer_held();

  /// Answers no more; the event loop may run out of work.
  void stop();

  /// How often this name was asked for, IPv4 and IPv6 counted each.
  std::size_t queries(const std::string& name) const;
  std::size_t all_queries() const { return all_queries_; }

  /// How many questions are held back.
  std::size_t held() const { return held_.size(); }

  /// Of each record, in seconds.
  std::uint32_t ttl = 60;

  /// Called after each query that came, before it is answered.
  std::function<void(const std::string& name)> on_query;

 private:
  struct question {
    std::string query;
    boost::asio::ip::udp::endpoint from;
  };
  void receive();
  void take(std::size_t size);
  void answer(const question& asked);
  std::string reply_to(const std::string& query) const;

  boost::asio::ip::udp::socket socket_;
  std::string room_;
  boost::asio::ip::udp::endpoint from_;
  bool released_ = false;
  std::size_t all_queries_ = 0;
  std::map<std::string, std::size_t, std::less<>> by_name_;
  std::deque<question> held_;
};

} // namespace haul::test
