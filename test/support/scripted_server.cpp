#include "scripted_server.hpp"

#include "spawning.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <netinet/tcp.h>
#include <optional>
#include <tuple>

namespace haul::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

struct scripted_server::core {
  core(asio::io_context& context, std::optional<asio::ssl::context> with, script what)
      : secured(std::move(with)),
        acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        port(acceptor.local_endpoint().port()),
        play(std::move(what)) {}

  std::optional<asio::ssl::context> secured;
  tcp::acceptor acceptor;
  unsigned short port;
  script play;
  std::size_t accepted = 0;
  std::size_t most_open = 0;
  std::vector<std::string> requests;
  std::vector<std::weak_ptr<scripted_connection::state>> open;

  static asio::awaitable<void> accept(std::shared_ptr<core> self);
  static asio::awaitable<void> serve(
      std::shared_ptr<core> self, std::shared_ptr<scripted_connection::state> connected);
};

struct scripted_connection::state {
  state(tcp::socket from, std::shared_ptr<scripted_server::core> of, std::size_t nth)
      : socket(std::move(from)),
        server(std::move(of)),
        number(nth) {
    if (server->secured)
      tls.emplace(socket, *server->secured);
  }

  tcp::socket socket;
  std::optional<asio::ssl::stream<tcp::socket&>> tls;
  std::shared_ptr<scripted_server::core> server;
  std::size_t number;
  std::string received;

  void close() {
    error_code ignored;
    socket.shutdown(tcp::socket::shutdown_both, ignored);
    socket.close(ignored);
  }
};

std::size_t scripted_connection::number() const {
  return state_->number;
}

namespace {

using transfer = std::tuple<error_code, std::size_t>;

asio::awaitable<transfer> read_some(scripted_connection::state& from, asio::mutable_buffer into) {
  transfer read;
  if (from.tls)
    read = co_await from.tls->async_read_some(into, token);
  else
    read = co_await from.socket.async_read_some(into, token);
  co_return read;
}

} // namespace

asio::awaitable<std::string> scripted_connection::read_request() {
  const std::shared_ptr<state> held = state_;
  std::string block(16 * 1024, '\0');
  std::string request;
  while (true) {
    const std::size_t end = held->received.find("\r\n\r\n");
    if (end != std::string::npos) {
      request = held->received.substr(0, end + 4);
      held->received.erase(0, end + 4);
      held->server->requests.push_back(request);
      co_return request;
    }
    const asio::mutable_buffer room = asio::buffer(block);
    const transfer read = co_await read_some(*held, room);
    if (std::get<0>(read))
      co_return request;
    held->received.append(block, 0, std::get<1>(read));
  }
}

asio::awaitable<void> scripted_connection::send(std::string bytes) {
  const std::shared_ptr<state> held = state_;
  const asio::const_buffer all = asio::buffer(bytes);
  if (held->tls)
    co_await asio::async_write(*held->tls, all, token);
  else
    co_await asio::async_write(held->socket, all, token);
}

asio::awaitable<void> scripted_connection::until_peer_closes() {
  const std::shared_ptr<state> held = state_;
  std::string dropped(4096, '\0');
  while (true) {
    const asio::mutable_buffer room = asio::buffer(dropped);
    const transfer read = co_await read_some(*held, room);
    if (std::get<0>(read))
      co_return;
  }
}

// Only ours: waiting for the peer's would wait for a client that goes on.
asio::awaitable<void> scripted_connection::notify_close() {
  const std::shared_ptr<state> held = state_;
  co_await held->tls->async_shutdown(token);
}

void scripted_connection::cork() {
  const int on = 1;
  ::setsockopt(state_->socket.native_handle(), IPPROTO_TCP, TCP_CORK, &on, sizeof on);
}

void scripted_connection::close() {
  state_->close();
}

void scripted_connection::reset() {
  error_code ignored;
  state_->socket.set_option(asio::socket_base::linger(true, 0), ignored);
  state_->socket.close(ignored);
}

asio::awaitable<void> scripted_server::core::accept(std::shared_ptr<core> self) {
  while (true) {
    auto [failed, socket] = co_await self->acceptor.async_accept(token);
    if (failed)
      co_return;
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    const auto connected =
        std::make_shared<scripted_connection::state>(std::move(socket), self, self->accepted++);
    std::erase_if(self->open, [](const auto& each) {
      const auto held = each.lock();
      return held == nullptr || !held->socket.is_open();
    });
    self->open.push_back(connected);
    self->most_open = std::max(self->most_open, self->open.size());
    asio::co_spawn(
        self->acceptor.get_executor(), serve(self, connected),
        [connected](std::exception_ptr thrown) {
          connected->close();
          rethrow(std::move(thrown));
        });
  }
}

asio::awaitable<void> scripted_server::core::serve(
    std::shared_ptr<core> self, std::shared_ptr<scripted_connection::state> connected) {
  if (connected->tls) {
    const auto [failed] =
        co_await connected->tls->async_handshake(asio::ssl::stream_base::server, token);
    if (failed)
      co_return;
  }
  scripted_connection peer(connected);
  co_await self->play(std::move(peer));
}

scripted_server::scripted_server(asio::io_context& context, script play)
    : core_(std::make_shared<core>(context, std::nullopt, std::move(play))) {
  asio::co_spawn(context, core::accept(core_), rethrow);
}

scripted_server::scripted_server(asio::io_context& context, asio::ssl::context secured, script play)
    : core_(std::make_shared<core>(context, std::move(secured), std::move(play))) {
  asio::co_spawn(context, core::accept(core_), rethrow);
}

scripted_server::~scripted_server() {
  stop();
}

unsigned short scripted_server::port() const {
  return core_->port;
}

std::string scripted_server::url(std::string_view path) const {
  return fmt::format("{}://127.0.0.1:{}{}", core_->secured ? "https" : "http", port(), path);
}

void scripted_server::stop() {
  error_code ignored;
  core_->acceptor.close(ignored);
  for (const auto& each : core_->open) {
    if (const auto held = each.lock())
      held->close();
  }
  core_->open.clear();
}

std::size_t scripted_server::connections() const {
  return core_->accepted;
}
std::size_t scripted_server::most_at_once() const {
  return core_->most_open;
}
const std::vector<std::string>& scripted_server::requests() const {
  return core_->requests;
}

namespace {

// Plain functions: the coroutine of a lambda would outlive what the lambda captured.
asio::awaitable<void> play_always(scripted_connection peer, std::string reply) {
  while (true) {
    const std::string request = co_await peer.read_request();
    if (request.empty())
      co_return;
    co_await peer.send(reply);
  }
}

asio::awaitable<void> play_once(scripted_connection peer, std::string reply) {
  co_await peer.read_request();
  co_await peer.send(std::move(reply));
}

} // namespace

scripted_server::script answer_always(std::string reply) {
  return [reply](scripted_connection peer) { return play_always(peer, reply); };
}

scripted_server::script answer_once(std::string reply) {
  return [reply](scripted_connection peer) { return play_once(peer, reply); };
}

std::string reply(std::string_view status_line, std::string_view body, std::string_view more) {
  return fmt::format(
      "HTTP/1.1 {}\r\n{}Content-Length: {}\r\n\r\n{}", status_line, more, body.size(), body);
}

} // namespace haul::test
