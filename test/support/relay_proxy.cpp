#include "relay_proxy.hpp"

#include "spawning.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <utility>

namespace haul::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

void close(tcp::socket& closed) {
  error_code ignored;
  closed.shutdown(tcp::socket::shutdown_both, ignored);
  closed.close(ignored);
}

// The port in `CONNECT host:port HTTP/1.1`.
unsigned short port_of(const std::string& request) {
  const std::string line = request.substr(0, request.find(" HTTP/"));
  return static_cast<unsigned short>(std::stoul(line.substr(line.rfind(':') + 1)));
}

} // namespace

struct relay_proxy::core {
  core(asio::io_context& context, std::size_t connections, std::string says)
      : acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        port(acceptor.local_endpoint().port()),
        left(connections),
        greeting(std::move(says)) {}

  struct tunnel {
    explicit tunnel(tcp::socket from) : client(std::move(from)), origin(client.get_executor()) {}
    tcp::socket client;
    tcp::socket origin;
  };

  tcp::acceptor acceptor;
  unsigned short port;
  std::size_t left;
  std::string greeting;
  std::vector<std::string> requests;
  std::string sent_through;

  static asio::awaitable<void> accept(std::shared_ptr<core> self);
  static asio::awaitable<void> serve(std::shared_ptr<core> self, std::shared_ptr<tunnel> made);
  static asio::awaitable<void> copy(
      std::shared_ptr<core> self, std::shared_ptr<tunnel> made, bool up);
};

asio::awaitable<void> relay_proxy::core::accept(std::shared_ptr<core> self) {
  while (self->left != 0) {
    auto [failed, socket] = co_await self->acceptor.async_accept(token);
    if (failed)
      co_return;
    --self->left;
    const auto made = std::make_shared<tunnel>(std::move(socket));
    asio::co_spawn(self->acceptor.get_executor(), serve(self, made), rethrow);
  }
  error_code ignored;
  self->acceptor.close(ignored);
}

asio::awaitable<void> relay_proxy::core::serve(
    std::shared_ptr<core> self, std::shared_ptr<tunnel> made) {
  std::string request;
  std::string block(4096, '\0');
  while (request.find("\r\n\r\n") == std::string::npos) {
    const asio::mutable_buffer room = asio::buffer(block);
    const auto [failed, bytes] = co_await made->client.async_read_some(room, token);
    if (failed)
      co_return;
    request.append(block, 0, bytes);
  }
  self->requests.push_back(request);
  const tcp::endpoint origin(asio::ip::address_v4::loopback(), port_of(request));
  const auto [unreachable] = co_await made->origin.async_connect(origin, token);
  if (unreachable)
    co_return;
  const asio::const_buffer greeting = asio::buffer(self->greeting);
  co_await asio::async_write(made->client, greeting, token);
  asio::co_spawn(self->acceptor.get_executor(), copy(self, made, true), rethrow);
  asio::co_spawn(self->acceptor.get_executor(), copy(self, made, false), rethrow);
}

asio::awaitable<void> relay_proxy::core::copy(
    std::shared_ptr<core> self, std::shared_ptr<tunnel> made, bool up) {
  tcp::socket& from = up ? made->client : made->origin;
  tcp::socket& to = up ? made->origin : made->client;
  std::string block(16 * 1024, '\0');
  while (true) {
    const asio::mutable_buffer room = asio::buffer(block);
    const auto [failed, bytes] = co_await from.async_read_some(room, token);
    if (failed)
      break;
    if (up)
      self->sent_through.append(block, 0, bytes);
    const asio::const_buffer piece = asio::buffer(block, bytes);
    const auto [lost, written] = co_await asio::async_write(to, piece, token);
    if (lost)
      break;
  }
  close(from);
  close(to);
}

relay_proxy::relay_proxy(asio::io_context& context, std::size_t connections, std::string greeting)
    : core_(std::make_shared<core>(context, connections, std::move(greeting))) {
  asio::co_spawn(context, core::accept(core_), rethrow);
}

relay_proxy::~relay_proxy() {
  error_code ignored;
  core_->acceptor.close(ignored);
}

unsigned short relay_proxy::port() const {
  return core_->port;
}

const std::vector<std::string>& relay_proxy::requests() const {
  return core_->requests;
}

const std::string& relay_proxy::sent_through() const {
  return core_->sent_through;
}

} // namespace haul::test
