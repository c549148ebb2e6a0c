#include "file_size_limit.hpp"
#include "open_files.hpp"
#include "repeated_outputs.hpp"
#include "temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr std::size_t no_memory = 0;
constexpr std::size_t little_memory = 64 * 1024;

// What was told, in that order.
using told = std::vector<haul::repeated_output>;

told finish(haul::repeated_outputs& seen) {
  told found;
  const haul::result<std::uint64_t> count =
      seen.finish([&](const haul::repeated_output& each) { found.push_back(each); });
  BOOST_TEST_REQUIRE(count.has_value());
  BOOST_TEST(*count == found.size());
  return found;
}

void add(haul::repeated_outputs& seen, std::string_view output, std::uint64_t row) {
  BOOST_TEST_REQUIRE(seen.add(output, row, "list", row + 1).has_value());
}

// "b: 1 3; a: 2 4 (of 9)"
std::string summary(const told& found) {
  std::string text;
  for (const haul::repeated_output& each : found) {
    text += text.empty() ? each.output + ":" : "; " + each.output + ":";
    for (const haul::output_place& place : each.first)
      text += " " + std::to_string(place.row);
    if (each.times != each.first.size())
      text += " (of " + std::to_string(each.times) + ")";
  }
  return text;
}

// Adds rows until something fails.
std::optional<haul::error> failure_of(haul::repeated_outputs& seen, std::uint64_t rows) {
  for (std::uint64_t row = 1; row <= rows; ++row) {
    const haul::result<void> added = seen.add("name" + std::to_string(row), row, "list", row);
    if (!added)
      return added.error();
  }
  return std::nullopt;
}

void check_unusable(const fs::path& temporary, std::errc expected) {
  haul::repeated_outputs seen(temporary, little_memory);
  const std::optional<haul::error> failed = failure_of(seen, 10'000);
  BOOST_TEST_REQUIRE(failed.has_value());
  BOOST_TEST((failed->system == expected), failed->message);
  BOOST_TEST((failed->cause == haul::cause::output_failed));
  const std::string named = "a temporary file in '" + temporary.native() + "' can't be made: ";
  BOOST_TEST(failed->message.starts_with(named), failed->message);
}

// TMPDIR has that value, or none, while this stands.
class temporary_variable {
 public:
  explicit temporary_variable(const char* value) {
    if (const char* before = std::getenv("TMPDIR"); before != nullptr)
      before_ = before;
    set(value);
  }
  ~temporary_variable() { set(before_ ? before_->c_str() : nullptr); }
  temporary_variable(const temporary_variable&) = delete;
  temporary_variable& operator=(const temporary_variable&) = delete;

 private:
  static void set(const char* value) {
    value == nullptr ? ::unsetenv("TMPDIR") : ::setenv("TMPDIR", value, 1);
  }
  std::optional<std::string> before_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(repeated_outputs)

BOOST_AUTO_TEST_CASE(no_rows_have_no_repeats) {
  haul::repeated_outputs seen;
  BOOST_TEST(finish(seen).empty());
  haul::repeated_outputs without_memory({}, no_memory);
  BOOST_TEST(finish(without_memory).empty());
}

BOOST_AUTO_TEST_CASE(distinct_outputs_are_not_told) {
  for (const std::size_t most : {no_memory, little_memory, std::size_t{1} << 30}) {
    haul::repeated_outputs seen({}, most);
    for (std::uint64_t row = 1; row <= 2'000; ++row)
      add(seen, std::to_string(row) + ".jpg", row);
    BOOST_TEST(finish(seen).empty());
  }
}

BOOST_AUTO_TEST_CASE(a_repeated_output_comes_with_its_rows_files_and_lines) {
  for (const std::size_t most : {no_memory, little_memory}) {
    haul::repeated_outputs seen({}, most);
    BOOST_TEST(seen.add("a.gif", 1, "one.tsv", 2).has_value());
    BOOST_TEST(seen.add("b.gif", 2, "one.tsv", 30).has_value());
    BOOST_TEST(seen.add("a.gif", 3, "two.tsv", 1).has_value());
    BOOST_TEST(seen.add("a.gif", 5'000'000'000, "one.tsv", 6'000'000'000).has_value());
    const told found = finish(seen);
    BOOST_TEST_REQUIRE(found.size() == 1U);
    BOOST_TEST(found[0].output == "a.gif");
    BOOST_TEST(found[0].times == 3U);
    const std::vector<haul::output_place> expected = {
        {1, "one.tsv", 2}, {3, "two.tsv", 1}, {5'000'000'000, "one.tsv", 6'000'000'000}};
    BOOST_TEST((found[0].first == expected));
  }
}

BOOST_AUTO_TEST_CASE(repeats_are_told_in_the_order_of_their_first_rows) {
  for (const std::size_t most : {no_memory, little_memory}) {
    haul::repeated_outputs seen({}, most);
    const std::string order = "dbcadbcaxyy";
    for (std::size_t at = 0; at < order.size(); ++at)
      add(seen, order.substr(at, 1), at + 1);
    BOOST_TEST(summary(finish(seen)) == "d: 1 5; b: 2 6; c: 3 7; a: 4 8; y: 10 11");
  }
}

BOOST_AUTO_TEST_CASE(rows_that_come_in_another_order_are_told_in_theirs) {
  for (const std::size_t most : {no_memory, little_memory}) {
    haul::repeated_outputs seen({}, most);
    for (std::uint64_t row = 1'000; row > 0; --row)
      add(seen, row % 2 == 0 ? "even" : "odd", row);
    BOOST_TEST(summary(finish(seen)) == "odd: 1 3 5 7 9 (of 500); even: 2 4 6 8 10 (of 500)");
  }
}

BOOST_AUTO_TEST_CASE(the_first_rows_are_told_up_to_most_places_and_all_are_counted) {
  const std::uint64_t most_places = haul::repeated_outputs::most_places;
  for (std::uint64_t times = 1; times <= most_places + 2; ++times) {
    haul::repeated_outputs seen({}, no_memory);
    for (std::uint64_t row = 1; row <= times; ++row)
      add(seen, "same", row);
    const told found = finish(seen);
    BOOST_TEST_REQUIRE(found.size() == (times > 1 ? 1U : 0U));
    if (times > 1) {
      BOOST_TEST(found[0].times == times);
      BOOST_TEST(found[0].first.size() == std::min(times, most_places));
      BOOST_TEST(found[0].first.back().row == std::min(times, most_places));
    }
  }
}

BOOST_AUTO_TEST_CASE(outputs_are_compared_byte_by_byte) {
  using namespace std::string_literals;
  for (const std::size_t most : {no_memory, little_memory}) {
    haul::repeated_outputs seen({}, most);
    std::uint64_t row = 0;
    for (const std::string& output : {"A"s, "a"s, "a\0"s, "a\0\0"s, "a/"s, "\xff"s, ""s, "\0"s})
      add(seen, output, ++row);
    add(seen, "a\0"s, ++row);
    add(seen, "", ++row);
    add(seen, "\xff", ++row);
    const told found = finish(seen);
    BOOST_TEST(summary(found) == "a\0: 3 9; \xff: 6 11; : 7 10"s);
  }
}

// Against the plain way to do it.
BOOST_AUTO_TEST_CASE(every_bound_tells_the_same) {
  for (const std::size_t most : {0, 1, 100, 1'000, 10'000, 100'000, 10'000'000}) {
    std::minstd_rand random; // the same numbers each time
    haul::repeated_outputs seen({}, most);
    std::map<std::string, std::vector<std::uint64_t>> rows_of;
    for (std::uint64_t row = 1; row <= 3'000; ++row) {
      const std::string output =
          std::string(random() % 40, 'x') + "/" + std::to_string(random() % 100);
      add(seen, output, row);
      rows_of[output].push_back(row);
    }
    std::map<std::uint64_t, std::string> expected; // by first row
    for (const auto& [output, rows] : rows_of) {
      if (rows.size() < 2)
        continue;
      haul::repeated_output each;
      each.output = output;
      each.times = rows.size();
      for (std::size_t at = 0; at < std::min<std::size_t>(rows.size(), 5); ++at)
        each.first.push_back({rows[at], "list", rows[at] + 1});
      expected[rows[0]] = summary({each});
    }
    const told found = finish(seen);
    BOOST_TEST_REQUIRE(found.size() == expected.size());
    auto next = expected.begin();
    for (const haul::repeated_output& each : found)
      BOOST_TEST(summary({each}) == (next++)->second);
  }
}

BOOST_AUTO_TEST_CASE(a_million_rows_of_which_some_repeat) {
  haul::repeated_outputs seen({}, 1024 * 1024);
  for (std::uint64_t row = 1; row <= 1'000'000; ++row)
    add(seen, "images/" + std::to_string(row % 999'000) + ".jpg", row);
  const told found = finish(seen);
  BOOST_TEST_REQUIRE(found.size() == 1'000U);
  for (std::uint64_t at = 0; at < found.size(); ++at) {
    const std::uint64_t row = at + 1;
    const std::string expected =
        "images/" + std::to_string(row) + ".jpg: " + std::to_string(row) + " ";
    // Name 0 came first with row 999,000: it is the last one told.
    if (row < 1'000)
      BOOST_TEST(summary({found[at]}) == expected + std::to_string(row + 999'000));
  }
  BOOST_TEST(summary({found.back()}) == "images/1000.jpg: 1000 1000000");
}

BOOST_AUTO_TEST_CASE(one_name_a_million_times_among_others) {
  haul::repeated_outputs seen({}, 1024 * 1024);
  for (std::uint64_t row = 1; row <= 1'000'000; ++row)
    add(seen, "same", row);
  for (std::uint64_t row = 1'000'001; row <= 1'000'100; ++row)
    add(seen, std::to_string(row), row);
  BOOST_TEST(summary(finish(seen)) == "same: 1 2 3 4 5 (of 1000000)");
}

BOOST_AUTO_TEST_CASE(outputs_longer_than_the_bound_and_than_what_is_read_at_once) {
  const std::string longer(1'000'000, 'x');
  for (const std::size_t most : {no_memory, little_memory, std::size_t{1} << 30}) {
    haul::repeated_outputs seen({}, most);
    add(seen, longer, 1);
    add(seen, longer + "y", 2);
    add(seen, "short", 3);
    add(seen, longer, 4);
    add(seen, "short", 5);
    const told found = finish(seen);
    BOOST_TEST_REQUIRE(found.size() == 2U);
    BOOST_TEST((found[0].output == longer));
    BOOST_TEST(found[0].first[1].row == 4U);
    BOOST_TEST(summary({found[1]}) == "short: 3 5");
  }
}

BOOST_AUTO_TEST_CASE(an_unusable_temporary_folder_is_named_once_it_is_needed) {
  const haul::test::temporary_folder folder;
  haul::test::write_file(folder.path() / "file", "");
  check_unusable(folder.path() / "missing", std::errc::no_such_file_or_directory);
  check_unusable(folder.path() / "file", std::errc::not_a_directory);
  haul::repeated_outputs small(folder.path() / "missing");
  add(small, "same", 1);
  add(small, "same", 2);
  BOOST_TEST(summary(finish(small)) == "same: 1 2");
}

BOOST_AUTO_TEST_CASE(the_temporary_folder_comes_from_the_environment_unless_given) {
  const haul::test::temporary_folder folder;
  const fs::path missing = folder.path() / "missing";
  {
    const temporary_variable variable(missing.c_str());
    haul::repeated_outputs from_variable({}, no_memory);
    const std::optional<haul::error> failed = failure_of(from_variable, 1);
    BOOST_TEST_REQUIRE(failed.has_value());
    BOOST_TEST(failed->message.find(missing.native()) != std::string::npos, failed->message);
    haul::repeated_outputs given(folder.path(), no_memory);
    BOOST_TEST(!failure_of(given, 1));
    BOOST_TEST(haul::test::descriptors_in(folder.path()).size() == 1U);
  }
  for (const char* value : {static_cast<const char*>(nullptr), ""}) {
    const temporary_variable variable(value);
    haul::repeated_outputs by_default({}, no_memory);
    BOOST_TEST(!failure_of(by_default, 1));
    BOOST_TEST(!haul::test::descriptors_in("/tmp").empty());
  }
}

BOOST_AUTO_TEST_CASE(temporary_files_have_no_name_and_are_closed) {
  const haul::test::temporary_folder folder;
  {
    haul::repeated_outputs seen(folder.path(), no_memory);
    for (std::uint64_t row = 1; row <= 100; ++row)
      add(seen, "same" + std::to_string(row / 2), row);
    BOOST_TEST(haul::test::descriptors_in(folder.path()).size() == 1U);
    BOOST_TEST(folder.content().empty());
    std::size_t most_open = 0;
    const haul::result<std::uint64_t> count = seen.finish([&](const haul::repeated_output&) {
      most_open = std::max(most_open, haul::test::descriptors_in(folder.path()).size());
      BOOST_TEST(folder.content().empty());
    });
    BOOST_TEST((count && *count == 49U));
    BOOST_TEST(most_open == 1U); // that of the rows was given back
    BOOST_TEST(haul::test::descriptors_in(folder.path()).empty());
  }
}

BOOST_AUTO_TEST_CASE(a_write_that_fails_is_an_error) {
  const haul::test::temporary_folder folder;
  haul::repeated_outputs seen(folder.path(), little_memory);
  std::optional<haul::error> failed;
  {
    const haul::test::file_size_limit limit(100'000);
    failed = failure_of(seen, 10'000);
  }
  BOOST_TEST_REQUIRE(failed.has_value());
  BOOST_TEST((failed->system == std::errc::file_too_large), failed->message);
  BOOST_TEST(
      failed->message.starts_with(
          "a temporary file in '" + folder.path().native() + "' can't be written: "),
      failed->message);
}

BOOST_AUTO_TEST_CASE(a_file_that_lost_its_end_is_an_error) {
  const haul::test::temporary_folder folder;
  haul::repeated_outputs seen(folder.path(), little_memory);
  BOOST_TEST(!failure_of(seen, 10'000));
  const std::vector<int> open = haul::test::descriptors_in(folder.path());
  BOOST_TEST_REQUIRE(open.size() == 1U);
  BOOST_TEST(::ftruncate(open[0], 50'000) == 0);
  const haul::result<std::uint64_t> count = seen.finish([](const haul::repeated_output&) {});
  BOOST_TEST_REQUIRE(!count.has_value());
  BOOST_TEST((count.error().system == std::errc::io_error));
  BOOST_TEST(
      count.error().message.find("can't be read: ") != std::string::npos, count.error().message);
}

BOOST_AUTO_TEST_CASE(records_are_sorted_by_key_then_size_then_bytes) {
  for (const std::size_t most : {no_memory, little_memory}) {
    haul::sorted_records records("/tmp", most);
    for (const char* bytes : {"b", "aa", "", "a", "\xff", "b"})
      BOOST_TEST(records.add(7, bytes).has_value());
    BOOST_TEST(records.add(~std::uint64_t{0}, "last").has_value());
    BOOST_TEST(records.add(0, "very first").has_value());
    std::string order;
    while (true) {
      const haul::result<std::optional<haul::sorted_records::entry>> each = records.next();
      BOOST_TEST_REQUIRE(each.has_value());
      if (!*each)
        break;
      order += std::string((*each)->bytes) + ",";
    }
    BOOST_TEST(order == "very first,,a,b,b,\xff,aa,last,");
    BOOST_TEST(!*records.next()); // and stays at its end
  }
}

BOOST_AUTO_TEST_SUITE_END()
