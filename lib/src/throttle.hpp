#pragma once

#include "deadline.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>

namespace haul {

/// Holds all bodies together to so many bytes a second.
///
/// Each piece is paid for after it came: whoever took it waits until the account is even again, and
/// the server meanwhile for its window. Up to a tenth of a second may be saved up.
class throttle {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  /// `rate` is in bytes a second; 0 has no limit.
  throttle(const boost::asio::any_io_executor& executor, std::uint64_t rate)
      : executor_(executor),
        rate_(rate) {}

  /// Whether there is anything to pay.
  bool limited() const { return rate_ != 0; }

  /// Waits until `bytes` that were read are paid for, or until the deadline. No limit but that of
  /// the whole task counts meanwhile: the wait is not the server's fault.
  boost::asio::awaitable<void> pay(
      std::size_t bytes, deadline& until, std::chrono::milliseconds idle);

  /// Pure: books `bytes` that came at `now`, and tells when they are paid for.
  time_point book(std::size_t bytes, time_point now);

 private:
  boost::asio::any_io_executor executor_;
  std::uint64_t rate_;
  time_point even_{}; // when all is paid for
};

} // namespace haul
