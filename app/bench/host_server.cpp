#include "host_server.hpp"

#include "awaiting.hpp"
#include "failure.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <exception>
#include <limits>
#include <utility>

namespace haul::bench {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t longest_header = 8192;
constexpr unsigned char first_host = 2; // 127.0.0.1 is everybody's

void rethrow(std::exception_ptr failed) {
  if (failed)
    std::rethrow_exception(failed);
}

std::string make_answer(const host_behaviour& behaviour, const std::string& content) {
  if (behaviour.refuse)
    return fmt::format(
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: {}\r\nContent-Length: 0\r\n\r\n",
        behaviour.refuse->count());
  return fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", content.size(), content);
}

error_code open(tcp::acceptor& acceptor, const tcp::endpoint& at) {
  error_code failed;
  acceptor.open(at.protocol(), failed);
  if (!failed)
    acceptor.set_option(tcp::acceptor::reuse_address(true), failed);
  if (!failed)
    acceptor.bind(at, failed);
  if (!failed)
    acceptor.listen(std::numeric_limits<int>::max(), failed); // cut down to what is allowed
  return failed;
}

} // namespace

host_server::host_server(std::string content, std::size_t expected)
    : content_(std::move(content)),
      missing_(expected) {
}

std::string host_server::address(std::size_t number) {
  return fmt::format("127.0.0.{}", first_host + number);
}

result<std::unique_ptr<host_server>> host_server::listen(
    asio::io_context& context, const std::vector<host_behaviour>& hosts, std::string content,
    std::size_t expected) {
  std::unique_ptr<host_server> made(new host_server(std::move(content), expected));
  for (const host_behaviour& behaviour : hosts) {
    auto one = std::make_unique<host>(host{
        behaviour, tcp::acceptor(context),
        pause_watch(behaviour.refuse.value_or(std::chrono::seconds(0))),
        make_answer(behaviour, made->content_)});
    const std::string address = host_server::address(made->hosts_.size());
    const tcp::endpoint at(asio::ip::make_address(address), made->port_);
    if (const error_code failed = open(one->acceptor, at))
      return failure(
          stage::connect, cause::connect_failed,
          fmt::format("can't listen on {}: {}", address, failed.message()), failed);
    made->port_ = one->acceptor.local_endpoint().port();
    asio::co_spawn(context, made->accept(*one), rethrow);
    made->hosts_.push_back(std::move(one));
  }
  return made;
}

asio::awaitable<void> host_server::accept(host& at) {
  while (true) {
    auto [failed, peer] = co_await at.acceptor.async_accept(as_value);
    if (failed)
      continue;
    error_code ignored;
    peer.set_option(tcp::no_delay(true), ignored);
    asio::co_spawn(at.acceptor.get_executor(), serve(at, std::move(peer)), rethrow);
  }
}

asio::awaitable<void> host_server::serve(host& at, tcp::socket peer) {
  std::string room;
  auto buffer = asio::dynamic_buffer(room, longest_header);
  asio::steady_timer delay(peer.get_executor());
  while (true) {
    const auto [failed, size] = co_await asio::async_read_until(peer, buffer, "\r\n\r\n", as_value);
    if (failed)
      co_return;
    buffer.consume(size);
    at.pauses.request_came(clock::now());
    if (at.behaviour.delay.count() != 0) {
      delay.expires_after(at.behaviour.delay);
      co_await delay.async_wait(as_value);
    }
    const auto [broken, sent] = co_await asio::async_write(peer, asio::buffer(at.answer), as_value);
    if (broken)
      co_return;
    if (at.behaviour.refuse)
      at.pauses.refused(clock::now());
    count_answer(at);
  }
}

void host_server::count_answer(const host& at) {
  if (!at.behaviour.measured || missing_ == 0)
    return;
  --missing_;
  if (missing_ == 0)
    reached_.set_value(clock::now());
}

} // namespace haul::bench
