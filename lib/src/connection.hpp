#pragma once

#include "deadline.hpp"
#include "tls.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <optional>
#include <string>

namespace haul {

/// A stream of bytes to one origin or its proxy, plain or encrypted. Knows nothing of HTTP.
///
/// Reading is waiting and then taking what is there, so that a buffer is needed only for the
/// second. Every wait ends with the deadline it is given.
class connection {
 public:
  /// `socket` is connected to `peer`, and its descriptor does not block.
  connection(boost::asio::ip::tcp::socket socket, const boost::asio::ip::tcp::endpoint& peer);

  /// The peer's address and port: `192.0.2.1:443`, `[2001:db8::1]:443`.
  const std::string& remote_address() const { return remote_address_; }

  /// Encrypts the connection from here on, to a host that proves to be that of `to`. `until` bounds
  /// the whole handshake, a stalled one too, and it holds nobody up: a handshake is a few steps of
  /// some hundred microseconds each, with the loop's turn between them.
  /// `offered` may be spoken on it.
  boost::asio::awaitable<result<void>> secure(
      const tls_context& context, const origin& to, http_version offered, deadline& until);

  /// Whether its server has chosen HTTP/2.
  bool speaks_http2() const { return tls_ && tls_->speaks_http2(); }

  /// Returns once `try_read` may bring something. Fails only by the deadline.
  boost::asio::awaitable<boost::system::error_code> wait_readable(deadline& until);

  /// Takes what has come, without waiting.
  io_step try_read(boost::asio::mutable_buffer into);

  /// Writes what goes out without waiting. Whatever is left, and what failed, is for `write`.
  io_step try_write(boost::asio::const_buffer from);

  /// Writes all of `from`, or fails. `idle` is the limit between any two steps forward; without,
  /// the deadline stays armed as it is.
  boost::asio::awaitable<boost::system::error_code> write(
      boost::asio::const_buffer from, deadline& until,
      std::optional<std::chrono::milliseconds> idle = std::nullopt);

  /// Whether the peer has kept silent since the last response. If not it has closed, or has sent
  /// what nobody asked for (RFC 9112 section 9.2), and must not be used again.
  bool quiet();

 private:
  boost::asio::awaitable<boost::system::error_code> wait(io_step::state what, deadline& until);

  boost::asio::ip::tcp::socket socket_;
  std::string remote_address_;
  std::optional<tls_session> tls_; // after the socket: goes first
  io_step::state awaited_ = io_step::state::wait_read;
};

} // namespace haul
