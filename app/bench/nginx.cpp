#include "nginx.hpp"

#include "failure.hpp"
#include "output.hpp"

#include <fmt/format.h>

#include <utility>

namespace haul::bench {

std::string nginx_configuration(unsigned short port, bool encrypted, http_version version) {
  const std::string certificate =
      encrypted ? "    ssl_certificate certificate.pem;\n    ssl_certificate_key key.pem;\n" : "";
  const bool two = version == http_version::http2;
  return fmt::format(
      "daemon off;\n"
      "master_process off;\n"
      "pid nginx.pid;\n"
      "error_log error.log;\n"
      "worker_rlimit_nofile 4096;\n"
      "events {{ worker_connections 2048; }}\n"
      "http {{\n"
      "  access_log off;\n"
      "  sendfile on;\n"
      "  tcp_nopush on;\n"
      "  keepalive_requests 1000000000;\n"
      "  keepalive_timeout 1h;\n"
      "  default_type application/octet-stream;\n"
      "  client_body_temp_path body;\n"
      "  proxy_temp_path proxy;\n"
      "  fastcgi_temp_path fastcgi;\n"
      "  uwsgi_temp_path uwsgi;\n"
      "  scgi_temp_path scgi;\n"
      "  server {{\n"
      "    listen 127.0.0.1:{}{}{} backlog=4096;\n"
      "{}{}"
      "    root www;\n"
      "    location = {} {{ stub_status; }}\n"
      "    location /same/ {{ try_files /same =404; }}\n"
      "    location ~ \"^/many/[0-9]*([0-9][0-9])$\" {{\n"
      "      try_files /hundred/0000$1 =404;\n"
      "      open_file_cache max=200 inactive=1h;\n"
      "      open_file_cache_valid 1h;\n"
      "      sendfile off;\n"
      "      tcp_nopush off;\n"
      "    }}\n"
      "  }}\n"
      "}}\n",
      port, encrypted ? " ssl" : "", two ? " http2" : "", certificate,
      two ? "    http2_max_concurrent_streams 1000;\n" : "", nginx::status_path);
}

result<nginx> nginx::start(
    const std::filesystem::path& home, bool encrypted, std::optional<int> core,
    http_version version) {
  program server;
  server.file = find_program("nginx");
  server.core = core;
  if (server.file.empty())
    return failure(
        stage::internal, cause::internal, "nginx is not installed (Debian's package nginx-light)");
  std::filesystem::path certificate;
  if (encrypted) {
    result<std::filesystem::path> made = make_certificate(home);
    if (!made)
      return made.error();
    certificate = *std::move(made);
  }
  const unsigned short port = free_port();
  const std::filesystem::path configuration = home / "nginx.conf";
  if (const auto written =
          write_result(configuration, nginx_configuration(port, encrypted, version));
      !written)
    return written.error();
  const std::filesystem::path log = home / "error.log";
  server.arguments = {"-p", home, "-c", configuration, "-e", log};
  result<web_server> started = web_server::start(server, port, std::move(certificate), log);
  if (!started)
    return started.error();
  return nginx(*std::move(started));
}

} // namespace haul::bench
