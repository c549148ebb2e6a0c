#include "flag_server.hpp"

#include "flag_connection.hpp"
#include "listening.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <exception>

namespace haul {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

namespace {

constexpr auto as_value = asio::as_tuple(asio::use_awaitable);

// How long to wait for a descriptor when none of ours comes free.
constexpr auto accept_pause = 100ms;

void rethrow(std::exception_ptr failure) {
  if (failure)
    std::rethrow_exception(failure);
}

error refused(std::string message) {
  error made;
  made.stage = stage::input;
  made.cause = cause::bad_option;
  made.message = std::move(message);
  return made;
}

result<void> check(const server_behaviour& checked) {
  if (checked.delay_min < 0ms || checked.delay_max < checked.delay_min || checked.delay_max > 1h)
    return refused(fmt::format(
        "delay is {}..{} ms, not a range within 0 and an hour", checked.delay_min.count(),
        checked.delay_max.count()));
  // Written so that it refuses what is not a number, too.
  if (!(checked.error_rate >= 0 && checked.error_rate <= 1))
    return refused(fmt::format("error_rate is {}, not from 0 to 1", checked.error_rate));
  return {};
}

asio::awaitable<void> serve(std::unique_ptr<flag_connection> client) {
  co_await client->run();
}

} // namespace

// Shared by the handle and the coroutine that accepts; the last of them destroys it.
class flag_server::state {
 public:
  state(asio::io_context& context, const server_behaviour& behaviour, flag_replies replies)
      : site(std::make_shared<flag_site>(behaviour, std::move(replies))),
        acceptor(context),
        pause(context) {}

  error_code listen(const tcp::endpoint& address) {
    error_code failure = listen_on(acceptor, address);
    if (!failure)
      url = "http://" + format_endpoint(acceptor.local_endpoint(failure));
    return failure;
  }

  static asio::awaitable<void> accept(std::shared_ptr<state> self);

  const std::shared_ptr<flag_site> site;
  tcp::acceptor acceptor;
  asio::steady_timer pause; // between a failed accept and the next
  flag_connections connections;
  std::string url;
};

asio::awaitable<void> flag_server::state::accept(std::shared_ptr<state> self) {
  while (true) {
    auto [failure, socket] = co_await self->acceptor.async_accept(as_value);
    if (!self->acceptor.is_open())
      co_return;
    if (!failure) {
      auto client = std::make_unique<flag_connection>(std::move(socket), self->site);
      self->connections.push_back(*client);
      asio::co_spawn(self->acceptor.get_executor(), serve(std::move(client)), rethrow);
      continue;
    }
    // Out of descriptors, most likely: the client stays in the queue, so trying again at once
    // would fail at once, for ever.
    self->pause.expires_after(accept_pause);
    co_await self->pause.async_wait(as_value);
  }
}

result<flag_server> flag_server::listen(
    asio::io_context& context, const tcp::endpoint& address, const server_behaviour& behaviour) {
  if (result<void> fine = check(behaviour); !fine)
    return fine.error();
  result<flag_replies> replies = flag_replies::load(behaviour.folder);
  if (!replies)
    return replies.error();

  auto made = std::make_shared<state>(context, behaviour, std::move(*replies));
  if (const error_code failure = made->listen(address)) {
    error why;
    why.stage = stage::connect;
    why.cause = cause::connect_failed;
    why.message =
        fmt::format("can't listen on {}: {}", format_endpoint(address), failure.message());
    why.system = failure;
    return why;
  }
  asio::co_spawn(context, state::accept(made), rethrow);
  return flag_server(std::move(made));
}

flag_server::flag_server(std::shared_ptr<state> listening) : state_(std::move(listening)) {
}

flag_server::flag_server(flag_server&&) noexcept = default;

flag_server& flag_server::operator=(flag_server&& other) noexcept {
  stop();
  state_ = std::move(other.state_);
  return *this;
}

flag_server::~flag_server() {
  stop();
}

std::string flag_server::url() const {
  return state_->url;
}

std::uint64_t flag_server::requests() const {
  return state_->site->requests();
}

void flag_server::stop() {
  if (state_ == nullptr)
    return;
  error_code ignored;
  state_->acceptor.close(ignored);
  state_->pause.cancel();
  for (flag_connection& each : state_->connections)
    each.close();
}

} // namespace haul
