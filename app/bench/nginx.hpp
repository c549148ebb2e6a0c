#pragma once

#include "web_server.hpp"

#include <haul/options.hpp>

#include <filesystem>
#include <optional>
#include <string>

namespace haul::bench {

/// Debian's nginx with files of a folder, on a free port of the loopback, from its own folder and
/// configuration. Stopped by the destructor.
class nginx : public web_server {
 public:
  /// Serves the folder `www` in `home`, where its configuration and its certificate go, too. With
  /// HTTP/2 it knows nothing else without TLS, and takes what ALPN says with it. An error when
  /// nginx (or openssl, for `encrypted`) is missing or does not start.
  static result<nginx> start(
      const std::filesystem::path& home, bool encrypted, std::optional<int> core,
      http_version version = http_version::http1);

  /// Where it tells of itself, as its module `stub_status` does.
  static constexpr const char* status_path = "/status";

 private:
  explicit nginx(web_server started) : web_server(std::move(started)) {}
};

/// The configuration, with what such a run needs: connections that are kept for as many requests as
/// there are, one process, nothing written for a request. Whatever is asked for below `/same/` is
/// the file `same`, so that a million downloads take no million files. A number of at least two
/// digits below `/many/` is one of a hundred files, `hundred/000000` to `hundred/000099`, by its
/// last two digits; they are held open and sent in the cheapest way for small ones, so that this
/// server keeps up with the quickest client. Over HTTP/2 a thousand streams may be open at once.
std::string nginx_configuration(
    unsigned short port, bool encrypted, http_version version = http_version::http1);

} // namespace haul::bench
