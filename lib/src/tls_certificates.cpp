#include "tls_certificates.hpp"

#include "failure.hpp"

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstdlib>
#include <unistd.h>

namespace haul {

namespace {

// Without a password OpenSSL would ask for one at the terminal.
int give_password(char* into, int size, int, void* password) {
  const auto* const given = static_cast<const std::string*>(password);
  if (given == nullptr || given->empty() || given->size() > static_cast<std::size_t>(size))
    return -1;
  given->copy(into, given->size());
  return static_cast<int>(given->size());
}

} // namespace

std::string openssl_reason() {
  const unsigned long code = ERR_peek_last_error();
  const char* const reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "unknown reason";
}

error tls_trouble(std::string_view what) {
  return failure(stage::tls, cause::bad_option, fmt::format("{}: {}", what, openssl_reason()));
}

result<void> read_trusted(ssl_ctx_st* into, const std::filesystem::path& ca_file) {
  if (!ca_file.empty()) {
    if (SSL_CTX_load_verify_file(into, ca_file.c_str()) != 1)
      return tls_trouble(fmt::format("certificates in '{}' can't be read", ca_file.string()));
    return {};
  }
  // OpenSSL looks into the environment by itself, but says nothing of a file that it can't read.
  const char* const file = ::secure_getenv("SSL_CERT_FILE");
  if (file != nullptr && *file != '\0' && ::access(file, R_OK) != 0)
    return tls_trouble(fmt::format("certificates in '{}' (SSL_CERT_FILE) can't be read", file));
  return {};
}

result<void> read_shown(ssl_ctx_st* into, const options& how) {
  const std::filesystem::path& shown = how.client_certificate;
  const std::filesystem::path& key = how.client_key.empty() ? shown : how.client_key;
  std::string password = how.client_key_password;
  SSL_CTX_set_default_passwd_cb(into, give_password);
  SSL_CTX_set_default_passwd_cb_userdata(into, &password);
  const bool certificate_read = SSL_CTX_use_certificate_chain_file(into, shown.c_str()) == 1;
  const bool key_read =
      certificate_read && SSL_CTX_use_PrivateKey_file(into, key.c_str(), SSL_FILETYPE_PEM) == 1;
  SSL_CTX_set_default_passwd_cb_userdata(into, nullptr);
  OPENSSL_cleanse(password.data(), password.size());
  if (!certificate_read)
    return tls_trouble(fmt::format("the client certificate in '{}' can't be used", shown.string()));
  if (!key_read)
    return tls_trouble(fmt::format("the client key in '{}' can't be used", key.string()));
  return {};
}

bool require_host(ssl_st* ssl, const std::string& host) {
  X509_VERIFY_PARAM* const verified = SSL_get0_param(ssl);
  // The common name is not looked at: RFC 9525 section 2.
  X509_VERIFY_PARAM_set_hostflags(
      verified, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  boost::system::error_code not_an_address;
  boost::asio::ip::make_address(host, not_an_address);
  if (!not_an_address)
    return X509_VERIFY_PARAM_set1_ip_asc(verified, host.c_str()) == 1;
  // The dot that ends a full name is no part of the name in a certificate or in SNI (RFC 6066).
  const std::string name = host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
  return X509_VERIFY_PARAM_set1_host(verified, name.data(), name.size()) == 1 &&
         SSL_set_tlsext_host_name(ssl, name.c_str()) == 1;
}

} // namespace haul
