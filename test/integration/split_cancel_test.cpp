// Runs with a split file that are broken off after each of their handlers.
#include "range_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;

constexpr std::size_t total = 60'000;

void rethrow(std::exception_ptr failed) {
  if (failed)
    std::rethrow_exception(failed);
}

// A run that is stepped by hand.
struct stepped_run {
  explicit stepped_run(const std::filesystem::path& folder)
      : ranges(context, total),
        server(context, ranges.script()),
        tasks(one(server)) {
    ranges.hold_whole_until(4);
    options how;
    how.directory = folder;
    how.split = 4;
    how.split_size = 3000;
    how.retry.most = 0;
    how.record_digest = "sha256";
    made.emplace(*downloader::create(context, how));
    done.emplace(made->as_completed(tasks));
    asio::co_spawn(context, consume(*this), rethrow);
  }

  static std::vector<task> one(const scripted_server& at) {
    std::vector<task> all;
    all.push_back(make_task(at.url("/large"), "out"));
    return all;
  }

  static asio::awaitable<void> consume(stepped_run& self) {
    while (true) {
      std::optional<completion> next = co_await self.done->next();
      if (!next)
        break;
      self.seen.push_back(next->outcome);
    }
    self.over = true;
    self.server.stop();
    self.ranges.close_whole();
  }

  int step(int steps) {
    int taken = 0;
    while (taken < steps && !over && context.run_one_for(std::chrono::seconds(30)) == 1)
      ++taken;
    return taken;
  }

  asio::io_context context{1};
  range_server ranges;
  scripted_server server;
  list_source tasks;
  std::optional<downloader> made;
  std::optional<completions> done;
  std::vector<outcome> seen;
  bool over = false;
};

int length() {
  const temporary_folder folder;
  stepped_run run(folder.path());
  const int steps = run.step(1'000'000);
  BOOST_TEST_REQUIRE(run.seen.size() == 1U);
  BOOST_TEST((run.seen[0].status == status::ok));
  run.context.run_for(std::chrono::seconds(30));
  return steps;
}

} // namespace

BOOST_AUTO_TEST_SUITE(split_cancel)

BOOST_AUTO_TEST_CASE(cancel_after_every_handler_leaves_one_completion_and_no_work) {
  const int whole = length();
  BOOST_TEST_REQUIRE(whole > 50);
  const int before = open_descriptors();
  int cancelled = 0;
  for (int steps = 0; steps <= whole; ++steps) {
    const temporary_folder folder;
    stepped_run run(folder.path());
    run.step(steps);
    run.done->cancel();
    run.context.run_for(std::chrono::seconds(30));
    BOOST_TEST_REQUIRE(run.over, "hung after a cancel at handler " << steps);
    BOOST_TEST_REQUIRE(run.context.stopped(), "work was left after a cancel at handler " << steps);
    if (run.seen.empty())
      continue; // it was not even read
    BOOST_TEST(run.seen.size() == 1U);
    const auto files = folder.content();
    if (run.seen[0].status == status::ok) {
      BOOST_TEST(files.size() == 1U);
      BOOST_TEST((files.at("out") == run.ranges.body()));
    } else {
      ++cancelled;
      BOOST_TEST((run.seen[0].error->cause == cause::cancelled));
      BOOST_TEST(!files.contains("out"));
      BOOST_TEST(files.contains("out.haul-part") == files.contains("out.haul-from"));
    }
  }
  BOOST_TEST(cancelled > 20);
  BOOST_TEST(open_descriptors() == before);
}

// Under the address and leak sanitizers this tells whether frames may be destroyed anywhere.
BOOST_AUTO_TEST_CASE(event_loop_destroyed_after_every_handler_frees_everything) {
  const int whole = length();
  const int before = open_descriptors();
  for (int steps = 0; steps <= whole; ++steps) {
    const temporary_folder folder;
    stepped_run run(folder.path());
    run.step(steps);
  }
  BOOST_TEST(open_descriptors() == before);
}

BOOST_AUTO_TEST_CASE(abandon_after_every_handler_leaves_nothing) {
  const int whole = length();
  const int before = open_descriptors();
  for (int steps = 0; steps <= whole; ++steps) {
    const temporary_folder folder;
    {
      stepped_run run(folder.path());
      run.step(steps);
      run.made.reset();
      run.done->cancel();
      run.context.run_for(std::chrono::seconds(30));
      BOOST_TEST_REQUIRE(run.context.stopped(), "work was left after handler " << steps);
    }
  }
  BOOST_TEST(open_descriptors() == before);
}

BOOST_AUTO_TEST_SUITE_END()
