#include "bare_files.hpp"
#include "bench_options.hpp"
#include "compare_files.hpp"
#include "temporary_folder.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace haul;
using namespace haul::bench;

namespace {

figures run_of(double seconds, double files_a_second) {
  figures made;
  made.wall_seconds = seconds;
  made.user_seconds = seconds / 2;
  made.requests_per_second = files_a_second;
  return made;
}

// Ten files; a pack has twice the rate of files.
files_comparison comparison() {
  files_comparison made;
  made.files = 10;
  return made;
}

files_place measured(const std::string& file_system) {
  files_place made = plan_files_place(file_system);
  made.results[0].runs = {run_of(0.2, 50), run_of(0.4, 25), run_of(0.1, 100)};
  made.results[2].runs = {run_of(0.1, 100)};
  made.results[1].runs = {failed_run("haul is not installed")};
  return made;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string line_with(const std::string& text, const std::string& part) {
  const std::size_t found = text.find(part);
  if (found == std::string::npos)
    return {};
  const std::size_t start = text.rfind('\n', found) + 1;
  return text.substr(start, text.find('\n', found) - start);
}

bench_options parse(std::vector<std::string> words) {
  CLI::App app;
  bench_options made;
  add_options(app, made);
  std::reverse(words.begin(), words.end()); // as CLI11 wants them
  app.parse(words);
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(bench_files)

BOOST_AUTO_TEST_CASE(each_way_has_a_name_of_its_own) {
  std::vector<std::string_view> names;
  for (const files_way& each : files_ways())
    names.push_back(each.name);
  std::ranges::sort(names);
  BOOST_TEST((std::ranges::adjacent_find(names) == names.end()));
}

BOOST_AUTO_TEST_CASE(memory_has_nothing_that_waits_for_a_disk) {
  const auto waits = [](const contender& each) { return contains(each.name, "durable"); };
  BOOST_TEST(std::ranges::none_of(plan_files_place("tmpfs").results, waits));
  BOOST_TEST(std::ranges::any_of(plan_files_place("ext4").results, waits));
}

BOOST_AUTO_TEST_CASE(table_compares_rates_with_the_first) {
  const std::vector<files_place> places = {measured("ext4")};
  const std::string text = files_tables(comparison(), places);
  BOOST_TEST(contains(text, "Into ext4: 10 files of 2048 bytes"));
  const std::string first = line_with(text, "haul, one folder");
  BOOST_TEST(contains(first, " 0.200 |"));
  BOOST_TEST(contains(first, " 0.100 … 0.400 |"));
  BOOST_TEST(contains(first, " 1.00 |"));
  BOOST_TEST(contains(first, " 10000.0 |")); // microseconds of processor time a file
  BOOST_TEST(contains(line_with(text, "`--pack tar`"), " 2.00 |"));
}

BOOST_AUTO_TEST_CASE(way_that_came_to_nothing_says_why) {
  const std::vector<files_place> places = {measured("ext4")};
  BOOST_TEST(contains(
      line_with(files_tables(comparison(), places), "haul, folders"), "haul is not installed"));
}

BOOST_AUTO_TEST_CASE(raw_figures_have_every_run_and_no_path) {
  files_comparison what = comparison();
  what.folders = {"/some/private/folder"};
  const std::vector<files_place> places = {measured("tmpfs"), measured("ext4")};
  const std::string text = files_json(what, {{"cores", "2"}}, places);
  BOOST_TEST(!contains(text + files_tables(what, places), "private"));
  const boost::json::value read = boost::json::parse(text);
  BOOST_TEST(read.at("files").to_number<int>() == 10);
  const boost::json::value& place = read.at("places").as_array().at(1);
  BOOST_TEST(place.at("file_system").as_string() == "ext4");
  BOOST_TEST(place.at("runs").at("haul, one folder").as_array().size() == 3U);
}

BOOST_AUTO_TEST_CASE(bare_files_are_fanned_out) {
  const test::temporary_folder folder;
  BOOST_REQUIRE(write_bare(folder.path(), 5, 3, {2, false}).has_value());
  const auto found = folder.content();
  BOOST_TEST(found.size() == 5U);
  BOOST_TEST(found.at("000/000001") == "sss");
  BOOST_TEST(found.at("002/000004") == "sss");
}

BOOST_AUTO_TEST_CASE(unnamed_bare_files_get_their_names_and_replace_nothing) {
  const test::temporary_folder folder;
  const result<void> written = write_bare(folder.path(), 2, 3, {0, true});
  if (!written && written.error().system == std::errc::operation_not_supported)
    return; // not every file system has it
  BOOST_REQUIRE(written.has_value());
  BOOST_TEST(folder.content().size() == 2U);
  BOOST_TEST(folder.content().at("000001") == "sss");
  BOOST_TEST(!write_bare(folder.path(), 1, 5, {0, true}));
  BOOST_TEST(folder.content().at("000000") == "sss");
}

BOOST_AUTO_TEST_CASE(folder_that_can_not_be_made_is_named) {
  const test::temporary_folder folder;
  test::write_file(folder.path() / "001", "no folder");
  const result<void> written = write_bare(folder.path(), 5, 3, {2, false});
  BOOST_REQUIRE(!written);
  BOOST_TEST(contains(written.error().message, "/001'"));
}

BOOST_AUTO_TEST_CASE(words_arrive) {
  const std::vector<std::string> folders = {"/", "/proc"};
  BOOST_TEST((parse({"files", "--folder", "/", "--folder", "/proc"}).files.folders == folders));
  BOOST_TEST(parse({"files", "--files", "17"}).files.files == 17U);
  BOOST_CHECK_THROW(parse({"files", "--folder", "/nonexistent"}), CLI::ParseError);
  BOOST_CHECK_THROW(parse({"files", "--files", "0"}), CLI::ParseError);
  const bench_options bare = parse(
      {"write-bare", "--folder", "/f", "--files", "20", "--file-size", "7", "--files-a-folder", "5",
       "--unnamed"});
  BOOST_TEST(bare.order_form.files_a_folder == 5U);
  BOOST_TEST(bare.order_form.unnamed);
}

BOOST_AUTO_TEST_SUITE_END()
