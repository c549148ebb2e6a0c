#include "slow_names.hpp"

#include "awaiting.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include <exception>
#include <utility>

namespace haul::bench {

namespace asio = boost::asio;
using asio::ip::udp;

namespace {

constexpr std::size_t header_size = 12;
constexpr std::size_t largest_query = 512;
constexpr int room_for_queries = 4 * 1024 * 1024; // hundreds may come at once

void rethrow(std::exception_ptr failed) {
  if (failed)
    std::rethrow_exception(failed);
}

// The first label stands behind its length.
bool is_slow(std::string_view query) {
  return query.size() > header_size + 1 && query.substr(header_size + 1).starts_with("slow");
}

} // namespace

std::string answer_query(std::string_view query, const asio::ip::address_v4& address) {
  using namespace std::string_literals;
  const std::size_t end = query.find('\0', header_size);
  if (end == std::string_view::npos || query.size() < end + 5)
    return {};
  // What may follow the question (EDNS) is left out.
  std::string made(query.substr(0, end + 5));
  const bool wants_v4 = query.substr(end + 1, 2) == "\0\1"s;
  made.replace(2, 2, "\x81\x80"s); // an answer, by a server that recurses
  made.replace(6, 6, wants_v4 ? "\0\1\0\0\0\0"s : "\0\0\0\0\0\0"s); // how many records follow
  if (!wants_v4)
    return made;
  made += "\xc0\x0c\0\1\0\1\0\0\x0e\x10\0\4"s; // that name, an address, for an hour, four bytes
  for (const unsigned char byte : address.to_bytes())
    made += static_cast<char>(byte);
  return made;
}

slow_names::slow_names(
    asio::io_context& context, std::string_view quick, std::string_view slow,
    std::chrono::milliseconds delay)
    : socket_(context, udp::endpoint(asio::ip::address_v4::loopback(), 0)),
      quick_(asio::ip::make_address_v4(quick)),
      slow_(asio::ip::make_address_v4(slow)),
      delay_(delay) {
  socket_.set_option(asio::socket_base::receive_buffer_size(room_for_queries));
  asio::co_spawn(context, receive(), rethrow);
}

std::string slow_names::address() const {
  return fmt::format("127.0.0.1:{}", socket_.local_endpoint().port());
}

asio::awaitable<void> slow_names::receive() {
  std::string room(largest_query, '\0');
  udp::endpoint from;
  while (true) {
    const auto [failed, size] =
        co_await socket_.async_receive_from(asio::buffer(room), from, as_value);
    if (failed)
      continue;
    question asked{room.substr(0, size), from};
    if (is_slow(asked.query))
      asio::co_spawn(socket_.get_executor(), answer_late(std::move(asked)), rethrow);
    else
      answer(asked, quick_);
  }
}

asio::awaitable<void> slow_names::answer_late(question asked) {
  asio::steady_timer timer(socket_.get_executor(), delay_);
  co_await timer.async_wait(as_value);
  answer(asked, slow_);
}

void slow_names::answer(const question& asked, const asio::ip::address_v4& address) {
  boost::system::error_code ignored;
  socket_.send_to(asio::buffer(answer_query(asked.query, address)), asked.from, 0, ignored);
}

} // namespace haul::bench
