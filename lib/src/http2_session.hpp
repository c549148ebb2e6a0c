#pragma once

#include "buffer_pool.hpp"
#include "connection.hpp"
#include "deadline.hpp"
#include "http2_protocol.hpp"

#include <haul/options.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/intrusive/list.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <string>

namespace haul {

/// A connection that speaks HTTP/2, shared by many exchanges at once.
///
/// One coroutine reads as long as somebody holds the session, another writes what does not go out
/// at once; so an idle session is no work for the loop, and needs nothing of its surroundings. Each
/// of them keeps the session alive until it has ended. A server that is silent for 15 s is asked
/// for a sign of life, and given up after another 15.
class http2_session : public boost::intrusive::list_base_hook<> {
 public:
  /// What all sessions of a pool share; must outlive those who hold one, but for the executor no
  /// session.
  struct surroundings {
    boost::asio::any_io_executor executor;
    deadline_wheel& wheel;
    buffer_pool& buffers;
    const options& how;
  };

  /// Takes over a connection on which nothing was sent yet. `key` is what it may be used for,
  /// `expected` how many streams its server is known to take at once.
  static std::shared_ptr<http2_session> create(
      const surroundings& in, std::unique_ptr<connection> on, std::string key,
      std::size_t expected = http2_protocol::usual_streams);

  /// Tells the server, without waiting, and closes the connection.
  ~http2_session();

  http2_session(const http2_session&) = delete;
  http2_session& operator=(const http2_session&) = delete;

  const boost::asio::any_io_executor& executor() const { return executor_; }
  const std::string& key() const { return key_; }
  const std::string& remote_address() const { return on_->remote_address(); }

  /// How many may hold it at once; 0 when it can't be used any more.
  std::size_t most_streams() const { return lost_ ? 0 : protocol_.most_streams(); }

  /// How many more may hold it.
  std::size_t room() const;
  bool has_room() const { return room() != 0; }

  /// Whether it ever can be used again.
  bool usable() const { return !lost_ && protocol_.takes_requests(); }

  /// Reads what has come while nobody held it; to be called before it is held again.
  void wake();

  /// Each exchange is begun by somebody who holds the session.
  void hold() { ++holders_; }

  /// With the last one who holds it its coroutines end, and what is stuck on its way to the server
  /// with them.
  void release();
  bool idle() const { return holders_ == 0; }

  /// Whether something was asked on it before.
  bool used() const { return used_; }

  /// When it became idle.
  std::chrono::steady_clock::time_point idle_since() const { return idle_since_; }

  /// As those of `http2_protocol`.
  void begin(http2_stream& by, const request& what);
  void leave(http2_stream& by);
  void taken(http2_stream& by, std::size_t bytes);

  /// Why the connection has ended, if it has.
  boost::system::error_code why_lost() const { return why_lost_; }

  /// An exception that ended it; null as long as there is no bug.
  const std::exception_ptr& bug() const { return bug_; }

 private:
  http2_session(
      const surroundings& in, std::unique_ptr<connection> on, std::string key,
      std::size_t expected);

  static boost::asio::awaitable<void> read(std::shared_ptr<http2_session> self);
  static boost::asio::awaitable<void> write(std::shared_ptr<http2_session> self);
  void start_reading();
  void start_writing();
  void ended(const std::exception_ptr& bug);
  void read_some();
  void flush_soon();
  void flush();
  void fall_silent();
  void lose(boost::system::error_code why);

  boost::asio::any_io_executor executor_;
  buffer_pool& buffers_;
  const options& how_;
  std::string key_;
  std::weak_ptr<http2_session> self_;
  std::unique_ptr<connection> on_;
  http2_protocol protocol_;
  deadline silence_;
  deadline stuck_; // of what is written
  boost::asio::cancellation_signal stop_reading_;
  boost::asio::cancellation_signal stop_writing_;
  std::string out_; // what is to go out, and has left the protocol
  std::size_t holders_ = 0;
  std::chrono::steady_clock::time_point idle_since_;
  bool used_ = false;
  bool reading_ = false;
  bool writing_ = false;
  bool flush_due_ = false;
  bool pinged_ = false; // and nothing has come since
  bool lost_ = false;
  boost::system::error_code why_lost_;
  std::exception_ptr bug_;
};

} // namespace haul
