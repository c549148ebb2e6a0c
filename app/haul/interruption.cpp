#include "interruption.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <csignal>
#include <cstdlib>

namespace haul {

interruption::interruption(boost::asio::io_context& context, std::chrono::milliseconds as_one)
    : signals_(context, SIGINT, SIGTERM),
      as_one_(as_one) {
}

boost::asio::awaitable<void> interruption::watch(
    std::function<void()> on_first, std::function<void()> on_second) {
  constexpr auto as_values = boost::asio::as_tuple(boost::asio::use_awaitable);

  const auto [failure, first] = co_await signals_.async_wait(as_values);
  if (stopped_ || failure)
    co_return;
  const auto came = std::chrono::steady_clock::now();
  signal_ = first;
  on_first();

  int second = 0;
  do {
    if (stopped_)
      co_return;
    const auto [later_failure, later] = co_await signals_.async_wait(as_values);
    if (stopped_ || later_failure)
      co_return;
    second = later;
  } while (std::chrono::steady_clock::now() - came < as_one_);

  on_second();
  // Whoever asks twice doesn't want to wait for anything, destructors among it. The default action
  // of the signal would do, but the first process of a container has none.
  std::_Exit(128 + second);
}

void interruption::stop() {
  stopped_ = true;
  signals_.cancel();
}

} // namespace haul
