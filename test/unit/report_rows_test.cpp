#include "report_rows.hpp"
#include "temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace {

using haul::status;

haul::record recorded(std::uint64_t row, const std::string& code, status how = status::ok) {
  haul::record made;
  made.row = row;
  made.code = code;
  made.url = "http://host/";
  made.status = how;
  made.bytes = how == status::ok ? 10 : 0;
  if (how == status::error)
    made.error = haul::recorded_error{"timeout", "body", "too slow"};
  return made;
}

void add(haul::report_rows& rows, const haul::record& written) {
  BOOST_TEST_REQUIRE(rows.add(written).has_value());
}

} // namespace

BOOST_AUTO_TEST_SUITE(report_rows)

// The bound decides only what is kept in memory: 0 puts each record into the temporary file.
BOOST_AUTO_TEST_CASE(many_records_count_the_same_in_memory_and_on_disk) {
  const haul::test::temporary_folder temporary;
  for (const std::size_t most : {std::size_t(0), std::size_t(20'000), std::size_t(1) << 24}) {
    haul::report_rows rows(temporary.path(), most);
    rows.begin_file();
    for (std::uint64_t row = 1; row <= 500; ++row)
      add(rows, recorded(row, "c" + std::to_string(row), status::error));
    rows.begin_file();
    for (std::uint64_t row = 1; row <= 400; ++row)
      add(rows, recorded(row, "c" + std::to_string(row)));
    for (std::uint64_t row = 1; row <= 510; ++row)
      BOOST_TEST_REQUIRE(rows.expect(recorded(row, "c" + std::to_string(row))).has_value());
    const auto ended = rows.finish();
    BOOST_TEST_REQUIRE(ended.has_value());
    BOOST_TEST(ended->counts.ok == 400U);
    BOOST_TEST(ended->counts.errors == 100U);
    BOOST_TEST(ended->counts.bytes == 4000U);
    BOOST_TEST(ended->superseded == 400U);
    BOOST_TEST(ended->in_several_files == 400U);
    BOOST_TEST(ended->repeats.size() == haul::report_examples);
    BOOST_TEST(ended->missing == 10U);
    BOOST_TEST(ended->missing_rows.front().row == 501U);
    BOOST_TEST(ended->not_in_list == 0U);
    BOOST_TEST_REQUIRE(ended->kinds.size() == 1U);
    BOOST_TEST(ended->kinds.front().errors == 100U);
    BOOST_TEST_REQUIRE(ended->hosts.size() == 1U);
    BOOST_TEST(ended->hosts.front().rows == 500U);
  }
}

BOOST_AUTO_TEST_CASE(hosts_beyond_the_bound_are_counted_together) {
  haul::report_rows rows;
  rows.begin_file();
  for (std::uint64_t row = 1; row <= haul::report_rows::most_hosts + 5; ++row) {
    haul::record made = recorded(row, "c");
    made.url = "http://h" + std::to_string(row) + "/";
    add(rows, made);
  }
  const auto ended = rows.finish();
  BOOST_TEST_REQUIRE(ended.has_value());
  BOOST_TEST(ended->hosts.size() == haul::report_rows::most_hosts);
  BOOST_TEST(ended->hosts.front().name == haul::report_rows::others);
  BOOST_TEST(ended->hosts.front().rows == 6U);
}

BOOST_AUTO_TEST_CASE(code_with_a_line_end_is_told_whole) {
  haul::report_rows rows;
  rows.begin_file();
  add(rows, recorded(7, "7\nhttp://host/"));
  add(rows, recorded(7, "7"));
  BOOST_TEST_REQUIRE(rows.expect(recorded(9, "a\nb")).has_value());
  const auto ended = rows.finish();
  BOOST_TEST_REQUIRE(ended.has_value());
  BOOST_TEST(ended->counts.ok == 2U);
  BOOST_TEST(ended->superseded == 0U);
  BOOST_TEST_REQUIRE(ended->missing_rows.size() == 1U);
  BOOST_TEST(ended->missing_rows.front().code == "a\nb");
}

BOOST_AUTO_TEST_CASE(unusable_temporary_folder_is_an_error) {
  haul::report_rows rows("/nowhere/at/all", 0);
  rows.begin_file();
  const auto added = rows.add(recorded(1, "a"));
  BOOST_TEST_REQUIRE(added.has_error());
  BOOST_TEST(added.error().message.find("/nowhere/at/all") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
