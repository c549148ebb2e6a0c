#include "interruption.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <exception>
#include <functional>
#include <sys/wait.h>
#include <unistd.h>

namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

struct fixture {
  asio::io_context context{1};
  haul::interruption signals{context, 0ms};
  int first = 0;
  int second = 0;

  void watch(std::function<void()> on_first) {
    asio::co_spawn(
        context, signals.watch(std::move(on_first), [this] { ++second; }),
        [](std::exception_ptr failure) {
          if (failure)
            std::rethrow_exception(failure);
        });
  }
};

constexpr int code_of_child = 7;

// How a process ends that gets SIGINT and, while it deals with that, SIGTERM.
int code_after_two_signals(std::chrono::milliseconds as_one) {
  const pid_t child = fork();
  if (child == 0) {
    asio::io_context context(1);
    haul::interruption signals(context, as_one);
    asio::co_spawn(
        context, signals.watch([] { std::raise(SIGTERM); }, [] {}),
        [](const std::exception_ptr&) {});
    std::raise(SIGINT);
    // Both have been seen once there is nothing left to do but to wait.
    while (context.poll() != 0) {
    }
    _exit(code_of_child);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(interruption, fixture)

BOOST_AUTO_TEST_CASE(the_first_signal_is_kept_instead_of_ending_the_process) {
  watch([this] {
    ++first;
    signals.stop();
  });
  std::raise(SIGTERM);
  context.run();
  BOOST_TEST(signals.signal() == SIGTERM);
  BOOST_TEST(first == 1);
  BOOST_TEST(second == 0);
}

BOOST_AUTO_TEST_CASE(a_signal_before_anybody_watches_is_not_lost) {
  std::raise(SIGINT);
  watch([this] { signals.stop(); });
  context.run();
  BOOST_TEST(signals.signal() == SIGINT);
}

BOOST_AUTO_TEST_CASE(stopping_ends_the_watch_without_a_signal) {
  watch([this] { ++first; });
  asio::post(context, [this] { signals.stop(); });
  context.run();
  BOOST_TEST(signals.signal() == 0);
  BOOST_TEST(first == 0);
}

BOOST_AUTO_TEST_CASE(the_second_signal_ends_the_process_at_once) {
  BOOST_TEST(code_after_two_signals(0ms) == 128 + SIGTERM);
}

BOOST_AUTO_TEST_CASE(a_signal_sent_twice_by_a_wrapper_counts_once) {
  BOOST_TEST(code_after_two_signals(1h) == code_of_child);
}

BOOST_AUTO_TEST_SUITE_END()
