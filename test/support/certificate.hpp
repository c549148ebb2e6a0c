#pragma once

#include <boost/asio/ssl/context.hpp>
#include <openssl/types.h>

#include <memory>
#include <string>
#include <vector>

namespace haul::test {

/// What a certificate says.
struct certificate_request {
  std::string common_name = "haul test";
  /// As OpenSSL writes them: `DNS:example.org`, `IP:127.0.0.1`; none: no such extension.
  std::vector<std::string> names = {"IP:127.0.0.1", "DNS:localhost"};
  /// Days from now.
  int valid_from = -1;
  int valid_until = 30;
  bool authority = false;
  /// 0: an elliptic curve; else RSA with that many bits.
  int rsa_bits = 0;
  bool sha1 = false;
};

/// One that may sign others, and stands for no host.
certificate_request authority_request();

/// A certificate with its key, made for a test.
class certificate {
 public:
  /// Signed by `issuer`, or by itself.
  explicit certificate(const certificate_request& wanted, const certificate* issuer = nullptr);
  ~certificate();
  certificate(const certificate&) = delete;
  certificate& operator=(const certificate&) = delete;

  std::string pem() const;
  std::string key_pem() const;

 private:
  struct freer {
    void operator()(x509_st* freed) const;
    void operator()(evp_pkey_st* freed) const;
  };
  std::unique_ptr<evp_pkey_st, freer> key_;
  std::unique_ptr<x509_st, freer> certificate_;
};

/// What a TLS server with this certificate shows, and behind it the PEM texts of `chain`.
boost::asio::ssl::context server_context(const certificate& shown, const std::string& chain = {});

/// The same, and it may be worse than any server that haul may talk to: OpenSSL's security level is
/// 0.
boost::asio::ssl::context weak_context(const certificate& shown, const std::string& chain = {});

} // namespace haul::test
