#include "temporary_folder.hpp"
#include "thread_pool.hpp"
#include "to_do_list.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <set>
#include <string>
#include <vector>

using namespace haul;
using namespace haul::bench;

namespace {

struct fixture {
  test::temporary_folder folder;
  output_folder outputs = output_folder::open(folder.path()).value();
  std::vector<completion> done;

  static std::vector<task> make_tasks(std::size_t count) {
    std::vector<task> made(count);
    for (std::size_t each = 0; each != count; ++each)
      made[each].code = made[each].output = std::to_string(each);
    return made;
  }
};

outcome ok() {
  outcome made;
  made.status = status::ok;
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(bench_threads)

BOOST_FIXTURE_TEST_CASE(
    list_gives_each_task_once_and_hands_them_over_in_their_order_of_end, fixture) {
  const std::vector<task> tasks = make_tasks(3);
  to_do_list list(tasks, outputs);
  const auto first = list.take();
  const auto second = list.take();
  BOOST_REQUIRE(first && second);
  BOOST_TEST(first->wanted->code == "0");
  BOOST_TEST(second->output->has_value());
  const auto third = list.hand_in(second->id, ok());
  BOOST_REQUIRE(third);
  BOOST_TEST(third->id == 2U);
  BOOST_TEST(!list.hand_in(third->id, ok()));
  BOOST_TEST(!list.hand_in(first->id, ok()));
  BOOST_REQUIRE(list.fetch(done));
  BOOST_REQUIRE_EQUAL(done.size(), 3U);
  BOOST_TEST(done[0].task.code == "1");
  BOOST_TEST(done[1].task.code == "2");
  BOOST_TEST(done[2].task.code == "0");
  BOOST_TEST(!list.fetch(done));
}

BOOST_FIXTURE_TEST_CASE(list_of_nothing_is_over_at_once, fixture) {
  to_do_list list({}, outputs);
  BOOST_TEST(!list.take());
  BOOST_TEST(!list.fetch(done));
}

BOOST_FIXTURE_TEST_CASE(list_claims_an_output_until_its_task_is_handed_in, fixture) {
  std::vector<task> tasks = make_tasks(3);
  tasks[1].output = tasks[2].output = "0";
  to_do_list list(tasks, outputs);
  const auto first = list.take();
  const auto second = list.take();
  BOOST_REQUIRE(second->output->has_error());
  BOOST_TEST((second->output->error().cause == cause::output_in_use));
  const auto third = list.hand_in(first->id, ok());
  BOOST_TEST(third->output->has_value());
}

BOOST_FIXTURE_TEST_CASE(list_refuses_folders_in_an_output, fixture) {
  std::vector<task> tasks = make_tasks(1);
  tasks[0].output = "folder/file";
  to_do_list list(tasks, outputs);
  const auto first = list.take();
  BOOST_REQUIRE(first->output->has_error());
  BOOST_TEST((first->output->error().cause == cause::bad_output));
}

BOOST_FIXTURE_TEST_CASE(list_gives_nothing_out_after_close, fixture) {
  const std::vector<task> tasks = make_tasks(2);
  to_do_list list(tasks, outputs);
  const auto first = list.take();
  list.close();
  BOOST_TEST(!list.hand_in(first->id, ok()));
  BOOST_TEST(!list.take());
}

BOOST_FIXTURE_TEST_CASE(list_loses_nothing_between_many_threads, fixture) {
  const std::vector<task> tasks = make_tasks(20'000);
  to_do_list list(tasks, outputs);
  thread_pool pool;
  const auto work = [&]() {
    auto job = list.take();
    while (job)
      job = list.hand_in(job->id, ok());
  };
  BOOST_REQUIRE(pool.start(8, work));
  std::set<task_id> told;
  while (list.fetch(done)) {
    for (const completion& each : done)
      BOOST_REQUIRE(told.insert(each.id).second);
  }
  BOOST_TEST(told.size() == tasks.size());
}

BOOST_AUTO_TEST_CASE(pool_runs_its_body_in_each_thread_and_joins_them) {
  std::atomic<int> runs = 0;
  {
    thread_pool pool;
    BOOST_TEST(pool.start(100, [&]() { ++runs; }).has_value());
  }
  BOOST_TEST(runs == 100);
}

BOOST_AUTO_TEST_CASE(pool_says_how_many_threads_the_system_refused) {
  // No address space has room for such a stack.
  thread_pool pool(std::size_t{1} << 60);
  const result<void> started = pool.start(3, []() {});
  BOOST_REQUIRE(!started);
  BOOST_TEST(started.error().message.starts_with("0 of 3 threads could be started, then: "));
  BOOST_TEST(static_cast<bool>(started.error().system));
}

BOOST_AUTO_TEST_SUITE_END()
