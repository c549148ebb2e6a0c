#include "connection.hpp"

#include "awaiting.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <sys/socket.h>

namespace haul {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

// A call that was made without waiting, as a step.
io_step step_of(ssize_t moved, io_step::state would_block) {
  if (moved >= 0)
    return io_step(io_step::state::done, static_cast<std::size_t>(moved));
  if (errno == EAGAIN || errno == EINTR)
    return io_step(would_block);
  return io_step(io_step::state::failed, 0, error_code(errno, boost::system::system_category()));
}

asio::ip::tcp::socket::wait_type direction_of(io_step::state what) {
  return what == io_step::state::wait_write ? asio::ip::tcp::socket::wait_write
                                            : asio::ip::tcp::socket::wait_read;
}

} // namespace

connection::connection(asio::ip::tcp::socket socket, const asio::ip::tcp::endpoint& peer)
    : socket_(std::move(socket)),
      remote_address_(fmt::format(
          fmt::runtime(peer.address().is_v6() ? "[{}]:{}" : "{}:{}"), peer.address().to_string(),
          peer.port())) {
}

asio::awaitable<error_code> connection::wait(io_step::state what, deadline& until) {
  if (until.passed())
    co_return error_code(asio::error::operation_aborted);
  const auto [failed] = co_await socket_.async_wait(direction_of(what), as_value);
  co_return failed;
}

asio::awaitable<result<void>> connection::secure(
    const tls_context& context, const origin& to, http_version offered, deadline& until) {
  result<tls_session> opened = context.open(socket_.native_handle(), to, offered);
  if (!opened)
    co_return opened.error();
  tls_.emplace(*std::move(opened));
  while (true) {
    const io_step step = tls_->handshake();
    if (step.what == io_step::state::done)
      co_return result<void>();
    if (step.what != io_step::state::wait_read && step.what != io_step::state::wait_write)
      co_return tls_->handshake_failure();
    const error_code failed = co_await wait(step.what, until);
    if (until.passed())
      co_return until.failure(stage::tls);
    if (failed)
      co_return tls_->handshake_failure();
  }
}

asio::awaitable<error_code> connection::wait_readable(deadline& until) {
  if (until.passed())
    co_return error_code(asio::error::operation_aborted);
  if (awaited_ != io_step::state::done) {
    const auto [failed] = co_await socket_.async_wait(direction_of(awaited_), as_value);
    // Any other failure shows itself, with its reason, in the read that follows.
    co_return until.passed() ? failed : error_code();
  }
  // The last read filled its buffer, so there may be more. Others get their turn first.
  co_await asio::post(socket_.get_executor(), asio::use_awaitable);
  co_return error_code();
}

io_step connection::try_read(asio::mutable_buffer into) {
  io_step step(io_step::state::failed);
  if (tls_) {
    step = tls_->read(into);
  } else {
    const ssize_t received = ::recv(socket_.native_handle(), into.data(), into.size(), 0);
    step =
        received == 0 ? io_step(io_step::state::end) : step_of(received, io_step::state::wait_read);
  }
  // TLS may hold on to what has come behind the bytes, its end among it, and no more will come to
  // wake us. A plain socket that had less than was asked for is empty.
  const bool filled = step.what == io_step::state::done && (tls_ || step.bytes == into.size());
  awaited_ = filled                                    ? io_step::state::done
             : step.what == io_step::state::wait_write ? io_step::state::wait_write
                                                       : io_step::state::wait_read;
  return step;
}

io_step connection::try_write(asio::const_buffer from) {
  if (tls_)
    return tls_->write(from);
  const ssize_t sent = ::send(socket_.native_handle(), from.data(), from.size(), MSG_NOSIGNAL);
  return step_of(sent, io_step::state::wait_write);
}

asio::awaitable<error_code> connection::write(
    asio::const_buffer from, deadline& until, std::optional<std::chrono::milliseconds> idle) {
  while (from.size() != 0) {
    if (idle)
      until.arm(limit::idle, *idle);
    const io_step step = try_write(from);
    if (step.what == io_step::state::done) {
      from += step.bytes;
      continue;
    }
    if (step.what == io_step::state::end)
      co_return error_code(asio::error::connection_reset);
    if (step.what == io_step::state::failed)
      co_return step.error;
    const error_code failed = co_await wait(step.what, until);
    if (failed)
      co_return failed;
  }
  co_return error_code();
}

bool connection::quiet() {
  char unasked = 0;
  return try_read(asio::buffer(&unasked, 1)).what == io_step::state::wait_read;
}

} // namespace haul
