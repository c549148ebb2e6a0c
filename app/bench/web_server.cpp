#include "web_server.hpp"

#include "failure.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

namespace haul::bench {

using boost::asio::ip::tcp;

namespace {

constexpr std::chrono::seconds patience{10}; // for a server to listen
constexpr std::chrono::milliseconds pause{10};

error cannot(std::string message) {
  return failure(stage::internal, cause::internal, std::move(message));
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

std::string last_words(const std::filesystem::path& log) {
  std::ifstream file(log);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

} // namespace

web_server::web_server(
    child_process running, unsigned short port, std::filesystem::path certificate)
    : running_(std::move(running)),
      port_(port),
      url_(fmt::format("{}://127.0.0.1:{}", certificate.empty() ? "http" : "https", port)),
      certificate_(std::move(certificate)) {
}

result<web_server> web_server::start(
    const program& what, unsigned short port, std::filesystem::path certificate,
    const std::filesystem::path& log) {
  result<child_process> started = child_process::start(what);
  if (!started)
    return started.error();
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!listens(port)) {
    if (std::chrono::steady_clock::now() > end)
      return cannot(
          fmt::format("{} does not listen: {}", what.file.filename().string(), last_words(log)));
    std::this_thread::sleep_for(pause);
  }
  return web_server(*std::move(started), port, std::move(certificate));
}

unsigned short free_port() {
  boost::asio::io_context context;
  return tcp::acceptor(context, {boost::asio::ip::address_v4::loopback(), 0})
      .local_endpoint()
      .port();
}

result<std::filesystem::path> make_certificate(const std::filesystem::path& home) {
  program openssl;
  openssl.file = find_program("openssl");
  if (openssl.file.empty())
    return cannot("openssl is not installed");
  std::filesystem::path made = home / "certificate.pem";
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
      made};
  if (const result<void> ran = run(openssl, "a certificate can't be made"); !ran)
    return ran.error();
  return made;
}

} // namespace haul::bench
