#include "compare_lists.hpp"
#include "list_program.hpp"
#include "temporary_folder.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace haul;
using namespace haul::bench;

namespace {

same_file_workload files() {
  return same_file_workload("same", 100, [](std::size_t) { return "http://host"; });
}

const list_program& named(std::string_view name) {
  for (const list_program& each : list_programs()) {
    if (each.name == name)
      return each;
  }
  throw std::logic_error("no such program");
}

std::string list_for(std::string_view name, std::size_t rows) {
  const test::temporary_folder folder;
  BOOST_REQUIRE(write_list(folder.path() / "list", named(name), files(), rows).has_value());
  return test::read_file(folder.path() / "list");
}

figures run_of(double rate, double peak_mib) {
  figures made;
  made.requests_per_second = rate;
  made.wall_seconds = 2;
  made.user_seconds = 0.1;
  made.system_seconds = 0.3;
  made.memory_peak_kib = 1024 * peak_mib;
  return made;
}

// One program that is there, with a list ten times as long the second time, and one that is not.
std::vector<measured_list> two_lists() {
  std::vector<measured_list> made(2);
  made[0].rows = 1000;
  made[0].contenders = {{"haul", {run_of(500, 16)}}, {"wget2", {failed_run("not installed")}}};
  made[0].paces = {{{}}, {{}}};
  made[1].rows = 10'000;
  made[1].contenders = {{"haul", {run_of(550, 20)}}, {"wget2", {failed_run("not installed")}}};
  made[1].paces = {{{}, {}}, {{}}};
  made[1].paces[0][1] = {500, 510, 520, 530, 540, 550, 560, 570, 580, 525};
  return made;
}

list_comparison comparison() {
  list_comparison made;
  made.programs = {"haul", "wget2"};
  return made;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(bench_lists)

BOOST_AUTO_TEST_CASE(tasks_have_one_file_under_names_of_their_own) {
  const task made = files().make_task(12'345);
  BOOST_TEST(made.url == "http://host/same/012/012345");
  BOOST_TEST(made.output == "same/012/012345");
  BOOST_TEST(files().content(1) == files().content(2));
  BOOST_TEST(files().content(1).size() == 100U);
}

BOOST_AUTO_TEST_CASE(each_program_gets_its_own_form_of_the_list) {
  BOOST_TEST(list_for("haul", 1) == "url\toutput\nhttp://host/same/000/000000\tsame/000/000000\n");
  BOOST_TEST(
      list_for("curl", 1) ==
      "url = \"http://host/same/000/000000\"\noutput = \"same/000/000000\"\n");
  BOOST_TEST(list_for("aria2", 1) == "http://host/same/000/000000\n  out=same/000/000000\n");
  BOOST_TEST(list_for("wget2", 1) == "http://host/same/000/000000\n");
}

BOOST_AUTO_TEST_CASE(list_has_every_row) {
  const std::string list = list_for("wget2", 2000);
  BOOST_TEST(std::count(list.begin(), list.end(), '\n') == 2000);
  BOOST_TEST(list.ends_with("/same/001/001999\n"));
}

BOOST_AUTO_TEST_CASE(list_that_cannot_be_written_is_an_error) {
  const result<void> written = write_list("/nonexistent/list", named("haul"), files(), 1);
  BOOST_REQUIRE(!written);
  BOOST_TEST((written.error().cause == cause::output_failed));
}

BOOST_AUTO_TEST_CASE(every_program_is_told_list_folder_and_connections) {
  list_order order;
  order.list = "/a list";
  order.folder = "/a folder";
  order.connections = 17;
  for (const list_program& each : list_programs()) {
    BOOST_TEST_CONTEXT(each.name) {
      const std::vector<std::string> words = each.arguments(order);
      const auto has = [&](const std::string& part) {
        return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
          return word.ends_with(part);
        });
      };
      BOOST_TEST(has("/a list"));
      BOOST_TEST(has("/a folder"));
      BOOST_TEST(has("17"));
    }
  }
}

BOOST_AUTO_TEST_CASE(growth_is_a_part_of_the_first) {
  const std::vector<measured_list> lists = two_lists();
  BOOST_TEST(growth_of(lists, 0, &figures::memory_peak_kib) == 0.25);
  BOOST_TEST(
      growth_of(lists, 0, &figures::requests_per_second) == 0.1,
      boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(program_without_figures_has_no_growth) {
  BOOST_TEST(growth_of(two_lists(), 1, &figures::memory_peak_kib) == 0);
}

BOOST_AUTO_TEST_CASE(tables_show_each_list_and_the_growth) {
  const std::string text = lists_tables(comparison(), two_lists());
  BOOST_TEST(contains(text, "1,000 rows of 2048 bytes"));
  BOOST_TEST(contains(text, "10,000 rows of 2048 bytes"));
  BOOST_TEST(contains(text, "16.0"));
  BOOST_TEST(contains(text, "not installed"));
  BOOST_TEST(contains(text, "- haul: peak memory +25.0 %, rate +10.0 %"));
}

BOOST_AUTO_TEST_CASE(tables_show_the_last_tenth_beside_the_first) {
  const std::string text = lists_tables(comparison(), two_lists());
  BOOST_TEST(contains(text, " 500 |"));
  BOOST_TEST(contains(text, "| +5.0 % "));
}

BOOST_AUTO_TEST_CASE(pace_is_the_median_of_the_runs_that_have_one) {
  tenths slow{};
  slow.fill(10);
  tenths quick{};
  quick.fill(20);
  quick[3] = 40;
  const tenths median = median_pace(std::vector<tenths>{slow, {}, quick});
  BOOST_TEST(median[0] == 15);
  BOOST_TEST(median[3] == 25);
  BOOST_TEST(median_pace(std::vector<tenths>{{}})[0] == 0);
}

BOOST_AUTO_TEST_CASE(one_list_does_not_grow) {
  std::vector<measured_list> lists = two_lists();
  lists.pop_back();
  BOOST_TEST(!contains(lists_tables(comparison(), lists), "From "));
}

BOOST_AUTO_TEST_CASE(raw_figures_have_every_run) {
  const boost::json::value read =
      boost::json::parse(lists_json(comparison(), {{"cores", "2"}}, two_lists()));
  BOOST_TEST(read.at("machine").at("cores").as_string() == "2");
  const boost::json::array& lists = read.at("lists").as_array();
  BOOST_TEST(lists.size() == 2U);
  BOOST_TEST(lists[1].at("rows").to_number<int>() == 10'000);
  const boost::json::value& paces = lists[1].at("tenths").at("haul");
  BOOST_TEST(paces.as_array().at(1).as_array().at(9).to_number<double>() == 525);
  const boost::json::value& run = lists[1].at("haul").as_array().at(0);
  BOOST_TEST(run.at("memory_peak_kib").to_number<double>() == 20 * 1024);
}

BOOST_AUTO_TEST_SUITE_END()
