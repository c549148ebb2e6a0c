#pragma once

#include "deadline.hpp"

#include <haul/semaphore.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>

#include <memory>
#include <string>
#include <vector>

namespace haul {

/// Looks host names up by c-ares on the event loop: `/etc/hosts` first, then the name servers of
/// `/etc/resolv.conf`. Asio's own resolver would need a thread, look names up one at a time and
/// keep whoever leaves waiting.
class resolver {
 public:
  /// `servers` are asked instead of those of the system, when not empty: `127.0.0.1:5300`, several
  /// separated by commas.
  explicit resolver(const boost::asio::any_io_executor& executor, std::string servers = {});

  /// Look-ups that still run are dropped.
  ~resolver();

  /// The addresses of `host`, the ones to try first first (RFC 6724); never empty. An address
  /// written as such is returned at once. Leaves at the deadline; the look-up goes on behind it as
  /// long as somebody else waits for one.
  boost::asio::awaitable<result<std::vector<boost::asio::ip::address>>> resolve(
      const std::string& host, deadline& until);

 private:
  class service;
  std::shared_ptr<service> start();

  boost::asio::any_io_executor executor_;
  std::string servers_;
  semaphore permits_; // queries in flight: thousands at once lose packets
  std::shared_ptr<service> service_;
  std::size_t waiting_ = 0; // for an answer
};

} // namespace haul
