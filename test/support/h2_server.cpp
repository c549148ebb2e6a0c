#include "h2_server.hpp"

#include "h2_wire.hpp"
#include "spawning.hpp"

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>
#include <openssl/ssl.h>

#include <exception>
#include <utility>

namespace haul::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// Of what the client offers, the one that `choice` stands for.
int choose(
    SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
    unsigned int offered_size, void* choice) {
  const std::string_view wanted =
      *static_cast<const h2_choice*>(choice) == h2_choice::h2 ? "h2" : "http/1.1";
  std::string_view left(reinterpret_cast<const char*>(offered), offered_size);
  while (!left.empty()) {
    const std::string_view each = left.substr(1, static_cast<unsigned char>(left.front()));
    if (each == wanted) {
      *chosen = reinterpret_cast<const unsigned char*>(each.data());
      *size = static_cast<unsigned char>(each.size());
      return SSL_TLSEXT_ERR_OK;
    }
    left.remove_prefix(1 + each.size());
  }
  return SSL_TLSEXT_ERR_NOACK;
}

asio::awaitable<void> accept(std::shared_ptr<h2_server::core> self) {
  while (true) {
    auto [failed, socket] = co_await self->acceptor.async_accept(token);
    if (failed)
      co_return;
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    const auto connected = std::make_shared<h2_wire>(std::move(socket), self);
    std::erase_if(self->open, [](const auto& each) { return each.expired(); });
    self->open.push_back(connected);
    self->notify();
    asio::co_spawn(
        self->acceptor.get_executor(), h2_wire::serve(connected),
        [connected](std::exception_ptr thrown) {
          connected->end();
          rethrow(std::move(thrown));
        });
  }
}

} // namespace

h2_server::core::core(
    asio::io_context& context, std::optional<asio::ssl::context> with, h2_service what)
    : secured(std::move(with)),
      acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      port(acceptor.local_endpoint().port()),
      service(std::move(what)),
      changed(context, asio::steady_timer::time_point::max()) {
  if (secured && service.choice != h2_choice::none)
    SSL_CTX_set_alpn_select_cb(secured->native_handle(), choose, &service.choice);
}

asio::awaitable<void> h2_server::core::until(
    std::shared_ptr<core> self, std::function<bool()> met) {
  while (!self->stopped && !met())
    co_await self->changed.async_wait(token);
}

h2_server::h2_server(asio::io_context& context, h2_service service)
    : core_(std::make_shared<core>(context, std::nullopt, std::move(service))) {
  asio::co_spawn(context, accept(core_), rethrow);
}

h2_server::h2_server(asio::io_context& context, asio::ssl::context secured, h2_service service)
    : core_(std::make_shared<core>(context, std::move(secured), std::move(service))) {
  asio::co_spawn(context, accept(core_), rethrow);
}

h2_server::~h2_server() {
  stop();
}

unsigned short h2_server::port() const {
  return core_->port;
}

std::string h2_server::url(std::string_view path) const {
  return fmt::format("{}://127.0.0.1:{}{}", core_->secured ? "https" : "http", port(), path);
}

const h2_record& h2_server::record() const {
  return core_->record;
}

void h2_server::release() {
  core_->released = true;
  core_->notify();
}

asio::awaitable<void> h2_server::until(h2_condition met) {
  const std::shared_ptr<core> held = core_;
  const auto here = [&] { return met(held->record); };
  co_await core::until(held, here);
}

void h2_server::stop() {
  error_code ignored;
  core_->acceptor.close(ignored);
  core_->stopped = true;
  for (const auto& each : core_->open) {
    if (const auto held = each.lock())
      held->end();
  }
  core_->open.clear();
  core_->notify();
}

namespace {

asio::awaitable<void> play_answer(
    h2_stream peer, std::string status, std::string body, h2_fields fields) {
  peer.begin(status, fields);
  co_await peer.send(std::move(body));
  peer.finish();
}

} // namespace

h2_script h2_answer(std::string status, std::string body, h2_fields more) {
  more.emplace_back("content-length", std::to_string(body.size()));
  return [=](h2_stream peer) { return play_answer(std::move(peer), status, body, more); };
}

} // namespace haul::test
