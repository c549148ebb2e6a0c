#include "tls.hpp"

#include "failure.hpp"
#include "socket_bio.hpp"
#include "tls_certificates.hpp"

#include <boost/asio/error.hpp>
#include <climits>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace haul {

namespace asio = boost::asio;

namespace {

// Connections to how many origins can be resumed: about 10 MB of sessions and certificates.
constexpr std::size_t most_origins = 1000;

// Requests are small; records as large as TLS allows need a buffer of 16 KiB for each handshake.
constexpr long longest_record_sent = 4096;

// For ALPN: before each name its length (RFC 7301), what is preferred first.
std::string_view protocols(http_version offered) {
  constexpr std::string_view all = "\x02h2\x08http/1.1";
  constexpr std::size_t http2 = 3;
  if (offered == http_version::any)
    return all;
  return offered == http_version::http1 ? all.substr(http2) : all.substr(0, http2);
}

// Zero when all is well.
int offer(SSL* by, http_version offered) {
  const std::string_view names = protocols(offered);
  return SSL_set_alpn_protos(
      by, reinterpret_cast<const unsigned char*>(names.data()),
      static_cast<unsigned>(names.size()));
}

// Whether OpenSSL's last error is none of its own: the connection has broken.
bool was_cut(unsigned long code) {
  return code == 0 || ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
}

int clamp_size(std::size_t size) {
  return static_cast<int>(std::min<std::size_t>(size, INT_MAX));
}

} // namespace

struct tls_session::body {
  body(ssl_st* made, const origin& at, std::shared_ptr<tls_sessions> kept)
      : ssl(made),
        host(at.host),
        origin_key(at.key()),
        sessions(std::move(kept)) {}
  body(const body&) = delete;
  body& operator=(const body&) = delete;

  ~body() {
    // Perhaps it was the session that the server didn't like: the next connection goes without.
    if (on_trial)
      sessions->forget(origin_key);
    SSL_free(ssl);
  }

  ssl_st* const ssl;
  const std::string host;
  const std::string origin_key;
  const std::shared_ptr<tls_sessions> sessions;
  bool on_trial = false;           // a session was offered, and the handshake is not done
  tls_sessions::time_point proven; // of the session that was offered
};

tls_session::tls_session(std::unique_ptr<body> made) : body_(std::move(made)) {
}
tls_session::tls_session(tls_session&&) noexcept = default;
tls_session& tls_session::operator=(tls_session&&) noexcept = default;
tls_session::~tls_session() = default;

// OpenSSL calls it with each session that can be resumed: TLS 1.2 has it with the end of the
// handshake, TLS 1.3 in any read after.
int tls_session::take_session(ssl_st* from, ssl_session_st* session) {
  const body& held = *static_cast<body*>(SSL_get_app_data(from));
  const bool proven_before = SSL_session_reused(from) == 1;
  held.sessions->keep(
      held.origin_key, session, proven_before ? held.proven : std::chrono::steady_clock::now());
  return 0; // a copy was taken
}

io_step tls_session::failed_step(int returned) {
  switch (SSL_get_error(body_->ssl, returned)) {
  case SSL_ERROR_WANT_READ: return io_step(io_step::state::wait_read);
  case SSL_ERROR_WANT_WRITE: return io_step(io_step::state::wait_write);
  case SSL_ERROR_ZERO_RETURN: return io_step(io_step::state::end);
  default: break;
  }
  // Whatever breaks a connection, a session that had a part in it is not used again (RFC 5246
  // section 7.2.2). Servers that just close are no such case.
  if (!was_cut(ERR_peek_last_error()))
    body_->sessions->forget(body_->origin_key);
  // An end without close_notify is a cut (RFC 8446 section 6.1), whatever the system calls it.
  return io_step(io_step::state::failed, 0, asio::error::connection_reset);
}

io_step tls_session::handshake() {
  ERR_clear_error();
  const int returned = SSL_connect(body_->ssl);
  if (returned != 1)
    return failed_step(returned);
  body_->on_trial = false;
  // From now on a record's header and the record come by one call, and what follows them with it.
  SSL_set_read_ahead(body_->ssl, 1);
  return io_step(io_step::state::done);
}

error tls_session::handshake_failure() const {
  const bool verifying = SSL_get_verify_mode(body_->ssl) != SSL_VERIFY_NONE;
  const long verified = SSL_get_verify_result(body_->ssl);
  if (verifying && verified != X509_V_OK)
    return failure(
        stage::tls, cause::untrusted,
        fmt::format(
            "the certificate of {} is not trusted: {}", body_->host,
            X509_verify_cert_error_string(verified)));
  if (ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL)
    return failure(
        stage::tls, cause::tls_failed,
        fmt::format(
            "TLS handshake with {} failed: the server offers no version of HTTP that is asked for",
            body_->host));
  if (!was_cut(ERR_peek_last_error()))
    return failure(
        stage::tls, cause::tls_failed,
        fmt::format("TLS handshake with {} failed: {}", body_->host, openssl_reason()));
  return failure(
      stage::tls, cause::connection_lost,
      fmt::format("connection to {} lost in the TLS handshake", body_->host));
}

// One call gives one record (16 KiB at most): as many as there are and fit are taken.
io_step tls_session::read(asio::mutable_buffer into) {
  std::size_t filled = 0;
  while (filled < into.size()) {
    ERR_clear_error();
    const int returned = SSL_read(
        body_->ssl, static_cast<char*>(into.data()) + filled, clamp_size(into.size() - filled));
    if (returned <= 0) {
      if (filled != 0)
        break; // the next call meets the same end again
      const io_step step = failed_step(returned);
      // Tickets of TLS 1.3 leave a buffer for an answer behind that nobody gives.
      if (step.what == io_step::state::wait_read)
        SSL_free_buffers(body_->ssl);
      return step;
    }
    filled += static_cast<std::size_t>(returned);
  }
  return io_step(io_step::state::done, filled);
}

io_step tls_session::write(asio::const_buffer from) {
  ERR_clear_error();
  const int returned = SSL_write(body_->ssl, from.data(), clamp_size(from.size()));
  if (returned <= 0)
    return failed_step(returned);
  return io_step(io_step::state::done, static_cast<std::size_t>(returned));
}

void tls_context::closer::operator()(ssl_ctx_st* closed) const {
  SSL_CTX_free(closed);
}
tls_context::tls_context(const options& how)
    : sessions_(std::make_shared<tls_sessions>(most_origins)),
      verifying_(how.verify_servers),
      trusting_(!how.verify_servers || !how.ca_file.empty()) {
}
tls_context::tls_context(tls_context&&) noexcept = default;
tls_context& tls_context::operator=(tls_context&&) noexcept = default;
tls_context::~tls_context() = default;

result<tls_context> tls_context::create(const std::filesystem::path& ca_file) {
  options how;
  how.ca_file = ca_file;
  return create(how);
}

result<tls_context> tls_context::create(const options& how) {
  tls_context made(how);
  const bool shows = !how.client_certificate.empty();
  if (shows || (how.verify_servers && !how.ca_file.empty())) {
    if (const result<void> prepared = made.prepare(); !prepared)
      return prepared.error();
  }
  if (how.verify_servers) {
    if (const result<void> trusting = read_trusted(made.context_.get(), how.ca_file); !trusting)
      return trusting.error();
  }
  if (shows) {
    if (const result<void> showing = read_shown(made.context_.get(), how); !showing)
      return showing.error();
  }
  return made;
}

// It takes OpenSSL three milliseconds: not for a run without TLS.
result<void> tls_context::prepare() const {
  ERR_clear_error();
  context_.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX* const context = context_.get();
  if (context == nullptr)
    return tls_trouble("TLS can't be used");
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_security_level(context, 2);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(
      context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                   SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_max_send_fragment(context, longest_record_sent);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, tls_session::take_session);
  SSL_CTX_set_verify(context, verifying_ ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  return {};
}

bool tls_session::speaks_http2() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(body_->ssl, &name, &size);
  return std::string_view(reinterpret_cast<const char*>(name), size) == "h2";
}

result<tls_session> tls_context::open(
    int descriptor, const origin& to, http_version offered) const {
  if (context_ == nullptr) {
    if (const result<void> prepared = prepare(); !prepared)
      return prepared.error();
  }
  // The system's certificates take tens of milliseconds to read, too.
  if (!std::exchange(trusting_, true))
    SSL_CTX_set_default_verify_paths(context_.get());
  ERR_clear_error();
  auto made = std::make_unique<tls_session::body>(SSL_new(context_.get()), to, sessions_);
  SSL* const ssl = made->ssl;
  BIO* const bio = ssl == nullptr ? nullptr : open_socket_bio(descriptor);
  if (bio == nullptr || offer(ssl, offered) != 0)
    return failure(stage::tls, cause::tls_failed, "TLS: out of memory");
  SSL_set_bio(ssl, bio, bio);
  SSL_set_app_data(ssl, made.get());
  if (!require_host(ssl, to.host))
    return failure(
        stage::tls, cause::tls_failed, fmt::format("'{}' can't be verified by TLS", to.host));

  const tls_sessions::offer known =
      sessions_->find(made->origin_key, std::chrono::steady_clock::now());
  made->on_trial = known.session != nullptr && SSL_set_session(ssl, known.session.get()) == 1;
  made->proven = known.proven;
  return tls_session(std::move(made));
}

} // namespace haul
