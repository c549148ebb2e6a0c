#include "nghttpd.hpp"

#include "failure.hpp"

#include <utility>

namespace haul::bench {

result<web_server> start_nghttpd(
    const std::filesystem::path& home, bool encrypted, std::optional<int> core) {
  program server;
  server.file = find_program("nghttpd");
  server.core = core;
  if (server.file.empty())
    return failure(
        stage::internal, cause::internal,
        "nghttpd is not installed (Debian's package nghttp2-server)");
  const unsigned short port = free_port();
  server.arguments = {
      "--address",
      "127.0.0.1",
      "--htdocs",
      home / "www",
      "--workers",
      "1",
      "--max-concurrent-streams",
      "1000",
      std::to_string(port)};
  std::filesystem::path certificate;
  if (encrypted) {
    result<std::filesystem::path> made = make_certificate(home);
    if (!made)
      return made.error();
    certificate = *std::move(made);
    server.arguments.insert(server.arguments.end(), {home / "key.pem", certificate});
  } else {
    server.arguments.emplace_back("--no-tls");
  }
  return web_server::start(server, port, std::move(certificate), {});
}

} // namespace haul::bench
