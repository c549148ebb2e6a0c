#include "throttle.hpp"

#include "awaiting.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>

namespace haul {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds most_saved{100};

} // namespace

throttle::time_point throttle::book(std::size_t bytes, time_point now) {
  const std::chrono::duration<double> cost(static_cast<double>(bytes) / static_cast<double>(rate_));
  even_ = std::max(even_, now - most_saved) +
          std::chrono::ceil<std::chrono::steady_clock::duration>(cost);
  return even_;
}

asio::awaitable<void> throttle::pay(
    std::size_t bytes, deadline& until, std::chrono::milliseconds idle) {
  if (rate_ == 0)
    co_return;
  const time_point now = std::chrono::steady_clock::now();
  const time_point due = book(bytes, now);
  if (due <= now || until.passed())
    co_return;
  until.arm(limit::idle, std::chrono::milliseconds(0));
  asio::steady_timer paid(executor_, due);
  co_await paid.async_wait(as_value);
  until.arm(limit::idle, idle);
}

} // namespace haul
