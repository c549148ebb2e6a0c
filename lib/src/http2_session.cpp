#include "http2_session.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <utility>

namespace haul {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds longest_silence{15'000};

// Frames that go out together: some hundred requests.
constexpr std::size_t most_output = 16 * 1024;

// What the streams of a connection may hold together, should none of them be read. One that is
// alone fills a line of 500 MB/s over 100 ms with it.
constexpr std::size_t all_windows = std::size_t{64} * 1024 * 1024;
constexpr std::size_t least_window = std::size_t{256} * 1024;

std::uint32_t window_of(const options& how) {
  std::size_t streams = how.max_requests;
  if (how.max_per_host != 0)
    streams = std::min(streams, how.max_per_host);
  return static_cast<std::uint32_t>(std::max(all_windows / streams, least_window));
}

} // namespace

std::shared_ptr<http2_session> http2_session::create(
    const surroundings& in, std::unique_ptr<connection> on, std::string key, std::size_t expected) {
  std::shared_ptr<http2_session> made(
      new http2_session(in, std::move(on), std::move(key), expected));
  made->self_ = made;
  return made;
}

http2_session::http2_session(
    const surroundings& in, std::unique_ptr<connection> on, std::string key, std::size_t expected)
    : executor_(in.executor),
      buffers_(in.buffers),
      how_(in.how),
      key_(std::move(key)),
      on_(std::move(on)),
      protocol_(window_of(in.how), in.how.max_header_bytes, expected),
      silence_(in.wheel, std::chrono::milliseconds(0)),
      stuck_(in.wheel, std::chrono::milliseconds(0)) {
  silence_.slot().assign([this](asio::cancellation_type how) { stop_reading_.emit(how); });
  stuck_.slot().assign([this](asio::cancellation_type how) { stop_writing_.emit(how); });
}

http2_session::~http2_session() {
  if (lost_)
    return;
  protocol_.close();
  protocol_.gather(out_, most_output);
  on_->try_write(asio::buffer(out_));
}

std::size_t http2_session::room() const {
  const std::size_t most = most_streams();
  return most - std::min(most, holders_);
}

void http2_session::release() {
  if (--holders_ != 0)
    return;
  idle_since_ = std::chrono::steady_clock::now();
  silence_.suspend();
  stuck_.suspend();
  stop_reading_.emit(asio::cancellation_type::terminal);
  // Who does not take what is said is not waited for by anybody.
  if (writing_)
    lose(asio::error::timed_out);
}

void http2_session::begin(http2_stream& by, const request& what) {
  used_ = true;
  protocol_.begin(by, what);
  start_reading();
  flush_soon();
}

void http2_session::leave(http2_stream& by) {
  protocol_.leave(by);
  flush_soon();
}

void http2_session::taken(http2_stream& by, std::size_t bytes) {
  protocol_.taken(by, bytes);
  flush_soon();
}

void http2_session::wake() {
  if (!reading_)
    read_some();
}

void http2_session::start_reading() {
  if (std::exchange(reading_, true))
    return;
  const std::shared_ptr<http2_session> self = self_.lock();
  asio::co_spawn(
      executor_, read(self),
      asio::bind_cancellation_slot(
          stop_reading_.slot(), [self](const std::exception_ptr& bug) { self->ended(bug); }));
}

void http2_session::start_writing() {
  writing_ = true;
  const std::shared_ptr<http2_session> self = self_.lock();
  asio::co_spawn(
      executor_, write(self),
      asio::bind_cancellation_slot(stop_writing_.slot(), [self](const std::exception_ptr& bug) {
        self->ended(bug);
        self->writing_ = false;
        self->flush_soon();
      }));
}

void http2_session::ended(const std::exception_ptr& bug) {
  if (!bug)
    return;
  bug_ = bug;
  lose(asio::error::fault);
}

asio::awaitable<void> http2_session::read(std::shared_ptr<http2_session> self) {
  co_await asio::this_coro::throw_if_cancelled(false);
  while (self->holders_ != 0 && !self->lost_) {
    co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
    self->silence_.restart();
    self->silence_.arm(limit::idle, longest_silence);
    co_await self->on_->wait_readable(self->silence_);
    if (self->silence_.passed())
      self->fall_silent();
    else if (!self->idle())
      self->read_some();
  }
  self->reading_ = false;
}

// What did not go out at once.
asio::awaitable<void> http2_session::write(std::shared_ptr<http2_session> self) {
  co_await asio::this_coro::throw_if_cancelled(false);
  while (!self->out_.empty() && !self->lost_) {
    const asio::const_buffer all = asio::buffer(self->out_);
    const error_code failed =
        co_await self->on_->write(all, self->stuck_, self->how_.timeouts.idle);
    self->out_.clear();
    if (failed)
      self->lose(failed);
    else
      self->protocol_.gather(self->out_, most_output);
  }
  self->stuck_.suspend();
}

void http2_session::read_some() {
  if (lost_)
    return;
  const buffer_pool::lease buffer = buffers_.take();
  const io_step step = on_->try_read(asio::buffer(buffer.data(), buffer_pool::buffer_size));
  if (step.what == io_step::state::end)
    lose(asio::error::eof);
  else if (step.what == io_step::state::failed)
    lose(step.error);
  if (step.what != io_step::state::done)
    return;
  pinged_ = false;
  protocol_.receive({buffer.data(), step.bytes});
  flush();
  if (protocol_.over() && !lost_)
    lose(asio::error::eof);
}

// All that is asked for in one turn of the loop goes out by one call.
void http2_session::flush_soon() {
  if (lost_ || writing_ || flush_due_ || !protocol_.has_output())
    return;
  flush_due_ = true;
  asio::post(executor_, [self = self_.lock()] {
    self->flush_due_ = false;
    self->flush();
  });
}

void http2_session::flush() {
  while (!lost_ && !writing_) {
    if (out_.empty())
      protocol_.gather(out_, most_output);
    if (out_.empty())
      return;
    const io_step step = on_->try_write(asio::buffer(out_));
    if (step.what == io_step::state::done)
      out_.erase(0, step.bytes);
    else if (step.what == io_step::state::failed)
      lose(step.error);
    else if (step.what == io_step::state::end)
      lose(asio::error::connection_reset);
    else if (idle())
      lose(asio::error::timed_out);
    else
      start_writing();
  }
}

void http2_session::fall_silent() {
  if (std::exchange(pinged_, true)) {
    lose(asio::error::timed_out);
    return;
  }
  protocol_.ping();
  flush();
}

void http2_session::lose(error_code why) {
  if (std::exchange(lost_, true))
    return;
  why_lost_ = why;
  protocol_.lose(why.message());
  stop_reading_.emit(asio::cancellation_type::terminal);
  stop_writing_.emit(asio::cancellation_type::terminal);
}

} // namespace haul
