#pragma once

#include "deadline.hpp"
#include "local_binding.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace haul {

/// `addresses` in the order in which to try them (RFC 8305 section 4): those of the two families by
/// turns, beginning with the family of the first one; within a family the order stays.
std::vector<boost::asio::ip::address> interleave(
    const std::vector<boost::asio::ip::address>& addresses);

/// How a race ended: with a winner, or with a failure.
struct race_outcome {
  /// Connected; nothing when every attempt failed or the deadline passed.
  std::optional<boost::asio::ip::tcp::socket> winner;
  /// The failure that tells most: that of a host which refuses rather than that of a network which
  /// can't be reached from here; of equals the last. Success when no attempt has failed.
  boost::system::error_code why;
  /// Where that was, or whom the winner is connected to.
  boost::asio::ip::tcp::endpoint whose;
  /// Attempts that were begun.
  std::size_t tried = 0;
};

/// Connects to whichever of several endpoints answers first ("Happy Eyeballs", RFC 8305 section 5),
/// so that a family that leads nowhere costs a moment instead of the whole time there is.
class race {
 public:
  using tcp = boost::asio::ip::tcp;

  /// Begins to connect an open socket, and calls the handler once when that is decided. The socket
  /// may be closed before, but stays in its place until the handler is gone.
  using connect_function = std::function<void(
      tcp::socket& socket, const tcp::endpoint& to,
      std::function<void(boost::system::error_code)> decided)>;

  /// An attempt has `head_start` before the next one begins; when one fails, the next begins at
  /// once. Attempts that run go on meanwhile. `connect` is the system's unless a test gives its
  /// own. Sockets are bound as `from` says.
  race(
      const boost::asio::any_io_executor& executor, std::chrono::milliseconds head_start,
      connect_function connect = connect_function(), local_binding from = local_binding());

  /// Tries `to` in this order. Ends with the first that connects, when all have failed, or at the
  /// deadline; every other socket is closed then. `to` may be empty. The race may be destroyed
  /// meanwhile.
  boost::asio::awaitable<race_outcome> run(std::vector<tcp::endpoint> to, deadline& until) const;

 private:
  struct contest;
  boost::asio::any_io_executor executor_;
  std::chrono::milliseconds head_start_;
  connect_function connect_;
  local_binding from_;
};

} // namespace haul
