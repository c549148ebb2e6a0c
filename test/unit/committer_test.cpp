#include "committer.hpp"
#include "temporary_folder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace haul;
using namespace haul::test;
namespace asio = boost::asio;

const std::vector<const char*> all_settings = {"none", "batch", "each"};

durability setting(std::string_view name) {
  for (const durability each : {durability::batch, durability::each}) {
    if (name == to_string(each))
      return each;
  }
  return durability::none;
}

struct fixture {
  sink file(const std::string& name, const std::string& content, bool replace = false) {
    result<sink> made = sink::create(in, name, replace);
    BOOST_TEST_REQUIRE(made.has_value());
    BOOST_TEST_REQUIRE(made->write(content).has_value());
    return *std::move(made);
  }

  // All at once; gives what became of each.
  std::vector<result<void>> commit_all(haul::committer& with, std::vector<sink> files) {
    std::vector<result<void>> came(files.size());
    for (std::size_t at = 0; at != files.size(); ++at)
      asio::co_spawn(
          context, with.commit(std::move(files[at])),
          [&came, at](std::exception_ptr thrown, result<void> done) {
            BOOST_TEST(!thrown);
            came[at] = std::move(done);
          });
    context.run();
    return came;
  }

  std::vector<sink> many(std::size_t count) {
    std::vector<sink> files;
    for (std::size_t at = 0; at != count; ++at)
      files.push_back(file("file-" + std::to_string(at), std::to_string(at)));
    return files;
  }

  asio::io_context context{1};
  temporary_folder root;
  std::shared_ptr<folder> in = *folder::open(root.path(), true);
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(committer, fixture)

BOOST_DATA_TEST_CASE(files_get_their_names, boost::unit_test::data::make(all_settings), how) {
  haul::committer with(context.get_executor(), setting(how));
  BOOST_TEST(with.waits() == (setting(how) != durability::none));
  // More than a batch, and not a whole number of them.
  for (const result<void>& each : commit_all(with, many(150)))
    BOOST_TEST(each.has_value());
  BOOST_TEST(root.content().size() == 150U);
  BOOST_TEST(root.content().at("file-149") == "149");
}

BOOST_DATA_TEST_CASE(
    failure_of_one_is_not_that_of_the_others, boost::unit_test::data::make(all_settings), how) {
  write_file(root.path() / "file-1", "old");
  haul::committer with(context.get_executor(), setting(how));
  const std::vector<result<void>> came = commit_all(with, many(3));
  BOOST_TEST(came[0].has_value());
  BOOST_TEST_REQUIRE(!came[1].has_value());
  BOOST_TEST((came[1].error().cause == cause::output_in_use));
  BOOST_TEST(came[2].has_value());
  BOOST_TEST(root.content().size() == 3U);
  BOOST_TEST(root.content().at("file-1") == "old");
}

BOOST_AUTO_TEST_CASE(places_are_limited) {
  haul::committer with(context.get_executor(), durability::batch);
  std::vector<semaphore::permit> taken;
  std::optional<bool> waited;
  for (std::size_t at = 0; at <= haul::committer::most_waiting(); ++at)
    asio::co_spawn(context, with.room(), [&](std::exception_ptr, semaphore::permit given) {
      if (taken.size() == haul::committer::most_waiting())
        waited = static_cast<bool>(given);
      else
        taken.push_back(std::move(given));
    });
  context.run_for(std::chrono::milliseconds(1));
  while (taken.size() < haul::committer::most_waiting())
    context.run_one();
  BOOST_TEST(!waited.has_value());
  taken.front().release();
  context.run();
  BOOST_TEST_REQUIRE(waited.has_value());
  BOOST_TEST(*waited);
}

BOOST_AUTO_TEST_CASE(folders_that_were_made_are_brought_to_the_disk) {
  const std::shared_ptr<folder> above = *folder::below(in, "a", true);
  const std::shared_ptr<folder> below = *folder::below(above, "b", true);
  BOOST_TEST(below->flush().has_value());
  BOOST_TEST(below->flush().has_value());
}

BOOST_AUTO_TEST_CASE(loop_that_is_destroyed_first_waits_for_the_thread) {
  std::optional<asio::io_context> loop(std::in_place, 1);
  auto with = std::make_shared<haul::committer>(loop->get_executor(), durability::each);
  const auto commit = [](std::shared_ptr<haul::committer> held, sink one) -> asio::awaitable<void> {
    const result<void> done = co_await held->commit(std::move(one));
    BOOST_TEST(done.has_value());
  };
  asio::co_spawn(*loop, commit(with, file("out", "content")), [](std::exception_ptr) {});
  with.reset();
  loop->poll_one();
  loop.reset();
  BOOST_TEST((root.content().contains("out") || root.content().empty()));
}

BOOST_AUTO_TEST_SUITE_END()
