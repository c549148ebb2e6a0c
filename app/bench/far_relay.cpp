#include "far_relay.hpp"

#include "awaiting.hpp"
#include "delay_line.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <exception>
#include <memory>
#include <string>
#include <utility>

namespace haul::bench {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using clock = delay_line::clock;

namespace {

constexpr std::size_t block_size = 256 * 1024;

void rethrow(std::exception_ptr failed) {
  if (failed)
    std::rethrow_exception(failed);
}

// The sockets are shared by the two directions, and closed when both have ended.
struct direction {
  direction(
      std::shared_ptr<tcp::socket> reads, std::shared_ptr<tcp::socket> writes,
      clock::duration delay, std::size_t most)
      : from(std::move(reads)),
        to(std::move(writes)),
        line(delay, most),
        reader(from->get_executor()),
        writer(from->get_executor()) {}

  std::shared_ptr<tcp::socket> from;
  std::shared_ptr<tcp::socket> to;
  delay_line line;
  asio::steady_timer reader; // waits for room
  asio::steady_timer writer; // waits for the next piece, or for its time
  bool ended = false;        // nothing more comes
  bool lost = false;         // nobody takes it any more
};

asio::awaitable<void> wait_until(asio::steady_timer& timer, clock::time_point when) {
  timer.expires_at(when);
  co_await timer.async_wait(as_value);
}

asio::awaitable<void> read_all(std::shared_ptr<direction> of) {
  std::string block(block_size, '\0');
  while (!of->lost) {
    const std::size_t room = of->line.room(clock::now());
    if (room == 0) {
      const clock::time_point when = of->line.next_room();
      co_await wait_until(of->reader, when);
      continue;
    }
    const asio::mutable_buffer into = asio::buffer(block, room);
    const auto [failed, size] = co_await of->from->async_read_some(into, as_value);
    const bool idle = of->line.empty();
    of->ended = static_cast<bool>(failed);
    if (!failed)
      of->line.put(clock::now(), block.substr(0, size));
    if (idle)
      of->writer.cancel();
    if (failed)
      co_return;
  }
}

asio::awaitable<void> write_all(std::shared_ptr<direction> of) {
  while (!of->lost && (!of->ended || !of->line.empty())) {
    const clock::time_point when = of->line.empty() ? clock::time_point::max() : of->line.due();
    if (when > clock::now()) {
      co_await wait_until(of->writer, when);
      continue;
    }
    const std::string piece = of->line.take();
    const asio::const_buffer out = asio::buffer(piece);
    const auto [failed, size] = co_await asio::async_write(*of->to, out, as_value);
    of->lost = static_cast<bool>(failed);
    const bool awaited = of->line.next_room() == clock::time_point::max();
    of->line.delivered(clock::now(), size);
    if (awaited)
      of->reader.cancel();
  }
  error_code ignored;
  of->to->shutdown(tcp::socket::shutdown_send, ignored);
  if (of->lost) // then the reader ends, too
    of->from->shutdown(tcp::socket::shutdown_both, ignored);
}

void carry(
    const std::shared_ptr<tcp::socket>& from, const std::shared_ptr<tcp::socket>& to,
    clock::duration delay, std::size_t most) {
  const auto made = std::make_shared<direction>(from, to, delay, most);
  asio::co_spawn(from->get_executor(), read_all(made), rethrow);
  asio::co_spawn(from->get_executor(), write_all(made), rethrow);
}

} // namespace

far_relay::far_relay(
    asio::io_context& context, unsigned short server, std::chrono::milliseconds delay,
    std::size_t most)
    : acceptor_(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      port_(acceptor_.local_endpoint().port()),
      server_(server),
      delay_(delay),
      most_(most) {
  asio::co_spawn(context, accept(), rethrow);
}

asio::awaitable<void> far_relay::accept() {
  while (true) {
    auto [failed, client] = co_await acceptor_.async_accept(as_value);
    if (!failed)
      asio::co_spawn(acceptor_.get_executor(), connect(std::move(client)), rethrow);
  }
}

asio::awaitable<void> far_relay::connect(tcp::socket client) {
  const auto near = std::make_shared<tcp::socket>(std::move(client));
  const auto far = std::make_shared<tcp::socket>(near->get_executor());
  const tcp::endpoint server(asio::ip::address_v4::loopback(), server_);
  const auto [failed] = co_await far->async_connect(server, as_value);
  if (failed)
    co_return;
  error_code ignored;
  near->set_option(tcp::no_delay(true), ignored);
  far->set_option(tcp::no_delay(true), ignored);
  carry(near, far, delay_, most_);
  carry(far, near, delay_, most_);
}

} // namespace haul::bench
