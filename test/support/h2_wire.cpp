#include "h2_wire.hpp"

#include "spawning.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/write.hpp>
#include <openssl/ssl.h>

#include <tuple>
#include <utility>

namespace haul::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

std::size_t add_connection(h2_record& record) {
  record.connections.emplace_back();
  return record.connections.size() - 1;
}

} // namespace

h2_wire::h2_wire(tcp::socket from, std::shared_ptr<h2_server::core> of)
    : socket(std::move(from)),
      server(std::move(of)),
      number(add_connection(server->record)),
      session(server->record, number) {
  if (server->secured)
    tls.emplace(socket, *server->secured);
}

void h2_wire::end() {
  error_code ignored;
  socket.close(ignored);
  over = true;
  h2_connection_record& seen = server->record.connections[number];
  seen.over = true;
  seen.streams = 0;
  server->notify();
}

bool h2_wire::speaks_h2() const {
  if (!tls)
    return true;
  const unsigned char* agreed = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(const_cast<h2_wire*>(this)->tls->native_handle(), &agreed, &size);
  return std::string(agreed, agreed + size) == "h2";
}

asio::awaitable<void> h2_wire::serve(std::shared_ptr<h2_wire> self) {
  if (self->tls) {
    const auto [failed] =
        co_await self->tls->async_handshake(asio::ssl::stream_base::server, token);
    if (failed)
      co_return;
  }
  h2_connection_record& seen = self->server->record.connections[self->number];
  if (!self->speaks_h2()) {
    seen.protocol = "http/1.1";
    co_await answer_http1(self);
    co_return;
  }
  seen.protocol = "h2";
  const h2_service& service = self->server->service;
  if (service.settings)
    self->session.settings(*service.settings);
  if (service.start)
    self->run_script(service.start(h2_connection(self)));
  self->run_script(write(self));
  co_await read(self);
}

asio::awaitable<void> h2_wire::read(std::shared_ptr<h2_wire> self) {
  std::string block(64 * 1024, '\0');
  while (true) {
    const std::size_t size = co_await read_some(*self, block);
    if (size == 0)
      co_return;
    if (self->deaf)
      co_await h2_server::core::until(self->server, [&] { return self->over; });
    if (self->over || !self->session.feed(std::string_view(block).substr(0, size)))
      co_return;
    start_scripts(self);
    self->server->notify();
  }
}

asio::awaitable<void> h2_wire::write(std::shared_ptr<h2_wire> self) {
  while (true) {
    co_await h2_server::core::until(
        self->server, [&] { return self->over || self->closing || self->session.has_output(); });
    if (self->over)
      co_return;
    if (!self->session.has_output()) {
      error_code ignored;
      self->socket.shutdown(tcp::socket::shutdown_send, ignored);
      self->shut = true;
      self->server->notify();
      co_return;
    }
    const std::string bytes = self->session.take_output();
    self->unwritten = bytes.size();
    const bool done = co_await write_all(*self, bytes);
    self->unwritten = 0;
    if (!done) {
      self->end();
      co_return;
    }
    self->server->notify();
  }
}

// 0: there is no more.
asio::awaitable<std::size_t> h2_wire::read_some(h2_wire& self, std::string& into) {
  const asio::mutable_buffer room = asio::buffer(into);
  std::tuple<error_code, std::size_t> read;
  if (self.tls)
    read = co_await self.tls->async_read_some(room, token);
  else
    read = co_await self.socket.async_read_some(room, token);
  const std::size_t size = std::get<0>(read) ? 0 : std::get<1>(read);
  co_return size;
}

asio::awaitable<bool> h2_wire::write_all(h2_wire& self, const std::string& bytes) {
  const asio::const_buffer all = asio::buffer(bytes);
  std::tuple<error_code, std::size_t> written;
  if (self.tls)
    written = co_await asio::async_write(*self.tls, all, token);
  else
    written = co_await asio::async_write(self.socket, all, token);
  const bool done = !std::get<0>(written);
  co_return done;
}

asio::awaitable<void> h2_wire::answer_http1(std::shared_ptr<h2_wire> self) {
  h2_record& record = self->server->record;
  std::string block(16 * 1024, '\0');
  std::string received;
  while (true) {
    const std::size_t end = received.find("\r\n\r\n");
    if (end == std::string::npos) {
      const std::size_t size = co_await read_some(*self, block);
      if (size == 0)
        co_return;
      received.append(block, 0, size);
      continue;
    }
    const std::size_t target = received.find(' ') + 1;
    h2_request request;
    request.number = record.requests.size();
    request.connection = self->number;
    request.fields.emplace_back(":method", received.substr(0, target - 1));
    request.fields.emplace_back(
        ":path", received.substr(target, received.find(' ', target) - target));
    record.requests.push_back(request);
    received.erase(0, end + 4);
    self->server->notify();
    const bool written = co_await write_all(*self, self->server->service.http1_reply);
    if (!written)
      co_return;
  }
}

void h2_wire::start_scripts(const std::shared_ptr<h2_wire>& self) {
  for (const auto& each : self->session.take_requests())
    self->run_script(self->server->service.answer(h2_stream(self, each)));
}

void h2_wire::run_script(asio::awaitable<void> script) {
  asio::co_spawn(socket.get_executor(), std::move(script), rethrow);
}

} // namespace haul::test
