#pragma once

#include "interruption.hpp"

#include <haul/error.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <utility>

namespace haul {

/// What became of an operation that ran alone.
template<class T>
struct alone_end {
  std::optional<result<T>> came; ///< nothing when it was ended before
  int signal = 0;                ///< that ended it
  bool timed_out = false;
};

template<class T>
boost::asio::awaitable<void> keep_result(
    boost::asio::awaitable<result<T>> operation, std::optional<result<T>>& into) {
  result<T> came = co_await std::move(operation);
  into.emplace(std::move(came));
}

/// Runs one operation to its end, with nothing else going on. A signal (see `interruption`) or the
/// limit (0: none) cancels it. An exception of it leaves this, unless it was cancelled.
template<class T>
alone_end<T> run_alone(
    boost::asio::io_context& context, boost::asio::awaitable<result<T>> operation,
    std::chrono::milliseconds limit) {
  namespace asio = boost::asio;
  alone_end<T> made;
  interruption signals(context);
  asio::steady_timer timer(context);
  asio::cancellation_signal enough;
  const auto cancel = [&] { enough.emit(asio::cancellation_type::terminal); };
  const auto rethrow = [](std::exception_ptr bug) {
    if (bug)
      std::rethrow_exception(bug);
  };
  if (limit.count() != 0) {
    timer.expires_after(limit);
    timer.async_wait([&](boost::system::error_code ended) {
      made.timed_out = !ended;
      if (made.timed_out)
        cancel();
    });
  }
  asio::co_spawn(context, signals.watch(cancel, [] {}), rethrow);
  asio::co_spawn(
      context, keep_result(std::move(operation), made.came),
      asio::bind_cancellation_slot(enough.slot(), [&](std::exception_ptr bug) {
        signals.stop();
        timer.cancel();
        if (bug && !made.timed_out && signals.signal() == 0)
          std::rethrow_exception(bug);
      }));
  context.run();
  context.restart();
  made.signal = signals.signal();
  if (made.signal != 0 || made.timed_out)
    made.came.reset();
  return made;
}

} // namespace haul
