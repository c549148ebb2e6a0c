#include "recorded_rows.hpp"
#include "results_log.hpp"
#include "temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>

namespace {

namespace fs = std::filesystem;
using haul::status;
using haul::test::read_file;
using haul::test::write_file;

haul::record recorded(std::uint64_t row, status how, std::uint64_t bytes = 0) {
  haul::record made;
  made.row = row;
  made.code = "c" + std::to_string(row);
  made.url = "http://host/" + made.code;
  made.output = "sub/" + made.code;
  made.status = how;
  made.bytes = bytes;
  return made;
}

std::string line(const haul::record& written) {
  return haul::to_json(written) + "\n";
}

bool is_done(const haul::recorded_rows& rows, const haul::record& asked) {
  return rows.is_done(asked.row, asked.code, asked.url, asked.output);
}

struct fixture {
  haul::test::temporary_folder folder;
  const fs::path file = folder.path() / "results";
  const fs::path output = folder.path() / "out";

  fixture() { fs::create_directories(output / "sub"); }

  void stands(const haul::record& of, const std::string& content) {
    write_file(output / of.output, content);
  }

  haul::recorded_rows read(const std::string& content, bool not_found_is_done = false) {
    write_file(file, content);
    auto rows = haul::recorded_rows::read(file, output, {.not_found = not_found_is_done});
    BOOST_TEST_REQUIRE(rows.has_value());
    return std::move(*rows);
  }

  void check_refused(const std::string& content, const std::string& expected) {
    write_file(file, content);
    const auto rows = haul::recorded_rows::read(file, output, {});
    BOOST_TEST_REQUIRE(!rows.has_value());
    const std::string& message = rows.error().message;
    BOOST_TEST(message.find(expected) != std::string::npos, message);
    BOOST_TEST(read_file(file) == content);
    BOOST_TEST(!fs::exists(file.native() + ".haul-compacted"));
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(recorded_rows, fixture)

BOOST_AUTO_TEST_CASE(no_file_and_an_empty_one_have_no_rows) {
  const auto missing = haul::recorded_rows::read(file, output, {});
  BOOST_TEST_REQUIRE(missing.has_value());
  BOOST_TEST(missing->counts().total() == 0U);
  BOOST_TEST(!fs::exists(file));
  BOOST_TEST(read("").counts().total() == 0U);
  BOOST_TEST(haul::recorded_rows::read("-", output, {}).has_value());
}

BOOST_AUTO_TEST_CASE(ok_counts_with_its_file_of_the_recorded_length) {
  const haul::record whole = recorded(1, status::ok, 3);
  const haul::record shorter = recorded(2, status::ok, 3);
  const haul::record missing = recorded(3, status::ok, 3);
  stands(whole, "abc");
  stands(shorter, "ab");
  const haul::recorded_rows rows = read(line(whole) + line(shorter) + line(missing));
  BOOST_TEST(is_done(rows, whole));
  BOOST_TEST(!is_done(rows, shorter));
  BOOST_TEST(!is_done(rows, missing));
  BOOST_TEST(rows.counts().ok == 1U);
  BOOST_TEST(rows.counts().bytes == 3U);
  BOOST_TEST(read_file(file) == line(whole));
}

BOOST_AUTO_TEST_CASE(skipped_counts_while_its_file_stands) {
  const haul::record standing = recorded(1, status::skipped);
  const haul::record missing = recorded(2, status::skipped);
  stands(standing, "abc");
  const haul::recorded_rows rows = read(line(standing) + line(missing));
  BOOST_TEST(is_done(rows, standing));
  BOOST_TEST(!is_done(rows, missing));
  BOOST_TEST(rows.counts().skipped == 1U);
}

BOOST_AUTO_TEST_CASE(not_found_counts_when_told_and_errors_never) {
  const haul::record lost = recorded(1, status::not_found);
  const haul::record failed = recorded(2, status::error);
  BOOST_TEST(!is_done(read(line(lost) + line(failed)), lost));
  BOOST_TEST(read_file(file).empty());
  const haul::recorded_rows rows = read(line(lost) + line(failed), true);
  BOOST_TEST(is_done(rows, lost));
  BOOST_TEST(!is_done(rows, failed));
  BOOST_TEST(rows.counts().not_found == 1U);
  BOOST_TEST(rows.counts().total() == 1U);
}

BOOST_AUTO_TEST_CASE(links_and_names_outside_of_the_folder_do_not_stand) {
  write_file(folder.path() / "outside", "abc");
  fs::create_symlink(folder.path() / "outside", output / "sub" / "c1");
  fs::create_directory_symlink(output / "sub", output / "link");
  write_file(output / "sub" / "c2", "abc");
  haul::record through_folder = recorded(2, status::ok, 3);
  through_folder.output = "link/c2";
  haul::record outside = recorded(3, status::ok, 3);
  outside.output = "../outside";
  const haul::recorded_rows rows =
      read(line(recorded(1, status::ok, 3)) + line(through_folder) + line(outside));
  BOOST_TEST(rows.counts().total() == 0U);
  BOOST_TEST(read("" + line(recorded(2, status::ok, 3))).counts().ok == 1U);
}

BOOST_AUTO_TEST_CASE(a_row_that_was_changed_in_the_list_is_not_done) {
  const haul::record whole = recorded(5, status::skipped);
  stands(whole, "");
  const haul::recorded_rows rows = read(line(whole));
  BOOST_TEST(rows.is_done(5, whole.code, whole.url, whole.output));
  BOOST_TEST(!rows.is_done(6, whole.code, whole.url, whole.output));
  BOOST_TEST(!rows.is_done(5, "other", whole.url, whole.output));
  BOOST_TEST(!rows.is_done(5, whole.code, whole.url + "x", whole.output));
  BOOST_TEST(!rows.is_done(5, whole.code, whole.url, "other"));
  // The same bytes, cut elsewhere.
  BOOST_TEST(!rows.is_done(5, whole.code + "h", whole.url.substr(1), whole.output));
}

BOOST_AUTO_TEST_CASE(the_last_record_of_a_row_counts) {
  const haul::record older = recorded(1, status::ok, 3);
  haul::record newer = older;
  newer.attempts = 2;
  stands(older, "abc");
  const haul::recorded_rows rows =
      read(line(older) + line(recorded(2, status::error)) + line(newer));
  BOOST_TEST(is_done(rows, newer));
  BOOST_TEST(rows.counts().total() == 1U);
  BOOST_TEST(read_file(file) == line(newer));

  BOOST_TEST(read(line(older) + line(recorded(1, status::error))).counts().total() == 0U);
  BOOST_TEST(read_file(file).empty());
  const std::string thrice = line(newer) + line(recorded(1, status::error)) + line(older);
  BOOST_TEST(read(thrice).counts().total() == 1U);
  BOOST_TEST(read_file(file) == line(older));
  BOOST_TEST(read(line(recorded(1, status::error)) + line(older)).counts().total() == 1U);
}

BOOST_AUTO_TEST_CASE(a_torn_last_line_is_cut_off_even_if_it_could_be_read) {
  const haul::record whole = recorded(1, status::skipped);
  const haul::record torn = recorded(2, status::skipped);
  stands(whole, "");
  stands(torn, "");
  for (std::size_t length = 0; length < line(torn).size(); ++length) {
    const haul::recorded_rows rows = read(line(whole) + line(torn).substr(0, length));
    BOOST_TEST(is_done(rows, whole));
    BOOST_TEST(!is_done(rows, torn));
    BOOST_TEST_REQUIRE(read_file(file) == line(whole));
  }
}

BOOST_AUTO_TEST_CASE(a_bad_line_stops_with_file_and_line_and_changes_nothing) {
  const std::string good = line(recorded(1, status::error));
  check_refused(good + "{\"row\":\n" + good, "results', line 2: no record of a row: not JSON");
  check_refused(good + good + "{}\n", "line 3: no record of a row: member 'row' is missing");
  check_refused("\n" + good, "line 1: ");
  check_refused(std::string(17 * 1024 * 1024, ' '), "results': a line is longer than 16 MiB");
}

BOOST_AUTO_TEST_CASE(members_of_later_versions_are_kept) {
  std::string later = haul::to_json(recorded(1, status::not_found));
  later.pop_back();
  later += ",\"colour\":\"green\"}\n";
  read(later, true);
  BOOST_TEST(read_file(file) == later);
}

BOOST_AUTO_TEST_CASE(huge_row_numbers_take_no_more_memory_than_others) {
  haul::record far = recorded(1, status::not_found);
  far.row = 18446744073709551615U;
  const haul::recorded_rows rows = read(line(far), true);
  BOOST_TEST(is_done(rows, far));
  BOOST_TEST(rows.knows(far.row));
  BOOST_TEST(!rows.knows(far.row - 1));
  BOOST_TEST(!rows.knows(4095));
}

BOOST_AUTO_TEST_CASE(files_larger_than_what_is_read_or_written_at_once_are_kept_whole) {
  std::string all;
  for (std::uint64_t row = 1; all.size() < 3'000'000; ++row)
    all += line(recorded(row, status::not_found));
  const haul::recorded_rows rows = read(all, true);
  BOOST_TEST((read_file(file) == all));
  BOOST_TEST(rows.counts().not_found > 10'000U);
  BOOST_TEST(is_done(rows, recorded(10'000, status::not_found)));
}

BOOST_AUTO_TEST_CASE(the_mode_stays_and_what_a_killed_run_left_is_cleared_away) {
  const std::string kept = line(recorded(1, status::not_found));
  write_file(file, kept);
  fs::permissions(file, fs::perms(0600));
  write_file(file.native() + ".haul-compacted", "left behind\n");
  BOOST_TEST(haul::recorded_rows::read(file, output, {.not_found = true}).has_value());
  BOOST_TEST((fs::status(file).permissions() == fs::perms(0600)));
  BOOST_TEST(read_file(file) == kept);
  BOOST_TEST(!fs::exists(file.native() + ".haul-compacted"));
}

BOOST_AUTO_TEST_CASE(a_link_planted_at_the_new_name_is_not_written_through) {
  write_file(folder.path() / "target", "precious");
  fs::create_symlink(folder.path() / "target", file.native() + ".haul-compacted");
  read(line(recorded(1, status::not_found)), true);
  BOOST_TEST(read_file(folder.path() / "target") == "precious");
  BOOST_TEST(!fs::is_symlink(file));
}

BOOST_AUTO_TEST_CASE(a_file_that_a_run_is_writing_is_left_alone) {
  const auto log = haul::results_log::open(file);
  BOOST_TEST_REQUIRE(log.has_value());
  const auto rows = haul::recorded_rows::read(file, output, {});
  BOOST_TEST_REQUIRE(!rows.has_value());
  BOOST_TEST((rows.error().cause == haul::cause::output_in_use));
}

BOOST_AUTO_TEST_CASE(what_stands_is_not_done_when_it_is_to_be_looked_at_anew) {
  const haul::record whole = recorded(1, status::ok, 3);
  stands(whole, "abc");
  write_file(file, line(whole));
  const auto rows = haul::recorded_rows::read(file, output, {.standing = false});
  BOOST_TEST_REQUIRE(rows.has_value());
  BOOST_TEST(rows->counts().total() == 0U);
  BOOST_TEST(read_file(file).empty());
}

BOOST_AUTO_TEST_CASE(nothing_stands_in_a_folder_that_is_missing) {
  write_file(file, line(recorded(1, status::skipped)));
  const auto rows = haul::recorded_rows::read(file, folder.path() / "none", {});
  BOOST_TEST_REQUIRE(rows.has_value());
  BOOST_TEST(rows->counts().total() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
