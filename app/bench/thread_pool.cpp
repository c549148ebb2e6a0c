#include "thread_pool.hpp"

#include <fmt/format.h>

#include <utility>

namespace haul::bench {

namespace {

void* run_body(void* body) {
  (*static_cast<const std::function<void()>*>(body))();
  return nullptr;
}

} // namespace

result<void> thread_pool::start(std::size_t count, std::function<void()> body) {
  body_ = std::move(body);
  threads_.reserve(count);
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  int failed = ::pthread_attr_setstacksize(&attributes, stack_);
  while (failed == 0 && threads_.size() != count) {
    pthread_t started{};
    failed = ::pthread_create(&started, &attributes, run_body, &body_);
    if (failed == 0)
      threads_.push_back(started);
  }
  ::pthread_attr_destroy(&attributes);
  if (failed == 0)
    return {};
  error why;
  why.stage = stage::internal;
  why.cause = cause::internal;
  why.system = std::error_code(failed, std::generic_category());
  why.message = fmt::format(
      "{} of {} threads could be started, then: {}", threads_.size(), count, why.system.message());
  return why;
}

void thread_pool::join() {
  for (const pthread_t each : threads_)
    ::pthread_join(each, nullptr);
  threads_.clear();
}

} // namespace haul::bench
