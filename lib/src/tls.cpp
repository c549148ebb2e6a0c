#include "tls.hpp"

#include "failure.hpp"
#include "socket_bio.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <climits>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cstdlib>
#include <unistd.h>
#include <utility>

namespace haul {

namespace asio = boost::asio;

namespace {

std::string openssl_reason() {
  const unsigned long code = ERR_peek_last_error();
  const char* const reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "unknown reason";
}

// Without a password OpenSSL would ask for one at the terminal.
int give_password(char* into, int size, int, void* password) {
  const auto* const given = static_cast<const std::string*>(password);
  if (given == nullptr || given->empty() || given->size() > static_cast<std::size_t>(size))
    return -1;
  given->copy(into, given->size());
  return static_cast<int>(given->size());
}

int clamp_size(std::size_t size) {
  return static_cast<int>(std::min<std::size_t>(size, INT_MAX));
}

error cannot(std::string_view what) {
  return failure(stage::tls, cause::bad_option, fmt::format("{}: {}", what, openssl_reason()));
}

} // namespace

void tls_session::closer::operator()(ssl_st* closed) const {
  SSL_free(closed);
}
tls_session::tls_session(ssl_st* made, std::string host) : ssl_(made), host_(std::move(host)) {
}
tls_session::tls_session(tls_session&&) noexcept = default;
tls_session& tls_session::operator=(tls_session&&) noexcept = default;
tls_session::~tls_session() = default;

io_step tls_session::failed_step(int returned) {
  switch (SSL_get_error(ssl_.get(), returned)) {
  case SSL_ERROR_WANT_READ: return io_step(io_step::state::wait_read);
  case SSL_ERROR_WANT_WRITE: return io_step(io_step::state::wait_write);
  case SSL_ERROR_ZERO_RETURN: return io_step(io_step::state::end);
  default: break;
  }
  // An end without close_notify is a cut (RFC 8446 section 6.1), whatever the system calls it.
  return io_step(io_step::state::failed, 0, asio::error::connection_reset);
}

io_step tls_session::handshake() {
  ERR_clear_error();
  const int returned = SSL_connect(ssl_.get());
  return returned == 1 ? io_step(io_step::state::done) : failed_step(returned);
}

error tls_session::handshake_failure() const {
  const bool verifying = SSL_get_verify_mode(ssl_.get()) != SSL_VERIFY_NONE;
  const long verified = SSL_get_verify_result(ssl_.get());
  if (verifying && verified != X509_V_OK)
    return failure(
        stage::tls, cause::untrusted,
        fmt::format(
            "the certificate of {} is not trusted: {}", host_,
            X509_verify_cert_error_string(verified)));
  if (ERR_peek_last_error() != 0)
    return failure(
        stage::tls, cause::tls_failed,
        fmt::format("TLS handshake with {} failed: {}", host_, openssl_reason()));
  return failure(
      stage::tls, cause::tls_failed,
      fmt::format("TLS handshake with {} failed: the connection was closed", host_));
}

// One call gives one record (16 KiB at most): as many as there are and fit are taken.
io_step tls_session::read(asio::mutable_buffer into) {
  std::size_t filled = 0;
  while (filled < into.size()) {
    ERR_clear_error();
    const int returned = SSL_read(
        ssl_.get(), static_cast<char*>(into.data()) + filled, clamp_size(into.size() - filled));
    if (returned <= 0) {
      if (filled != 0)
        break; // the next call meets the same end again
      return failed_step(returned);
    }
    filled += static_cast<std::size_t>(returned);
  }
  return io_step(io_step::state::done, filled);
}

io_step tls_session::write(asio::const_buffer from) {
  ERR_clear_error();
  const int returned = SSL_write(ssl_.get(), from.data(), clamp_size(from.size()));
  if (returned <= 0)
    return failed_step(returned);
  return io_step(io_step::state::done, static_cast<std::size_t>(returned));
}

void tls_context::closer::operator()(ssl_ctx_st* closed) const {
  SSL_CTX_free(closed);
}
tls_context::tls_context(ssl_ctx_st* made) : context_(made) {
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
  ERR_clear_error();
  tls_context made(SSL_CTX_new(TLS_client_method()));
  SSL_CTX* const context = made.context_.get();
  if (context == nullptr)
    return cannot("TLS can't be used");
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_security_level(context, 2);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(
      context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                   SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  made.trusting_ = !how.verify_servers;
  SSL_CTX_set_verify(context, how.verify_servers ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  if (how.verify_servers) {
    if (const result<void> trusting = made.trust(how.ca_file); !trusting)
      return trusting.error();
  }
  if (!how.client_certificate.empty()) {
    if (const result<void> showing = made.show(how); !showing)
      return showing.error();
  }
  return made;
}

result<void> tls_context::trust(const std::filesystem::path& ca_file) {
  if (!ca_file.empty()) {
    if (SSL_CTX_load_verify_file(context_.get(), ca_file.c_str()) != 1)
      return cannot(fmt::format("certificates in '{}' can't be read", ca_file.string()));
    trusting_ = true;
    return {};
  }
  // OpenSSL looks into the environment by itself, but says nothing of a file that it can't read.
  const char* const file = ::secure_getenv("SSL_CERT_FILE");
  if (file != nullptr && *file != '\0' && ::access(file, R_OK) != 0)
    return cannot(fmt::format("certificates in '{}' (SSL_CERT_FILE) can't be read", file));
  return {};
}

// The certificate that haul shows, and its key.
result<void> tls_context::show(const options& how) {
  SSL_CTX* const context = context_.get();
  const std::filesystem::path& shown = how.client_certificate;
  const std::filesystem::path& key = how.client_key.empty() ? shown : how.client_key;
  std::string password = how.client_key_password;
  SSL_CTX_set_default_passwd_cb(context, give_password);
  SSL_CTX_set_default_passwd_cb_userdata(context, &password);
  const bool certificate_read = SSL_CTX_use_certificate_chain_file(context, shown.c_str()) == 1;
  const bool key_read =
      certificate_read && SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) == 1;
  SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
  OPENSSL_cleanse(password.data(), password.size());
  if (!certificate_read)
    return cannot(fmt::format("the client certificate in '{}' can't be used", shown.string()));
  if (!key_read)
    return cannot(fmt::format("the client key in '{}' can't be used", key.string()));
  return {};
}

result<tls_session> tls_context::open(int descriptor, const std::string& host) const {
  // The system's certificates take tens of milliseconds to read: not for a run without TLS.
  if (!std::exchange(trusting_, true))
    SSL_CTX_set_default_verify_paths(context_.get());
  ERR_clear_error();
  // The dot that ends a full name is no part of the name in a certificate or in SNI (RFC 6066).
  const std::string name = host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
  tls_session made(SSL_new(context_.get()), host);
  SSL* const ssl = made.ssl_.get();
  BIO* const bio = ssl == nullptr ? nullptr : open_socket_bio(descriptor);
  if (bio == nullptr)
    return failure(stage::tls, cause::tls_failed, "TLS: out of memory");
  SSL_set_bio(ssl, bio, bio);

  boost::system::error_code not_an_address;
  asio::ip::make_address(host, not_an_address);
  X509_VERIFY_PARAM* const verified = SSL_get0_param(ssl);
  // The common name is not looked at: RFC 9525 section 2.
  X509_VERIFY_PARAM_set_hostflags(
      verified, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  const bool named = not_an_address
                         ? X509_VERIFY_PARAM_set1_host(verified, name.data(), name.size()) == 1 &&
                               SSL_set_tlsext_host_name(ssl, name.c_str()) == 1
                         : X509_VERIFY_PARAM_set1_ip_asc(verified, host.c_str()) == 1;
  if (!named)
    return failure(
        stage::tls, cause::tls_failed, fmt::format("'{}' can't be verified by TLS", host));
  return made;
}

} // namespace haul
