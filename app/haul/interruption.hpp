#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <chrono>
#include <functional>

namespace haul {

/// Ctrl-C and SIGTERM for a command that ends in good order. From its construction until `stop` the
/// first of these signals is taken note of instead of ending the process; a second one ends it at
/// once, with 128 + its number as the exit code.
///
/// All calls come from the thread that runs `context`, which must outlive this.
class interruption {
 public:
  /// Signals that come up to `as_one` after the first count as the first: timeout(1) and other
  /// wrappers send theirs to the process and to its group, and no person is that quick.
  explicit interruption(
      boost::asio::io_context& context,
      std::chrono::milliseconds as_one = std::chrono::milliseconds(100));

  /// Waits for the signals until `stop`, calls `on_first` for the first and `on_second` before the
  /// end for the second. Must be awaited or spawned once; this must stay alive until it returns.
  boost::asio::awaitable<void> watch(
      std::function<void()> on_first, std::function<void()> on_second);

  /// Ends the watch. A signal that comes afterwards, before the destructor, has no effect.
  void stop();

  /// The first signal that came, 0 when none did.
  int signal() const { return signal_; }

 private:
  boost::asio::signal_set signals_;
  std::chrono::milliseconds as_one_;
  int signal_ = 0;
  bool stopped_ = false;
};

} // namespace haul
