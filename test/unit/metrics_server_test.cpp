#include "download_fixture.hpp"
#include "metrics_server.hpp"
#include "raw_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace haul::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;

// A server of metrics and its clients on one loop. At its end nothing may be left on it: no work
// and no descriptor.
struct fixture {
  ~fixture() {
    server.reset();
    run_until([this] { return context->stopped(); });
    context.reset();
    BOOST_TEST(open_descriptors() == descriptors_before, "a descriptor was left open");
  }

  void serve() {
    const asio::ip::tcp::endpoint anywhere(asio::ip::address_v4::loopback(), 0);
    auto listening = haul::metrics_server::listen(*context, anywhere, limits);
    BOOST_REQUIRE_MESSAGE(listening.has_value(), listening.error().message);
    server.emplace(*std::move(listening));
    server->start([this]() -> const std::string& {
      ++scrapes;
      return text;
    });
  }

  void run_until(const std::function<bool()>& done) {
    const auto latest = std::chrono::steady_clock::now() + 60s;
    context->restart();
    while (!done()) {
      context->run_one_until(latest);
      BOOST_REQUIRE_MESSAGE(std::chrono::steady_clock::now() < latest, "takes for ever");
    }
  }

  // Runs clients side by side until all are done.
  void run(std::vector<asio::awaitable<void>> clients) {
    std::size_t running = clients.size();
    for (auto& each : clients) {
      asio::co_spawn(*context, std::move(each), [&](std::exception_ptr failed) {
        --running;
        if (failed)
          std::rethrow_exception(failed);
      });
    }
    run_until([&] { return running == 0; });
  }

  void run(asio::awaitable<void> client) {
    std::vector<asio::awaitable<void>> clients;
    clients.push_back(std::move(client));
    run(std::move(clients));
  }

  asio::awaitable<void> ask(std::string bytes, raw_reply& into) {
    raw_client client(*context);
    co_await client.connect(server->url());
    co_await client.send(bytes);
    into = co_await client.read(!bytes.starts_with("HEAD"));
  }

  raw_reply ask(const std::string& bytes) {
    raw_reply came;
    run(ask(bytes, came));
    return came;
  }

  // Says this, and whatever comes to it is read up to the end, which is the server's.
  asio::awaitable<void> until_closed(std::string bytes, std::string& into) {
    raw_client client(*context);
    co_await client.connect(server->url());
    co_await client.send(std::move(bytes));
    into = co_await client.read_to_end();
  }

  static std::string get(const std::string& target) {
    return "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
  }

  int descriptors_before = open_descriptors();
  std::optional<asio::io_context> context{std::in_place, 1};
  haul::scrape_limits limits;
  std::optional<haul::metrics_server> server;
  std::string text = "a 1\n";
  int scrapes = 0;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(metrics_server, fixture)

BOOST_AUTO_TEST_CASE(metrics_are_served_in_the_text_format) {
  serve();
  const raw_reply came = ask(get("/metrics"));
  BOOST_TEST(came.status == 200U);
  BOOST_TEST(came.field("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
  BOOST_TEST(came.body == "a 1\n");
  BOOST_TEST(ask(get("/metrics?collect=all")).body == "a 1\n");
}

BOOST_AUTO_TEST_CASE(head_has_the_length_and_no_body) {
  serve();
  const raw_reply came = ask("HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
  BOOST_TEST(came.status == 200U);
  BOOST_TEST(came.field("Content-Length") == "4");
  std::string all;
  run(until_closed("HEAD /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", all));
  BOOST_TEST(all.ends_with("\r\n\r\n"), all);
}

BOOST_AUTO_TEST_CASE(health_is_told_without_a_look_at_the_run) {
  serve();
  const raw_reply came = ask(get("/healthz"));
  BOOST_TEST(came.status == 200U);
  BOOST_TEST(came.body == "ok\n");
  BOOST_TEST(scrapes == 0);
}

BOOST_AUTO_TEST_CASE(other_paths_and_methods_are_refused) {
  serve();
  BOOST_TEST(ask(get("/")).status == 404U);
  BOOST_TEST(ask(get("/metrics/x")).status == 404U);
  const raw_reply came = ask("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
  BOOST_TEST(came.status == 405U);
  BOOST_TEST(came.field("Allow") == "GET, HEAD");
  BOOST_TEST(came.field("Connection") == "close");
  BOOST_TEST(ask("nonsense\r\n\r\n").status == 400U);
  BOOST_TEST(
      ask("GET /metrics HTTP/1.1\r\nX: " + std::string(9000, 'x') + "\r\n\r\n").status == 431U);
  BOOST_TEST(scrapes == 0);
}

BOOST_AUTO_TEST_CASE(connection_is_kept_for_the_next_scrape) {
  limits.pause = 0ms;
  serve();
  const auto client = [this]() -> asio::awaitable<void> {
    raw_client one(*context);
    co_await one.connect(server->url());
    for (int turn = 1; turn <= 3; ++turn) {
      text = "a " + std::to_string(turn) + "\n";
      const raw_reply came = co_await one.ask(get("/metrics"));
      BOOST_TEST(came.body == text);
    }
  };
  run(client());
  BOOST_TEST(scrapes == 3);
}

BOOST_AUTO_TEST_CASE(hundred_clients_are_answered_in_their_turn) {
  limits.pause = 0ms;
  limits.clients = 4;
  serve();
  std::list<std::string> all;
  std::vector<asio::awaitable<void>> clients;
  for (int number = 0; number < 100; ++number)
    clients.push_back(until_closed(
        "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", all.emplace_back()));
  run(std::move(clients));
  for (const std::string& each : all)
    BOOST_TEST(each.ends_with("\r\n\r\na 1\n"), each);
}

BOOST_AUTO_TEST_CASE(client_that_says_one_byte_and_waits_is_left) {
  limits.clients = 1;
  limits.patience = 20ms;
  serve();
  std::string silent;
  raw_reply after;
  std::vector<asio::awaitable<void>> clients;
  clients.push_back(until_closed("G", silent));
  clients.push_back(ask(get("/metrics"), after)); // has the only place next
  run(std::move(clients));
  BOOST_TEST(silent == "");
  BOOST_TEST(after.body == "a 1\n");
}

BOOST_AUTO_TEST_CASE(client_that_never_reads_is_left) {
  limits.clients = 1;
  limits.patience = 20ms;
  text.assign(64 * 1024 * 1024, '#'); // more than the system takes for it
  serve();
  raw_client deaf(*context);
  raw_reply after;
  const auto client = [&]() -> asio::awaitable<void> {
    co_await deaf.connect(server->url());
    co_await deaf.send(get("/metrics"));
    co_await ask(get("/healthz"), after);
  };
  run(client());
  BOOST_TEST(scrapes == 1);
  BOOST_TEST(after.body == "ok\n");
}

BOOST_AUTO_TEST_CASE(stop_leaves_everybody_and_takes_nobody_any_more) {
  limits.clients = 2;
  serve();
  raw_client first(*context);
  const auto client = [&]() -> asio::awaitable<void> {
    co_await first.connect(server->url());
    const raw_reply came = co_await first.ask(get("/healthz"));
    BOOST_TEST(came.status == 200U);
    server->stop();
    const std::string rest = co_await first.read_to_end();
    BOOST_TEST(rest == "");
    raw_client late(*context);
    bool taken = true;
    try {
      co_await late.connect(server->url());
    } catch (const boost::system::system_error&) {
      taken = false;
    }
    BOOST_TEST(!taken);
  };
  run(client());
}

BOOST_AUTO_TEST_CASE(address_that_is_taken_is_refused_by_name) {
  serve();
  const asio::ip::tcp::endpoint taken = endpoint_of(server->url());
  const auto second = haul::metrics_server::listen(*context, taken);
  BOOST_TEST_REQUIRE(second.has_error());
  BOOST_TEST((second.error().cause == haul::cause::bad_option));
  const std::string where = "127.0.0.1:" + std::to_string(taken.port());
  BOOST_TEST(second.error().message.find(where) != std::string::npos, second.error().message);
}

BOOST_AUTO_TEST_CASE(all_addresses_are_those_of_both_families) {
  const auto all = haul::metrics_server::listen(
      *context, asio::ip::tcp::endpoint(asio::ip::address_v6::any(), 0));
  BOOST_TEST_REQUIRE(all.has_value());
  const std::string url = all->url();
  const std::string port = url.substr(url.rfind(':'));
  const auto client = [&]() -> asio::awaitable<void> {
    raw_client one(*context);
    co_await one.connect("http://127.0.0.1" + port); // throws when nobody listens
  };
  run(client());
}

BOOST_AUTO_TEST_SUITE_END()
