#include "raw_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <stdexcept>

namespace haul::test {

namespace asio = boost::asio;

std::string raw_reply::field(std::string_view name) const {
  const std::string start = "\r\n" + std::string(name) + ": ";
  const std::size_t found = header.find(start);
  if (found == std::string::npos)
    throw std::runtime_error("no " + std::string(name) + " in: " + header);
  const std::size_t value = found + start.size();
  return header.substr(value, header.find("\r\n", value) - value);
}

asio::ip::tcp::endpoint endpoint_of(std::string_view url) {
  const std::size_t host = url.find("//") + 2;
  const std::size_t colon = url.rfind(':');
  return {
      asio::ip::make_address(url.substr(host, colon - host)),
      static_cast<asio::ip::port_type>(std::stoul(std::string(url.substr(colon + 1))))};
}

asio::awaitable<void> raw_client::connect(std::string url) {
  co_await socket_.async_connect(endpoint_of(url), asio::use_awaitable);
}

asio::awaitable<void> raw_client::send(std::string bytes) {
  co_await asio::async_write(socket_, asio::buffer(bytes), asio::use_awaitable);
}

asio::awaitable<raw_reply> raw_client::read(bool with_body) {
  auto into = asio::dynamic_buffer(received_);
  const std::size_t header =
      co_await asio::async_read_until(socket_, into, "\r\n\r\n", asio::use_awaitable);
  raw_reply reply;
  reply.header = received_.substr(0, header);
  received_.erase(0, header);
  reply.status = static_cast<unsigned>(std::stoul(reply.header.substr(9, 3)));
  if (!with_body)
    co_return reply;
  const std::size_t length = std::stoul(reply.field("Content-Length"));
  if (received_.size() < length) {
    const std::size_t missing = length - received_.size();
    auto rest = asio::dynamic_buffer(received_);
    co_await asio::async_read(socket_, rest, asio::transfer_exactly(missing), asio::use_awaitable);
  }
  reply.body = received_.substr(0, length);
  received_.erase(0, length);
  co_return reply;
}

asio::awaitable<std::string> raw_client::read_to_end() {
  auto into = asio::dynamic_buffer(received_);
  const auto [failure, count] = co_await asio::async_read(
      socket_, into, asio::transfer_all(), asio::as_tuple(asio::use_awaitable));
  if (failure != asio::error::eof)
    throw boost::system::system_error(failure);
  co_return std::move(received_);
}

asio::awaitable<raw_reply> raw_client::ask(std::string request) {
  co_await send(std::move(request));
  raw_reply reply = co_await read();
  co_return reply;
}

} // namespace haul::test
