#include "tls_sessions.hpp"

#include <openssl/ssl.h>

#include <utility>

namespace haul {

namespace {

// A connection that fails, or is closed without ceremony, marks its own session as unfit. Nothing
// of the kind may reach the session that other connections are yet to start with, nor may TLS 1.3,
// where OpenSSL takes each session for one connection only: several that open at once share one.
tls_session_copy copy_of(const ssl_session_st* session) {
  return tls_session_copy(SSL_SESSION_dup(session));
}

} // namespace

void tls_session_freer::operator()(ssl_session_st* freed) const {
  SSL_SESSION_free(freed);
}

void tls_sessions::keep(
    const std::string& origin, const ssl_session_st* session, time_point proven) {
  offer made;
  made.session = copy_of(session);
  made.proven = proven;
  if (made.session != nullptr)
    kept_.put(origin, std::move(made));
}

tls_sessions::offer tls_sessions::find(const std::string& origin, time_point now) {
  offer found;
  const offer* const kept = kept_.use(origin);
  if (kept == nullptr)
    return found;
  if (now - kept->proven >= longest) {
    kept_.erase(origin);
    return found;
  }
  found.session = copy_of(kept->session.get());
  found.proven = kept->proven;
  return found;
}

} // namespace haul
