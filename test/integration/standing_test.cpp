#include "download_fixture.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <optional>
#include <string>
#include <utility>

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;

// What becomes of a file that stands under the output of a task already.

namespace {

constexpr const char* sha256_of_old =
    "cba06b5736faf67e54b07b561eae94395e774c517a7d910a54369e1263ccfbd4";
constexpr const char* sha256_of_new =
    "11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437";
constexpr const char* sha256_of_long =
    "91e3faafd322bcdf160f3f0ce886acb092b9b9e2a1e8526b40f21a8898a8700b";
const std::string long_content(200'000, 'x');

struct fixture : download_fixture {
  fixture() : server(serve(answer_always(reply("200 OK", "new")))) {
    write_file(folder.path() / "out", "old");
    wanted = make_task(server.url("/"), "out");
  }

  outcome outcome_of() { return run({wanted}).front().outcome; }

  static asio::awaitable<void> take_one(completions& from, std::optional<completion>& into) {
    into = co_await from.next();
  }

  // The task as it ends when the run is cancelled after so many handlers; nothing when it was not
  // read by then.
  std::optional<outcome> cancelled_after(int steps) {
    asio::io_context loop(1);
    how.directory = folder.path();
    result<downloader> made = downloader::create(loop, how);
    BOOST_TEST_REQUIRE(made.has_value());
    list_source tasks({wanted});
    completions all = made->as_completed(tasks);
    std::optional<completion> came;
    asio::co_spawn(
        loop, take_one(all, came), [](std::exception_ptr failed) { BOOST_TEST(!failed); });
    for (int step = 0; step != steps && !came; ++step)
      loop.run_one();
    all.cancel();
    loop.restart();
    loop.run();
    BOOST_TEST_REQUIRE(all.done());
    return came ? std::optional(came->outcome) : std::nullopt;
  }

  scripted_server& server;
  task wanted;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(standing, fixture)

BOOST_AUTO_TEST_CASE(file_of_the_wanted_size_is_skipped) {
  wanted.size = 3;
  BOOST_TEST((outcome_of().status == status::skipped));
  BOOST_TEST(server.requests().empty());
}

BOOST_AUTO_TEST_CASE(file_with_the_wanted_digest_is_skipped) {
  wanted.digests = {{"sha256", sha256_of_old}};
  BOOST_TEST((outcome_of().status == status::skipped));
  BOOST_TEST(server.requests().empty());
  BOOST_TEST(files().at("out") == "old");
}

BOOST_AUTO_TEST_CASE(file_of_another_size_is_replaced) {
  write_file(folder.path() / "out", "older");
  wanted.size = 3;
  BOOST_TEST((outcome_of().status == status::ok));
  BOOST_TEST(files().at("out") == "new");
}

BOOST_AUTO_TEST_CASE(file_with_another_digest_is_replaced) {
  wanted.digests = {{"sha256", sha256_of_new}};
  BOOST_TEST((outcome_of().status == status::ok));
  BOOST_TEST(files().at("out") == "new");
}

BOOST_AUTO_TEST_CASE(file_of_the_wanted_size_with_another_digest_is_replaced) {
  wanted.size = 3;
  wanted.digests = {{"sha256", sha256_of_new}};
  BOOST_TEST((outcome_of().status == status::ok));
  BOOST_TEST(files().at("out") == "new");
}

BOOST_AUTO_TEST_CASE(wrong_file_stays_when_the_right_one_is_not_to_be_had) {
  wanted.digests = {{"sha256", sha256_of_long}};
  const outcome came = outcome_of();
  BOOST_TEST((came.status == status::error));
  BOOST_TEST((came.error->cause == cause::wrong_content));
  BOOST_TEST(files().at("out") == "old");
}

BOOST_AUTO_TEST_CASE(long_file_is_read_to_its_end) {
  write_file(folder.path() / "out", long_content);
  wanted.digests = {{"sha256", sha256_of_long}};
  BOOST_TEST((outcome_of().status == status::skipped));
}

BOOST_AUTO_TEST_CASE(last_byte_of_a_long_file_makes_the_difference) {
  write_file(folder.path() / "out", long_content + "y");
  wanted.digests = {{"sha256", sha256_of_long}};
  BOOST_TEST((outcome_of().status == status::error));
  BOOST_TEST(server.requests().size() == 1U);
}

BOOST_AUTO_TEST_CASE(overwriting_reads_nothing) {
  how.overwrite = true;
  wanted.digests = {{"sha256", sha256_of_new}};
  BOOST_TEST((outcome_of().status == status::ok));
  BOOST_TEST(files().at("out") == "new");
}

BOOST_AUTO_TEST_CASE(tasks_behind_a_long_file_come_in_their_turn) {
  write_file(folder.path() / "out", long_content);
  wanted.digests = {{"sha256", sha256_of_long}};
  const auto done = run({wanted, make_task(server.url("/"), "other"), wanted});
  BOOST_TEST_REQUIRE(done.size() == 3U);
  BOOST_TEST((find(done, "out").outcome.status == status::skipped));
  BOOST_TEST((find(done, "other").outcome.status == status::ok));
}

BOOST_AUTO_TEST_CASE(cancel_while_a_file_is_read_completes_its_task) {
  write_file(folder.path() / "out", long_content);
  wanted.digests = {{"sha256", sha256_of_long}};
  int cancelled = 0;
  int skipped = 0;
  for (int steps = 0; skipped == 0; ++steps) {
    const std::optional<outcome> came = cancelled_after(steps);
    if (came && came->status == status::skipped)
      ++skipped;
    else if (came)
      ++cancelled;
  }
  BOOST_TEST(cancelled > 1);
  BOOST_TEST(server.requests().empty());
}

BOOST_AUTO_TEST_SUITE_END()
