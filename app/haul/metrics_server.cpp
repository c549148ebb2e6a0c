#include "metrics_server.hpp"

#include "listening.hpp"
#include "option_values.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <chrono>
#include <exception>
#include <list>
#include <utility>

namespace haul {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

namespace {

constexpr auto as_value = asio::as_tuple(asio::use_awaitable);

// How long to wait for a descriptor when none of ours comes free.
constexpr auto accept_pause = 100ms;

void rethrow(std::exception_ptr bug) {
  if (bug)
    std::rethrow_exception(bug);
}

} // namespace

// Shared by the handle and the coroutines; the last of them destroys it.
class metrics_server::state {
 public:
  state(asio::io_context& context, const scrape_limits& with)
      : limits(with),
        acceptor(context),
        pause(context) {}

  error_code open(const tcp::endpoint& address) {
    error_code failure = listen_on(acceptor, address);
    if (!failure)
      url = "http://" + format_endpoint(acceptor.local_endpoint(failure)) + "/metrics";
    return failure;
  }

  static asio::awaitable<void> accept(std::shared_ptr<state> self);
  static asio::awaitable<void> serve(
      std::shared_ptr<state> self, std::list<metrics_connection>::iterator client);
  asio::awaitable<void> wait(std::chrono::steady_clock::time_point until);

  const scrape_limits limits;
  tcp::acceptor acceptor;
  asio::steady_timer pause; // until there is room for another client
  std::list<metrics_connection> clients;
  metrics_connection::source metrics;
  std::string url;
};

asio::awaitable<void> metrics_server::state::wait(std::chrono::steady_clock::time_point until) {
  pause.expires_at(until);
  co_await pause.async_wait(as_value);
}

asio::awaitable<void> metrics_server::state::accept(std::shared_ptr<state> self) {
  while (self->acceptor.is_open()) {
    if (self->clients.size() >= self->limits.clients) {
      co_await self->wait(std::chrono::steady_clock::time_point::max());
      continue;
    }
    auto [failure, socket] = co_await self->acceptor.async_accept(as_value);
    if (!self->acceptor.is_open())
      co_return;
    if (failure) {
      co_await self->wait(std::chrono::steady_clock::now() + accept_pause);
      continue;
    }
    self->clients.emplace_back(std::move(socket), self->limits);
    asio::co_spawn(
        self->acceptor.get_executor(), serve(self, std::prev(self->clients.end())), rethrow);
  }
}

asio::awaitable<void> metrics_server::state::serve(
    std::shared_ptr<state> self, std::list<metrics_connection>::iterator client) {
  co_await client->run(self->metrics);
  self->clients.erase(client);
  self->pause.cancel();
}

result<metrics_server> metrics_server::listen(
    asio::io_context& context, const tcp::endpoint& address, const scrape_limits& limits) {
  auto made = std::make_shared<state>(context, limits);
  if (const error_code failure = made->open(address)) {
    error why = refused_option(
        fmt::format("can't listen on {}: {}", format_endpoint(address), failure.message()));
    why.system = failure;
    return why;
  }
  return metrics_server(std::move(made));
}

metrics_server::metrics_server(std::shared_ptr<state> listening) : state_(std::move(listening)) {
}

metrics_server::metrics_server(metrics_server&&) noexcept = default;

metrics_server::~metrics_server() {
  if (state_ != nullptr)
    stop();
}

std::string metrics_server::url() const {
  return state_->url;
}

void metrics_server::start(metrics_connection::source metrics) {
  state_->metrics = std::move(metrics);
  asio::co_spawn(state_->acceptor.get_executor(), state::accept(state_), rethrow);
}

void metrics_server::stop() {
  error_code ignored;
  state_->acceptor.close(ignored);
  state_->pause.cancel();
  for (metrics_connection& each : state_->clients)
    each.close();
}

} // namespace haul
