#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace haul::bench {

/// A name server that knows two kinds of names: those that begin with `slow` it answers late. On
/// the loopback, at a free port; see `host_server` for its event loop.
class slow_names {
 public:
  /// Answers with the IPv4 address `quick` at once, and for slow names with `slow` after `delay`.
  /// Throws `boost::system::system_error` when it can't listen.
  slow_names(
      boost::asio::io_context& context, std::string_view quick, std::string_view slow,
      std::chrono::milliseconds delay);
  slow_names(const slow_names&) = delete;
  slow_names& operator=(const slow_names&) = delete;

  /// `127.0.0.1:40123`.
  std::string address() const;

 private:
  struct question {
    std::string query;
    boost::asio::ip::udp::endpoint from;
  };
  boost::asio::awaitable<void> receive();
  boost::asio::awaitable<void> answer_late(question asked);
  void answer(const question& asked, const boost::asio::ip::address_v4& address);

  boost::asio::ip::udp::socket socket_;
  boost::asio::ip::address_v4 quick_;
  boost::asio::ip::address_v4 slow_;
  std::chrono::milliseconds delay_;
};

/// The answer to a query for one name (RFC 1035 section 4): the address when an IPv4 address is
/// asked for, else that there is none of this kind. Empty when it is no query with a name.
std::string answer_query(std::string_view query, const boost::asio::ip::address_v4& address);

} // namespace haul::bench
