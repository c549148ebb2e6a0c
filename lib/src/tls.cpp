#include "tls.hpp"

#include "failure.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <climits>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace haul {

namespace asio = boost::asio;

namespace {

int descriptor_of(BIO* bio) {
  return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}

// OpenSSL's own socket BIO writes with write(), and a closed peer would raise SIGPIPE in a program
// that only linked a library.
int send_quietly(BIO* bio, const char* data, int size) {
  BIO_clear_retry_flags(bio);
  const ssize_t sent =
      ::send(descriptor_of(bio), data, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (sent < 0 && (errno == EAGAIN || errno == EINTR))
    BIO_set_retry_write(bio);
  return static_cast<int>(sent);
}

int receive(BIO* bio, char* data, int size) {
  BIO_clear_retry_flags(bio);
  const ssize_t received = ::recv(descriptor_of(bio), data, static_cast<std::size_t>(size), 0);
  if (received < 0 && (errno == EAGAIN || errno == EINTR))
    BIO_set_retry_read(bio);
  if (received == 0)
    BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
  return static_cast<int>(received);
}

long control(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_FLUSH)
    return 1;
  if (command == BIO_CTRL_EOF)
    return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
  return 0;
}

BIO_METHOD* make_method() {
  BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "haul socket");
  BIO_meth_set_write(made, send_quietly);
  BIO_meth_set_read(made, receive);
  BIO_meth_set_ctrl(made, control);
  return made;
}

BIO* open_bio(int descriptor) {
  static BIO_METHOD* const method = make_method();
  BIO* const bio = BIO_new(method);
  if (bio != nullptr) {
    BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(descriptor)));
    BIO_set_init(bio, 1);
  }
  return bio;
}

std::string openssl_reason() {
  const unsigned long code = ERR_peek_last_error();
  const char* const reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "unknown reason";
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
  const long verified = SSL_get_verify_result(ssl_.get());
  if (verified != X509_V_OK)
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
  ERR_clear_error();
  tls_context made(SSL_CTX_new(TLS_client_method()));
  SSL_CTX* const context = made.context_.get();
  if (context == nullptr)
    return cannot("TLS can't be used");
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_security_level(context, 2);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(
      context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                   SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  if (!ca_file.empty()) {
    if (SSL_CTX_load_verify_file(context, ca_file.c_str()) != 1)
      return cannot(fmt::format("certificates in '{}' can't be read", ca_file.string()));
    made.trusting_ = true;
    return made;
  }
  // OpenSSL looks into the environment by itself, but says nothing of a file that it can't read.
  const char* const file = ::secure_getenv("SSL_CERT_FILE");
  if (file != nullptr && *file != '\0' && ::access(file, R_OK) != 0)
    return cannot(fmt::format("certificates in '{}' (SSL_CERT_FILE) can't be read", file));
  return made;
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
  BIO* const bio = ssl == nullptr ? nullptr : open_bio(descriptor);
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
