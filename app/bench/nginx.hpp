#pragma once

#include "child_process.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace haul::bench {

/// Debian's nginx with files of a folder, on a free port of the loopback, from its own folder and
/// configuration. Stopped by the destructor.
class nginx {
 public:
  /// Serves the folder `www` in `home`, where its configuration and its certificate go, too. An
  /// error when nginx (or openssl, for `encrypted`) is missing or does not start.
  static result<nginx> start(
      const std::filesystem::path& home, bool encrypted, std::optional<int> core);

  const std::string& url() const { return url_; }

  /// The certificate that proves it, when it is encrypted; else empty.
  const std::filesystem::path& certificate() const { return certificate_; }

  /// The processor time it has used up to now.
  double cpu_seconds() const { return running_.cpu_seconds(); }

 private:
  nginx(child_process running, std::string url, std::filesystem::path certificate)
      : running_(std::move(running)),
        url_(std::move(url)),
        certificate_(std::move(certificate)) {}

  child_process running_;
  std::string url_;
  std::filesystem::path certificate_;
};

/// The configuration, with what such a run needs: connections that are kept for as many requests as
/// there are, one process, nothing written for a request. Whatever is asked for below `/same/` is
/// the file `same`, so that a million downloads take no million files. A number of at least two
/// digits below `/many/` is one of a hundred files, `hundred/000000` to `hundred/000099`, by its
/// last two digits; they are held open and sent in the cheapest way for small ones, so that this
/// server keeps up with the quickest client.
std::string nginx_configuration(unsigned short port, bool encrypted);

} // namespace haul::bench
