#pragma once

#include "tls_sessions.hpp"
#include "url.hpp"

#include <haul/error.hpp>
#include <haul/options.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>
#include <openssl/types.h>

#include <filesystem>
#include <memory>
#include <string>

namespace haul {

/// What one step without waiting came to.
struct io_step {
  enum class state {
    done,       ///< `bytes` were moved
    wait_read,  ///< nothing yet: again once the descriptor is readable
    wait_write, ///< nothing yet: again once the descriptor is writable
    end,        ///< the peer has sent its last byte, and said so
    failed,     ///< `error` says why
  };
  io_step(state how, std::size_t moved = 0, boost::system::error_code why = {})
      : what(how),
        bytes(moved),
        error(why) {}

  state what;
  std::size_t bytes;
  boost::system::error_code error;
};

/// TLS of one connection, by OpenSSL straight on its non-blocking descriptor, which it never owns.
/// Asio's own stream needs two more buffers of 17 KB and a pair of BIOs for each connection. While
/// it waits it takes about 15 KB, and the server's certificates 4 KB each, which connections that
/// resume the same session share.
class tls_session {
 public:
  tls_session(tls_session&&) noexcept;
  tls_session& operator=(tls_session&&) noexcept;
  ~tls_session();

  /// Goes on with the handshake. After `failed`, `handshake_failure` tells why.
  io_step handshake();
  error handshake_failure() const;

  /// May hold on to what has come behind the bytes: the descriptor tells nothing of it. Only after
  /// `wait_read` is there nothing left.
  io_step read(boost::asio::mutable_buffer into);
  io_step write(boost::asio::const_buffer from);

  /// After the handshake: whether the server has chosen HTTP/2. False as well when it has chosen
  /// nothing, as servers do that know no ALPN.
  bool speaks_http2() const;

 private:
  friend class tls_context;
  struct body;
  explicit tls_session(std::unique_ptr<body> made);
  static int take_session(ssl_st* from, ssl_session_st* session);
  io_step failed_step(int returned);

  std::unique_ptr<body> body_; // OpenSSL holds on to its address
};

/// What all TLS connections share: trust, versions, ciphers. TLS 1.2 or later, security level 2,
/// peers verified against the store, by their subject alternative names only (RFC 9525), unless
/// `options::verify_servers` says otherwise. Servers are told by ALPN which versions of HTTP are
/// spoken.
///
/// Connections to an origin go on with the newest session of the connections before, if its server
/// wants to, which spares both sides most of a handshake. No data is sent early (0-RTT). Sessions
/// are this context's own: what was not verified by its rules is never resumed by it.
class tls_context {
 public:
  /// Of `how`, what concerns TLS: `ca_file`, the client's certificate, `verify_servers`. The files
  /// are read here; an error names the one that can't be used.
  static result<tls_context> create(const options& how);

  /// With a `ca_file` as in `options`, and the defaults.
  static result<tls_context> create(const std::filesystem::path& ca_file);

  tls_context(tls_context&&) noexcept;
  tls_context& operator=(tls_context&&) noexcept;
  ~tls_context();

  /// A session on a connected, non-blocking descriptor that must stay open until it is destroyed.
  /// The host of `to` is the name (or address) that the certificate has to prove, also sent as SNI.
  /// `offered` may be spoken. What is returned may outlive the context.
  result<tls_session> open(int descriptor, const origin& to, http_version offered) const;

 private:
  struct closer {
    void operator()(ssl_ctx_st* closed) const;
  };
  explicit tls_context(const options& how);
  result<void> prepare() const;

  mutable std::unique_ptr<ssl_ctx_st, closer> context_; // null before it is needed
  std::shared_ptr<tls_sessions> sessions_; // shared with the connections, which add to it
  bool verifying_;
  mutable bool trusting_; // the certificates to trust were read
};

} // namespace haul
