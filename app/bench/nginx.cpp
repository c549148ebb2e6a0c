#include "nginx.hpp"

#include "failure.hpp"
#include "output.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>
#include <unistd.h>

namespace haul::bench {

using boost::asio::ip::tcp;

namespace {

constexpr std::chrono::seconds patience{10}; // for nginx to listen
constexpr std::chrono::milliseconds pause{10};

error cannot(std::string message) {
  return failure(stage::internal, cause::internal, std::move(message));
}

unsigned short free_port() {
  boost::asio::io_context context;
  return tcp::acceptor(context, {boost::asio::ip::address_v4::loopback(), 0})
      .local_endpoint()
      .port();
}

bool listens(unsigned short port) {
  boost::asio::io_context context;
  tcp::socket socket(context);
  boost::system::error_code failed;
  socket.connect({boost::asio::ip::address_v4::loopback(), port}, failed);
  return !failed;
}

// Waits for a program to end; the error says what it is for.
result<void> run(const program& what, std::string_view purpose) {
  result<child_process> started = child_process::start(what);
  if (!started)
    return started.error();
  started->read_all();
  if (const ended_process ended = started->wait(); !ended.fine())
    return cannot(fmt::format("{}: {}", purpose, ended.describe()));
  return {};
}

result<void> make_certificate(const std::filesystem::path& home) {
  program openssl;
  openssl.file = find_program("openssl");
  if (openssl.file.empty())
    return cannot("openssl is not installed");
  openssl.arguments = {
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-days",
      "2",
      "-subj",
      "/CN=haul-bench",
      "-addext",
      "subjectAltName=IP:127.0.0.1",
      "-keyout",
      home / "key.pem",
      "-out",
      home / "certificate.pem"};
  return run(openssl, "a certificate can't be made");
}

std::string last_words(const std::filesystem::path& log) {
  std::ifstream file(log);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

} // namespace

std::string nginx_configuration(unsigned short port, bool encrypted) {
  const std::string certificate =
      encrypted ? "    ssl_certificate certificate.pem;\n    ssl_certificate_key key.pem;\n" : "";
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
      "    listen 127.0.0.1:{}{} backlog=4096;\n"
      "{}"
      "    root www;\n"
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
      port, encrypted ? " ssl" : "", certificate);
}

result<nginx> nginx::start(
    const std::filesystem::path& home, bool encrypted, std::optional<int> core) {
  program server;
  server.file = find_program("nginx");
  server.core = core;
  if (server.file.empty())
    return cannot("nginx is not installed (Debian's package nginx-light)");
  if (encrypted) {
    if (const result<void> made = make_certificate(home); !made)
      return made.error();
  }
  const unsigned short port = free_port();
  const std::filesystem::path configuration = home / "nginx.conf";
  if (const auto written = write_result(configuration, nginx_configuration(port, encrypted));
      !written)
    return written.error();
  const std::filesystem::path log = home / "error.log";
  server.arguments = {"-p", home, "-c", configuration, "-e", log};
  result<child_process> started = child_process::start(server);
  if (!started)
    return started.error();
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!listens(port)) {
    if (std::chrono::steady_clock::now() > end)
      return cannot(fmt::format("nginx does not listen: {}", last_words(log)));
    std::this_thread::sleep_for(pause);
  }
  return nginx(
      *std::move(started), fmt::format("{}://127.0.0.1:{}", encrypted ? "https" : "http", port),
      encrypted ? home / "certificate.pem" : std::filesystem::path());
}

} // namespace haul::bench
