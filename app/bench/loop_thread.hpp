#pragma once

#include <boost/asio/io_context.hpp>

#include <optional>
#include <thread>

namespace haul::bench {

/// Runs an event loop in a thread of its own, on one core if there is a number, until it is
/// destroyed. What works on the loop is not to be touched before.
class loop_thread {
 public:
  loop_thread(boost::asio::io_context& context, std::optional<int> core);
  ~loop_thread();
  loop_thread(const loop_thread&) = delete;
  loop_thread& operator=(const loop_thread&) = delete;

 private:
  boost::asio::io_context& context_;
  std::jthread thread_;
};

} // namespace haul::bench
