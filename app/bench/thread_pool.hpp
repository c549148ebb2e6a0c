#pragma once

#include <haul/error.hpp>

#include <cstddef>
#include <functional>
#include <pthread.h>
#include <vector>

namespace haul::bench {

/// Threads that all run the same function, with stacks small enough that thousands of them start
/// (`std::thread` has no say in that). Joined by the destructor.
class thread_pool {
 public:
  /// More than a download needs, look-up of its host included. Pages never used cost nothing.
  static constexpr std::size_t stack_bytes = 256 * 1024;

  explicit thread_pool(std::size_t stack = stack_bytes) : stack_(stack) {}
  ~thread_pool() { join(); }
  thread_pool(const thread_pool&) = delete;
  thread_pool& operator=(const thread_pool&) = delete;

  /// Starts `count` threads; called once. `body` must not throw. The error says how many were
  /// started when the system refused one more; those run.
  result<void> start(std::size_t count, std::function<void()> body);

  /// Waits until every thread has ended.
  void join();

 private:
  std::size_t stack_;
  std::function<void()> body_;
  std::vector<pthread_t> threads_;
};

} // namespace haul::bench
