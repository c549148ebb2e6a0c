#include "certificate.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace haul::test {

namespace {

void check(bool fine, const char* what) {
  if (!fine)
    throw std::runtime_error(std::string("certificate: ") + what);
}

void add_extension(X509* to, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  context.db = nullptr;
  X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
  X509_EXTENSION* const made = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  check(made != nullptr, value.c_str());
  X509_add_ext(to, made, -1);
  X509_EXTENSION_free(made);
}

std::string read_all(BIO* from) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(from, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(from);
  return text;
}

EVP_PKEY* make_key(int rsa_bits) {
  char curve[] = "P-256"; // the macro takes no constant
  return rsa_bits == 0 ? EVP_EC_gen(curve) : EVP_RSA_gen(static_cast<unsigned>(rsa_bits));
}

long next_serial() {
  static long serial = 1;
  return serial++;
}

} // namespace

void certificate::freer::operator()(x509_st* freed) const {
  X509_free(freed);
}
void certificate::freer::operator()(evp_pkey_st* freed) const {
  EVP_PKEY_free(freed);
}

certificate_request authority_request() {
  certificate_request made;
  made.common_name = "haul test authority";
  made.authority = true;
  made.names.clear();
  return made;
}

certificate::certificate(const certificate_request& wanted, const certificate* issuer)
    : key_(make_key(wanted.rsa_bits)),
      certificate_(X509_new()) {
  X509* const made = certificate_.get();
  check(key_ != nullptr && made != nullptr, "no key");
  X509_set_version(made, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made), next_serial());
  X509_gmtime_adj(X509_getm_notBefore(made), wanted.valid_from * 86400L);
  X509_gmtime_adj(X509_getm_notAfter(made), wanted.valid_until * 86400L);
  X509_set_pubkey(made, key_.get());
  X509_NAME_add_entry_by_txt(
      X509_get_subject_name(made), "CN", MBSTRING_UTF8,
      reinterpret_cast<const unsigned char*>(wanted.common_name.c_str()), -1, -1, 0);
  X509* const signer = issuer == nullptr ? made : issuer->certificate_.get();
  X509_set_issuer_name(made, X509_get_subject_name(signer));
  add_extension(made, signer, NID_subject_key_identifier, "hash");
  add_extension(
      made, signer, NID_basic_constraints, wanted.authority ? "critical,CA:TRUE" : "CA:FALSE");
  std::string names;
  for (const std::string& name : wanted.names)
    names += (names.empty() ? "" : ",") + name;
  if (!names.empty())
    add_extension(made, signer, NID_subject_alt_name, names);
  EVP_PKEY* const with = issuer == nullptr ? key_.get() : issuer->key_.get();
  check(X509_sign(made, with, wanted.sha1 ? EVP_sha1() : EVP_sha256()) != 0, "not signed");
}

certificate::~certificate() = default;

std::string certificate::pem() const {
  BIO* const memory = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(memory, certificate_.get());
  return read_all(memory);
}

std::string certificate::key_pem() const {
  BIO* const memory = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(memory, key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return read_all(memory);
}

namespace {

void show(boost::asio::ssl::context& on, const certificate& shown, const std::string& chain) {
  const std::string pem = shown.pem() + chain;
  const std::string key = shown.key_pem();
  on.use_certificate_chain(boost::asio::buffer(pem));
  on.use_private_key(boost::asio::buffer(key), boost::asio::ssl::context::pem);
}

} // namespace

boost::asio::ssl::context server_context(const certificate& shown, const std::string& chain) {
  boost::asio::ssl::context made(boost::asio::ssl::context::tls_server);
  show(made, shown, chain);
  return made;
}

boost::asio::ssl::context weak_context(const certificate& shown, const std::string& chain) {
  boost::asio::ssl::context made(boost::asio::ssl::context::tls_server);
  SSL_CTX_set_security_level(made.native_handle(), 0);
  show(made, shown, chain);
  return made;
}

} // namespace haul::test
