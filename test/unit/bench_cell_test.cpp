#include "cell.hpp"

#include <boost/test/unit_test.hpp>

using namespace haul::bench;
using namespace std::chrono_literals;

namespace {

cell make_cell(std::size_t concurrency, std::chrono::milliseconds delay, std::size_t tasks) {
  cell made;
  made.concurrency = concurrency;
  made.delay = delay;
  made.tasks = tasks;
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(bench_cell)

BOOST_AUTO_TEST_CASE(ideal_time_counts_rounds_and_rounds_up) {
  BOOST_TEST((ideal_time(make_cell(1000, 100ms, 10'000)) == 1s));
  BOOST_TEST((ideal_time(make_cell(10, 10ms, 11)) == 20ms));
  BOOST_TEST((ideal_time(make_cell(10, 0ms, 1000)) == 0ms));
}

BOOST_AUTO_TEST_CASE(tasks_fill_the_time_that_the_delay_allows) {
  BOOST_TEST(plan_tasks(1000, 100ms, 2) == 20'000U);
  BOOST_TEST(plan_tasks(1, 100ms, 2) == 20U);
  BOOST_TEST(plan_tasks(30, 10ms, 0.5) == 1500U);
}

BOOST_AUTO_TEST_CASE(tasks_are_no_more_than_a_core_can_do) {
  BOOST_TEST(plan_tasks(1, 0ms, 2) == 60'000U);
  BOOST_TEST(plan_tasks(1000, 1ms, 2) == 60'000U);
}

BOOST_AUTO_TEST_CASE(tasks_use_each_connection_twice_at_least) {
  BOOST_TEST(plan_tasks(10'000, 100ms, 0.1) == 20'000U);
  BOOST_TEST(plan_tasks(1, 1000ms, 0.1) == 2U);
}

BOOST_AUTO_TEST_CASE(tasks_are_a_multiple_of_the_concurrency) {
  for (const std::size_t concurrency : {1U, 7U, 300U, 999U})
    BOOST_TEST(plan_tasks(concurrency, 3ms, 0.77) % concurrency == 0U);
}

BOOST_AUTO_TEST_CASE(cells_are_ordered_by_delay_concurrency_and_variant) {
  matrix of;
  of.variants = {variant_kind::threaded, variant_kind::asynchronous};
  of.concurrencies = {1, 10};
  of.delays = {0ms, 5ms};
  const std::vector<cell> cells = plan_cells(of);
  BOOST_REQUIRE_EQUAL(cells.size(), 8U);
  BOOST_TEST((cells[0].kind == variant_kind::threaded));
  BOOST_TEST((cells[1].kind == variant_kind::asynchronous));
  BOOST_TEST(cells[1].concurrency == 1U);
  BOOST_TEST(cells[2].concurrency == 10U);
  BOOST_TEST((cells[3].delay == 0ms));
  BOOST_TEST((cells[4].delay == 5ms));
  BOOST_TEST(cells[4].tasks == plan_tasks(1, 5ms, of.seconds));
}

BOOST_AUTO_TEST_CASE(sequential_has_one_cell_for_each_delay_whatever_the_concurrencies) {
  matrix of;
  of.variants = {variant_kind::sequential, variant_kind::asynchronous};
  of.concurrencies = {10, 100};
  of.delays = {0ms, 5ms};
  const std::vector<cell> cells = plan_cells(of);
  BOOST_REQUIRE_EQUAL(cells.size(), 6U);
  BOOST_TEST((cells[0].kind == variant_kind::sequential));
  BOOST_TEST(cells[0].concurrency == 1U);
  BOOST_TEST((cells[3].kind == variant_kind::sequential));
  BOOST_TEST((cells[3].delay == 5ms));
}

BOOST_AUTO_TEST_CASE(names_of_variants_are_found_again) {
  for (const variant_kind each : all_variants)
    BOOST_TEST((find_variant(to_string(each)) == each));
  BOOST_TEST(!find_variant("parallel"));
}

BOOST_AUTO_TEST_SUITE_END()
