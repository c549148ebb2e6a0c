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
  tls_session_copy copy = copy_of(session);
  if (copy == nullptr)
    return;
  if (by_origin_.size() >= most_ && !by_origin_.contains(origin))
    by_origin_.erase(by_origin_.find(*by_use_.front().origin));
  const auto stands = by_origin_.try_emplace(origin).first;
  entry& made = stands->second;
  made.unlink();
  made.kept.session = std::move(copy);
  made.kept.proven = proven;
  made.origin = &stands->first;
  by_use_.push_back(made);
}

tls_sessions::offer tls_sessions::find(const std::string& origin, time_point now) {
  offer found;
  const auto stands = by_origin_.find(origin);
  if (stands == by_origin_.end())
    return found;
  entry& used = stands->second;
  if (now - used.kept.proven >= longest) {
    by_origin_.erase(stands);
    return found;
  }
  used.unlink();
  by_use_.push_back(used);
  found.session = copy_of(used.kept.session.get());
  found.proven = used.kept.proven;
  return found;
}

} // namespace haul
