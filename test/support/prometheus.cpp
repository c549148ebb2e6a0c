#include "prometheus.hpp"

#include "free_port.hpp"
#include "raw_client.hpp"
#include "spawning.hpp"

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include <cctype>

namespace haul::test {

namespace asio = boost::asio;

namespace {

std::string percent_encoded(const std::string& text) {
  std::string made;
  for (const char each : text) {
    const auto byte = static_cast<unsigned char>(each);
    made += std::isalnum(byte) != 0 ? std::string(1, each) : fmt::format("%{:02X}", byte);
  }
  return made;
}

} // namespace

prometheus::prometheus(const std::string& target) : port_(free_port()) {
  const std::string settings = home_.path() / "prometheus.yml";
  write_file(
      settings, fmt::format(
                    "global:\n  scrape_interval: 200ms\n  scrape_timeout: 200ms\n"
                    "scrape_configs:\n  - job_name: haul\n    static_configs:\n"
                    "      - targets: ['{}']\n",
                    target));
  command_line command;
  command.words = {
      "/usr/bin/prometheus", "--config.file=" + settings,
      "--storage.tsdb.path=" + (home_.path() / "data").string(),
      fmt::format("--web.listen-address=127.0.0.1:{}", port_)};
  running_ = std::make_unique<process>(command);
  running_->wait_for("Server is ready to receive web requests");
}

// By HTTP/1.0, so that the answer is in one piece.
std::string prometheus::query(const std::string& expression) const {
  asio::io_context context;
  std::string answer;
  const auto client = [&]() -> asio::awaitable<void> {
    raw_client connection(context);
    co_await connection.connect(fmt::format("http://127.0.0.1:{}", port_));
    co_await connection.send(fmt::format(
        "GET /api/v1/query?query={} HTTP/1.0\r\nHost: x\r\n\r\n", percent_encoded(expression)));
    answer = co_await connection.read_to_end();
  };
  asio::co_spawn(context, client(), rethrow);
  context.run();
  return answer.substr(answer.find("\r\n\r\n") + 4);
}

} // namespace haul::test
