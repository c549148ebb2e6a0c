#include "bench_options.hpp"
#include "compare_durable.hpp"
#include "disk_alone.hpp"
#include "file_system.hpp"
#include "scratch_folder.hpp"
#include "temporary_folder.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace haul;
using namespace haul::bench;

namespace {

durable_comparison comparison() {
  durable_comparison made;
  made.files = 100;
  return made;
}

figures run_of(double seconds, double flushes) {
  figures made;
  made.wall_seconds = seconds;
  made.disk_flushes = flushes;
  return made;
}

// A hundred files, a thousand with `none`.
measured_place measured() {
  measured_place made = plan_place("ext4", comparison());
  made.ways[0].runs = {run_of(0.8, 200), run_of(0.4, 200), run_of(0.5, 210)}; // 5 ms a file
  made.ways[1].runs = {run_of(0.1, 0)};                                       // 0.1 ms
  made.ways[2].runs = {run_of(0.06, 8)};                                      // 0.6 ms
  made.ways[3].runs = {run_of(0.6, 205)};                                     // 6 ms
  return made;
}

// The cells of the row that begins with `name`, with no blanks around them.
std::vector<std::string> row_of(const std::string& text, const std::string& name) {
  std::vector<std::string> cells;
  const std::size_t start = text.find("| " + name + " ");
  if (start == std::string::npos)
    return cells;
  const std::string line = text.substr(start + 1, text.find('\n', start) - start - 1);
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find('|', at), line.size());
    const std::string cell = line.substr(at, end - at);
    const std::size_t first = cell.find_first_not_of(' ');
    cells.push_back(
        first == std::string::npos ? std::string()
                                   : cell.substr(first, cell.find_last_not_of(' ') - first + 1));
    at = end + 1;
  }
  return cells;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

durable_comparison parse(std::vector<std::string> words) {
  CLI::App app;
  bench_options made;
  add_options(app, made);
  words.insert(words.begin(), "durable");
  std::reverse(words.begin(), words.end()); // as CLI11 wants them
  app.parse(words);
  return made.durable;
}

// Each other file in another folder.
class two_folders final : public workload {
 public:
  task make_task(std::size_t number) const override {
    task made;
    made.output = (number % 2 == 0 ? "even/" : "odd/") + std::to_string(number);
    return made;
  }
  std::string content(std::size_t number) const override { return std::string(100 + number, 's'); }
};

} // namespace

BOOST_AUTO_TEST_SUITE(bench_durable)

BOOST_AUTO_TEST_CASE(known_file_systems_have_names_and_others_numbers) {
  BOOST_TEST(file_system_name(0xef53) == "ext4");
  BOOST_TEST(file_system_name(0x01021994) == "tmpfs");
  BOOST_TEST(file_system_name(0x58465342) == "xfs");
  BOOST_TEST(file_system_name(0x1234) == "0x1234");
}

BOOST_AUTO_TEST_CASE(every_folder_is_on_some_file_system) {
  BOOST_TEST(file_system_of("/proc") == "0x9fa0");
  BOOST_TEST(file_system_of("/nonexistent") == "unknown");
}

BOOST_AUTO_TEST_CASE(only_file_systems_without_a_disk_are_in_memory) {
  BOOST_TEST(in_memory("tmpfs"));
  BOOST_TEST(in_memory("ramfs"));
  BOOST_TEST(!in_memory("ext4"));
  BOOST_TEST(!in_memory("unknown"));
}

BOOST_AUTO_TEST_CASE(flushes_are_the_sixteenth_number) {
  const std::string stat = "  1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 217307 17\n";
  BOOST_TEST(flushes_in(stat).value() == 217'307);
}

BOOST_AUTO_TEST_CASE(kernel_that_counts_no_flushes_gives_none) {
  BOOST_TEST(!flushes_in("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15\n"));
  BOOST_TEST(!flushes_in(""));
  BOOST_TEST(!flushes_in("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 many"));
}

BOOST_AUTO_TEST_CASE(no_disk_no_flushes) {
  BOOST_TEST(!disk_flushes("/proc"));
  BOOST_TEST(!disk_flushes("/nonexistent"));
}

BOOST_AUTO_TEST_CASE(files_of_the_loop_are_whole_and_nothing_else_is_left) {
  const test::temporary_folder folder;
  BOOST_REQUIRE(write_alone(two_folders(), folder.path(), 5).has_value());
  BOOST_TEST(two_folders().count_wrong(folder.path(), 5) == 0U);
  std::size_t found = 0;
  for (const auto& each : std::filesystem::recursive_directory_iterator(folder.path()))
    found += each.is_regular_file() ? 1 : 0;
  BOOST_TEST(found == 5U);
}

BOOST_AUTO_TEST_CASE(loop_replaces_what_stands) {
  const test::temporary_folder folder;
  std::filesystem::create_directories(folder.path() / "even");
  test::write_file(folder.path() / "even/0", "old");
  BOOST_REQUIRE(write_alone(two_folders(), folder.path(), 1).has_value());
  BOOST_TEST(two_folders().count_wrong(folder.path(), 1) == 0U);
}

BOOST_AUTO_TEST_CASE(loop_stops_with_the_name_of_what_it_cannot_write) {
  const test::temporary_folder folder;
  test::write_file(folder.path() / "even", "no folder");
  const result<void> no_folder = write_alone(two_folders(), folder.path(), 1);
  BOOST_REQUIRE(!no_folder);
  BOOST_TEST(contains(no_folder.error().message, "even"));
  std::filesystem::remove(folder.path() / "even");
  std::filesystem::create_directories(folder.path() / "odd/1.part");
  const result<void> no_file = write_alone(two_folders(), folder.path(), 2);
  BOOST_REQUIRE(!no_file);
  BOOST_TEST((no_file.error().cause == cause::output_failed));
  BOOST_TEST(contains(no_file.error().message, "odd/1"));
}

BOOST_AUTO_TEST_CASE(scratch_folder_is_made_where_it_is_wanted) {
  const test::temporary_folder parent;
  {
    const scratch_folder made(parent.path());
    BOOST_TEST((made.path().parent_path() == parent.path()));
    test::write_file(made.make("inner") / "file", "x");
  }
  BOOST_TEST(std::filesystem::is_empty(parent.path()));
  BOOST_CHECK_THROW(scratch_folder("/nonexistent"), std::filesystem::filesystem_error);
}

BOOST_AUTO_TEST_CASE(quick_ways_have_ten_times_the_files) {
  const measured_place disk = plan_place("ext4", comparison());
  BOOST_TEST(way_of(disk, "").files == 100U);
  BOOST_TEST(way_of(disk, "none").files == 1000U);
  BOOST_TEST(way_of(disk, "batch").files == 100U);
  BOOST_TEST(way_of(disk, "each").files == 100U);
  for (const durable_way& way : plan_place("tmpfs", comparison()).ways)
    BOOST_TEST(way.files == 1000U);
}

BOOST_AUTO_TEST_CASE(time_of_a_file_is_that_of_the_median_run) {
  BOOST_TEST(seconds_each(way_of(measured(), "")) == 0.005);
  BOOST_TEST(seconds_each(way_of(plan_place("ext4", comparison()), "none")) == 0);
  BOOST_TEST(seconds_each(durable_way()) == 0);
}

BOOST_AUTO_TEST_CASE(table_tells_cost_beyond_none_and_beside_the_disk) {
  const std::vector<measured_place> places = {measured()};
  const std::string text = durable_tables(comparison(), places);
  BOOST_TEST(contains(text, "Into ext4: files of 2048 bytes"));
  const std::vector<std::string> alone = {"the disk alone", "100", "0.50", "0.40 … 0.80", "0",
                                          "5.000",          "",    "",     "2.000",       "0"};
  const std::vector<std::string> none = {"none",  "1,000", "0.10", "0.10 … 0.10", "0",
                                         "0.100", "",      "0.02", "0.000",       "0"};
  const std::vector<std::string> batch = {"batch", "100",   "0.06", "0.06 … 0.06", "0",
                                          "0.600", "0.500", "0.12", "0.080",       "0"};
  const std::vector<std::string> each = {"each",  "100",   "0.60", "0.60 … 0.60", "0",
                                         "6.000", "5.900", "1.20", "2.050",       "0"};
  BOOST_TEST(row_of(text, "the disk alone") == alone, boost::test_tools::per_element());
  BOOST_TEST(row_of(text, "none") == none, boost::test_tools::per_element());
  BOOST_TEST(row_of(text, "batch") == batch, boost::test_tools::per_element());
  BOOST_TEST(row_of(text, "each") == each, boost::test_tools::per_element());
  BOOST_TEST(contains(text, "- ext4: `batch` takes 10 % of the time of `each`\n"));
}

BOOST_AUTO_TEST_CASE(gain_is_told_only_where_a_disk_is_waited_for) {
  std::vector<measured_place> places = {measured()};
  places[0].file_system = "tmpfs";
  BOOST_TEST(!contains(durable_tables(comparison(), places), "of the time of"));
}

BOOST_AUTO_TEST_CASE(disk_that_counts_no_flushes_has_no_column_for_them) {
  std::vector<measured_place> places = {measured()};
  for (figures& each : places[0].ways[0].runs)
    each.disk_flushes = 0;
  BOOST_TEST(!contains(durable_tables(comparison(), places), "flushes"));
}

BOOST_AUTO_TEST_CASE(setting_quicker_than_none_costs_nothing) {
  std::vector<measured_place> places = {measured()};
  places[0].ways[2].runs = {run_of(0.001, 0)};
  const std::vector<std::string> batch = row_of(durable_tables(comparison(), places), "batch");
  BOOST_REQUIRE(batch.size() > 6U);
  BOOST_TEST(batch[6] == "0.000");
}

BOOST_AUTO_TEST_CASE(way_that_came_to_nothing_says_why) {
  std::vector<measured_place> places = {measured()};
  places[0].ways[3].runs = {failed_run("haul is not installed")};
  const std::string text = durable_tables(comparison(), places);
  BOOST_TEST(contains(text, "haul is not installed"));
  BOOST_TEST(!contains(text, "of the time of"));
}

BOOST_AUTO_TEST_CASE(raw_figures_have_every_run_and_no_path) {
  durable_comparison what = comparison();
  what.folders = {"/some/private/folder"};
  const std::vector<measured_place> places = {measured()};
  const std::string text = durable_json(what, {{"cores", "2"}}, places);
  BOOST_TEST(!contains(text + durable_tables(what, places), "private"));
  const boost::json::value read = boost::json::parse(text);
  BOOST_TEST(read.at("machine").at("cores").as_string() == "2");
  const boost::json::value& place = read.at("places").as_array().at(0);
  BOOST_TEST(place.at("file_system").as_string() == "ext4");
  BOOST_TEST(place.at("none").at("files").to_number<int>() == 1000);
  BOOST_TEST(place.at("alone").at("runs").as_array().size() == 3U);
  const boost::json::value& run = place.at("each").at("runs").as_array().at(0);
  BOOST_TEST(run.at("disk_flushes").to_number<double>() == 205);
}

BOOST_AUTO_TEST_CASE(folders_may_be_repeated_and_replace_the_usual) {
  BOOST_TEST((parse({}).folders == std::vector<std::string>{"."}));
  BOOST_TEST(
      (parse({"--folder", "/", "--folder", "/proc"}).folders ==
       std::vector<std::string>{"/", "/proc"}));
  BOOST_TEST(parse({"--files", "17"}).files == 17U);
}

BOOST_AUTO_TEST_CASE(wrong_words_are_refused) {
  BOOST_CHECK_THROW(parse({"--folder", "/nonexistent"}), CLI::ParseError);
  BOOST_CHECK_THROW(parse({"--files", "0"}), CLI::ParseError);
  BOOST_CHECK_THROW(parse({"--connections", "0"}), CLI::ParseError);
}

BOOST_AUTO_TEST_CASE(order_of_the_loop_arrives_as_it_was_sent) {
  CLI::App app;
  bench_options made;
  add_options(app, made);
  std::vector<std::string> words = {"2048", "--file-size", "20",         "--files",
                                    "/f",   "--folder",    "write-alone"}; // reversed
  app.parse(words);
  BOOST_TEST(made.order.folder == "/f");
  BOOST_TEST(made.order.tasks == 20U);
  BOOST_TEST(made.order.file_size == 2048U);
}

BOOST_AUTO_TEST_SUITE_END()
