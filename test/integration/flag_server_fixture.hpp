#pragma once

#include "download_fixture.hpp"
#include "flag_server.hpp"
#include "raw_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace haul::test {

/// An event loop for a flag server and its clients. At its end nothing may be left on it: no work
/// and no descriptor.
class flag_server_fixture {
 public:
  ~flag_server_fixture() {
    server.reset();
    run_until([this] { return context->stopped(); });
    context.reset();
    BOOST_TEST(open_descriptors() == descriptors_before_, "a descriptor was left open");
  }

  /// Replaces `server` by one on a free port.
  void serve(const server_behaviour& behaviour = {}) {
    const boost::asio::ip::tcp::endpoint anywhere(boost::asio::ip::address_v4::loopback(), 0);
    result<flag_server> listening = flag_server::listen(*context, anywhere, behaviour);
    BOOST_REQUIRE_MESSAGE(listening.has_value(), listening.error().message);
    server = std::move(*listening);
  }

  /// Runs the loop until `done`; the test fails when that takes for ever.
  void run_until(const std::function<bool()>& done) {
    const auto latest = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    context->restart();
    while (!done()) {
      context->run_one_until(latest);
      BOOST_REQUIRE_MESSAGE(std::chrono::steady_clock::now() < latest, "takes for ever");
    }
  }

  /// Runs clients side by side until all are done.
  void run(std::vector<boost::asio::awaitable<void>> clients) {
    std::size_t running = clients.size();
    std::exception_ptr thrown;
    for (auto& each : clients) {
      boost::asio::co_spawn(*context, std::move(each), [&](std::exception_ptr failure) {
        --running;
        if (failure)
          thrown = failure;
      });
    }
    run_until([&] { return running == 0; });
    if (thrown)
      std::rethrow_exception(thrown);
  }

  void run(boost::asio::awaitable<void> client) {
    std::vector<boost::asio::awaitable<void>> clients;
    clients.push_back(std::move(client));
    run(std::move(clients));
  }

  /// The replies to requests sent one after the other on one connection.
  std::vector<raw_reply> ask(const std::vector<std::string>& requests) {
    std::vector<raw_reply> replies;
    const auto client = [&]() -> boost::asio::awaitable<void> {
      raw_client connection(*context);
      co_await connection.connect(server->url());
      for (const std::string& each : requests) {
        raw_reply reply = co_await connection.ask(each);
        replies.push_back(std::move(reply));
      }
    };
    run(client());
    return replies;
  }

  raw_reply ask(const std::string& request) {
    const std::vector<std::string> requests(1, request);
    return ask(requests).front();
  }

 private:
  int descriptors_before_ = open_descriptors();

 public:
  std::optional<boost::asio::io_context> context{std::in_place, 1};
  std::optional<flag_server> server;
};

/// A request for a target, kept alive.
inline std::string get(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: flags\r\n\r\n";
}

/// `/br/br.gif` for BR.
inline std::string path_of(std::string code) {
  for (char& each : code)
    each = static_cast<char>(each - 'A' + 'a');
  return "/" + code + "/" + code + ".gif";
}

/// AA to ZZ.
inline std::vector<std::string> every_code() {
  std::vector<std::string> codes;
  for (char first = 'A'; first <= 'Z'; ++first) {
    for (char second = 'A'; second <= 'Z'; ++second)
      codes.push_back({first, second});
  }
  return codes;
}

} // namespace haul::test
