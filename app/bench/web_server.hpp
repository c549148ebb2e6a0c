#pragma once

#include "child_process.hpp"

#include <haul/error.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace haul::bench {

/// A server in a process of its own on a port of the loopback. Stopped by the destructor.
class web_server {
 public:
  /// Starts `what`, which is to listen at `port`, and waits until it does: ten seconds at most,
  /// and then the error quotes `log`. `certificate` proves it; empty: nothing is encrypted.
  static result<web_server> start(
      const program& what, unsigned short port, std::filesystem::path certificate,
      const std::filesystem::path& log);

  const std::string& url() const { return url_; }
  unsigned short port() const { return port_; }

  /// The certificate that proves it, when it is encrypted; else empty.
  const std::filesystem::path& certificate() const { return certificate_; }

  /// The processor time it has used up to now.
  double cpu_seconds() const { return running_.cpu_seconds(); }

 private:
  web_server(child_process running, unsigned short port, std::filesystem::path certificate);

  child_process running_;
  unsigned short port_;
  std::string url_;
  std::filesystem::path certificate_;
};

/// A port that was free a moment ago.
unsigned short free_port();

/// Makes the certificate for 127.0.0.1, `certificate.pem` in `home` with its `key.pem` beside it,
/// and gives its path. An error when openssl is missing or fails.
result<std::filesystem::path> make_certificate(const std::filesystem::path& home);

} // namespace haul::bench
