#pragma once

#include "recently_used.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

struct ssl_session_st; // OpenSSL names it only in a header of 2,500 lines

namespace haul {

struct tls_session_freer {
  void operator()(ssl_session_st* freed) const;
};

/// What a later connection can go on with instead of a whole handshake, and the only reference.
using tls_session_copy = std::unique_ptr<ssl_session_st, tls_session_freer>;

/// The newest TLS session of each origin, for its next connections (RFC 8446 section 2.2, RFC
/// 5077).
///
/// A resumed handshake shows no certificate: a session stands for the proof of the handshake that
/// began it. So it must be offered to the very origin that proved itself, and only by the context
/// whose rules it passed: each `tls_context` has a store of its own.
///
/// Has no clock: whoever asks says what time it is, and never goes back. An entry takes about 11 KB
/// with a server's certificate and one above it, of RSA, which are most of that.
class tls_sessions {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  /// A session to offer.
  struct offer {
    tls_session_copy session; ///< null: there is none
    time_point proven;        ///< when the server showed its certificate
  };

  /// How long a proof holds, however often it is handed on from session to session: certificates
  /// expire, and a program may run for months.
  static constexpr std::chrono::hours longest{1};

  /// Keeps the sessions of at most `most` origins (at least 1): the one used longest ago goes
  /// first.
  explicit tls_sessions(std::size_t most) : kept_(most) {}

  /// Keeps a copy of `session` in place of what was kept of `origin`, an `origin::key`. `proven`:
  /// when the certificate was shown from which this session comes.
  void keep(const std::string& origin, const ssl_session_st* session, time_point proven);

  /// A copy, for one connection, of what is kept of `origin` and still holds.
  offer find(const std::string& origin, time_point now);

  /// Nothing is offered to `origin` any more, until the next session is kept.
  void forget(const std::string& origin) { kept_.erase(origin); }

  /// How many origins have a session.
  std::size_t size() const { return kept_.size(); }

 private:
  recently_used<offer> kept_;
};

} // namespace haul
