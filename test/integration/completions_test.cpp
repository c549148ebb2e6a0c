#include "download_fixture.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;

namespace {

// Answers the paths in the reverse of the order in which they were asked for.
struct reversing_site {
  std::vector<scripted_connection> waiting;
  std::size_t expected;

  static asio::awaitable<void> play(reversing_site& self, scripted_connection peer) {
    co_await peer.read_request();
    self.waiting.push_back(peer);
    if (self.waiting.size() == self.expected) {
      for (std::size_t i = self.expected; i-- != 0;)
        co_await self.waiting[i].send(reply("200 OK", "x"));
    }
    co_await peer.until_peer_closes();
  }
};

struct failing_source final : source {
  explicit failing_source(task first) : given(std::move(first)) {}
  asio::awaitable<std::optional<task>> next() override {
    if (!given)
      throw std::runtime_error("the list is torn");
    std::optional<task> taken = std::exchange(given, std::nullopt);
    co_return taken;
  }
  std::optional<task> given;
};

// As a pipe that stays open with nothing in it.
struct silent_source final : source {
  explicit silent_source(asio::io_context& context) : timer(context) {}
  asio::awaitable<std::optional<task>> next() override {
    timer.expires_at(asio::steady_timer::time_point::max());
    co_await timer.async_wait(asio::use_awaitable);
    co_return std::nullopt;
  }
  asio::steady_timer timer;
};

} // namespace

BOOST_AUTO_TEST_SUITE(completions)

BOOST_FIXTURE_TEST_CASE(completions_come_in_the_order_in_which_tasks_finish, download_fixture) {
  reversing_site site{{}, 4};
  scripted_server& server = serve(
      [&site](scripted_connection peer) { return reversing_site::play(site, std::move(peer)); });
  std::vector<task> tasks;
  for (const char* name : {"a", "b", "c", "d"})
    tasks.push_back(make_task(server.url("/") + name, name));
  const auto done = run(tasks);
  BOOST_TEST_REQUIRE(done.size() == 4U);
  std::string asked;
  for (const std::string& request : server.requests())
    asked += request[5];
  std::string finished;
  for (const completion& each : done)
    finished += each.task.code;
  BOOST_TEST(finished == std::string(asked.rbegin(), asked.rend()));
}

BOOST_FIXTURE_TEST_CASE(completion_carries_the_context_of_its_task, download_fixture) {
  scripted_server& server = serve(answer_always(reply("500 Broken", "x")));
  std::vector<task> tasks;
  for (int i = 0; i < 20; ++i)
    tasks.push_back(make_task(server.url("/" + std::to_string(i)), "f" + std::to_string(i)));
  const auto done = run(tasks);
  for (const completion& each : done) {
    BOOST_TEST(each.task.code == "f" + std::to_string(each.id));
    BOOST_TEST(each.outcome.error->url == server.url("/" + std::to_string(each.id)));
  }
}

BOOST_FIXTURE_TEST_CASE(consumer_that_is_slow_holds_tasks_back, download_fixture) {
  how.max_requests = 2;
  how.look_ahead = 2;
  scripted_server& server = serve(answer_always(reply("200 OK", "x")));
  int given = 0;
  function_source endless([&]() {
    ++given;
    return std::optional<task>(make_task(server.url("/"), "f" + std::to_string(given)));
  });
  result<downloader> made = downloader::create(context, how);
  {
    const haul::completions nobody_takes = made->as_completed(endless);
    while (context.run_one_for(std::chrono::milliseconds(200)) != 0) {
    }
    // As many as may run and wait, and the source is asked for no more.
    BOOST_TEST(given == 4);
    BOOST_TEST(nobody_takes.in_flight() == 4U);
  }
  server.stop();
  drain();
}

BOOST_FIXTURE_TEST_CASE(
    exception_of_the_source_leaves_next_after_the_last_completion, download_fixture) {
  scripted_server& server = serve(answer_always(reply("200 OK", "x")));
  failing_source torn(make_task(server.url("/"), "out"));
  result<downloader> made = downloader::create(context, how);
  int counted = 0;
  std::exception_ptr thrown;
  asio::co_spawn(
      context, made->download_many(torn, [&](const completion&) { ++counted; }),
      [&](std::exception_ptr failed, tally) {
        thrown = std::move(failed);
        server.stop();
      });
  drain();
  BOOST_TEST(counted == 1);
  BOOST_TEST_REQUIRE((thrown != nullptr));
  BOOST_CHECK_THROW(std::rethrow_exception(thrown), std::runtime_error);
}

BOOST_FIXTURE_TEST_CASE(exception_of_the_callback_ends_the_run, download_fixture) {
  scripted_server& server = serve(answer_always(reply("200 OK", "x")));
  std::vector<task> tasks;
  for (int i = 0; i < 100; ++i)
    tasks.push_back(make_task(server.url("/"), "f" + std::to_string(i)));
  list_source from(tasks);
  result<downloader> made = downloader::create(context, how);
  std::exception_ptr thrown;
  asio::co_spawn(
      context,
      made->download_many(from, [](const completion&) { throw std::logic_error("enough"); }),
      [&](std::exception_ptr failed, tally) {
        thrown = std::move(failed);
        server.stop();
      });
  drain();
  BOOST_TEST_REQUIRE((thrown != nullptr));
  BOOST_CHECK_THROW(std::rethrow_exception(thrown), std::logic_error);
  BOOST_TEST(server.requests().size() < 100U);
}

BOOST_FIXTURE_TEST_CASE(
    cancelled_download_many_returns_the_tally_of_what_was_done, download_fixture) {
  how.max_requests = 1;
  how.look_ahead = 1;
  asio::cancellation_signal enough;
  scripted_server& server = serve([&](scripted_connection peer) -> asio::awaitable<void> {
    co_await peer.read_request();
    co_await peer.send(reply("200 OK", "x"));
    co_await peer.read_request();
    enough.emit(asio::cancellation_type::terminal);
    co_await peer.until_peer_closes();
  });
  std::vector<task> tasks;
  for (const char* name : {"a", "b", "c", "d"})
    tasks.push_back(make_task(server.url("/"), name));
  list_source from(tasks);
  result<downloader> made = downloader::create(context, how);
  tally counted;
  asio::co_spawn(
      context, made->download_many(from),
      asio::bind_cancellation_slot(enough.slot(), [&](std::exception_ptr failed, tally done) {
        BOOST_TEST((failed == nullptr));
        counted = done;
        server.stop();
      }));
  drain();
  BOOST_TEST(counted.ok == 1U);
  BOOST_TEST(counted.cancelled == 2U); // one that ran, one that was read ahead
  BOOST_TEST(counted.total() == 3U);
}

BOOST_FIXTURE_TEST_CASE(cancel_reaches_a_source_that_waits, download_fixture) {
  silent_source silent(context);
  result<downloader> made = downloader::create(context, how);
  asio::cancellation_signal enough;
  bool ended = false;
  asio::co_spawn(
      context, made->download_many(silent),
      asio::bind_cancellation_slot(enough.slot(), [&](std::exception_ptr failed, tally done) {
        BOOST_TEST((failed == nullptr));
        BOOST_TEST(done.total() == 0U);
        ended = true;
      }));
  context.poll();
  BOOST_TEST(!ended);
  enough.emit(asio::cancellation_type::terminal);
  drain();
  BOOST_TEST(ended);
}

BOOST_FIXTURE_TEST_CASE(two_runs_share_the_permits, download_fixture) {
  how.max_requests = 2;
  scripted_server& server = serve(answer_always(reply("200 OK", "x")));
  result<downloader> made = downloader::create(context, how);
  std::vector<task> left;
  std::vector<task> right;
  for (int i = 0; i < 20; ++i) {
    left.push_back(make_task(server.url("/"), "l" + std::to_string(i)));
    right.push_back(make_task(server.url("/"), "r" + std::to_string(i)));
  }
  list_source first(left);
  list_source second(right);
  int over = 0;
  const auto count = [&](std::exception_ptr failed, const tally& done) {
    BOOST_TEST((failed == nullptr));
    BOOST_TEST(done.ok == 20U);
    if (++over == 2)
      server.stop();
  };
  asio::co_spawn(context, made->download_many(first), count);
  asio::co_spawn(context, made->download_many(second), count);
  drain();
  BOOST_TEST(over == 2);
  BOOST_TEST(server.most_at_once() == 2U);
}

// A run whose completions nobody takes must not keep the permits from another.
BOOST_FIXTURE_TEST_CASE(run_that_is_not_consumed_does_not_stop_another, download_fixture) {
  how.max_requests = 2;
  how.look_ahead = 2;
  scripted_server& server = serve(answer_always(reply("200 OK", "x")));
  result<downloader> made = downloader::create(context, how);
  std::vector<task> left;
  std::vector<task> right;
  for (int i = 0; i < 20; ++i) {
    left.push_back(make_task(server.url("/"), "l" + std::to_string(i)));
    right.push_back(make_task(server.url("/"), "r" + std::to_string(i)));
  }
  list_source first(left);
  list_source second(right);
  {
    const haul::completions idle = made->as_completed(first);
    tally counted;
    asio::co_spawn(
        context, made->download_many(second), [&](std::exception_ptr failed, const tally& done) {
          BOOST_TEST((failed == nullptr));
          counted = done;
        });
    while (counted.total() == 0 && context.run_one_for(std::chrono::seconds(20)) == 1) {
    }
    BOOST_TEST(counted.ok == 20U);
    BOOST_TEST(idle.in_flight() == 4U);
  }
  server.stop();
  drain();
}

// The deadlines of the second run come right when those of the first have gone.
BOOST_FIXTURE_TEST_CASE(second_run_of_a_downloader_has_its_deadlines, download_fixture) {
  how.timeouts.first_byte = std::chrono::milliseconds(60);
  scripted_server& quick = serve(answer_always(reply("200 OK", "x")));
  scripted_server& silent = serve([](scripted_connection peer) -> asio::awaitable<void> {
    co_await peer.read_request();
    co_await peer.until_peer_closes();
  });
  result<downloader> made = downloader::create(context, how);
  list_source first({make_task(quick.url("/"), "a")});
  list_source second({make_task(silent.url("/"), "b")});
  tally counted;
  asio::co_spawn(
      context,
      [](downloader& with, source& one, source& two) -> asio::awaitable<tally> {
        co_await with.download_many(one);
        const tally done = co_await with.download_many(two);
        co_return done;
      }(*made, first, second),
      [&](std::exception_ptr failed, const tally& done) {
        BOOST_TEST((failed == nullptr));
        counted = done;
        quick.stop();
        silent.stop();
      });
  drain();
  BOOST_TEST(counted.errors == 1U);
}

// The task that is refused completes without ever having waited, while the consumer waits for it.
BOOST_FIXTURE_TEST_CASE(task_that_never_waits_completes_safely, download_fixture) {
  how.max_requests = 1;
  scripted_server& server = serve(answer_always(reply("200 OK", "x")));
  std::vector<task> tasks = {make_task(server.url("/"), "a")};
  for (int i = 0; i < 50; ++i)
    tasks.push_back(make_task("no url", "f" + std::to_string(i)));
  BOOST_TEST(run(tasks).size() == 51U);
}

BOOST_FIXTURE_TEST_CASE(empty_source_ends_at_once, download_fixture) {
  BOOST_TEST(run({}).empty());
}

BOOST_FIXTURE_TEST_CASE(downloader_may_go_before_its_run, download_fixture) {
  scripted_server& server = serve(answer_always(reply("200 OK", "x")));
  list_source from({make_task(server.url("/"), "out")});
  std::optional<downloader> made(*downloader::create(context, how));
  haul::completions done = made->as_completed(from);
  made.reset();
  asio::co_spawn(context, done.next(), [&](std::exception_ptr, std::optional<completion> got) {
    BOOST_TEST((got && got->outcome.status == status::ok));
    server.stop();
  });
  drain();
}

BOOST_FIXTURE_TEST_CASE(options_out_of_range_are_an_error, download_fixture) {
  how.max_requests = 0;
  const result<downloader> made = downloader::create(context, how);
  BOOST_TEST_REQUIRE(!made.has_value());
  BOOST_TEST((made.error().cause == cause::bad_option));
}

BOOST_FIXTURE_TEST_CASE(blocking_call_returns_the_tally, download_fixture) {
  scripted_server& server = serve(answer_always(reply("404 Not Found", "")));
  std::vector<task> tasks = {
      make_task(server.url("/1"), "a"), make_task(server.url("/2"), "b"), make_task("no url", "c")};
  list_source from(tasks);
  int calls = 0;
  result<tally> done = tally();
  std::thread caller([&] {
    done = download_many(from, how, [&](const completion&) { ++calls; });
    asio::post(context, [&] { server.stop(); });
  });
  drain();
  caller.join();
  BOOST_TEST_REQUIRE(done.has_value());
  BOOST_TEST(done->not_found == 2U);
  BOOST_TEST(done->errors == 1U);
  BOOST_TEST(calls == 3);
}

BOOST_AUTO_TEST_SUITE_END()
