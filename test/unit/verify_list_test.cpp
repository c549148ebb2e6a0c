#include "temporary_folder.hpp"
#include "verify_list.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace {

using haul::status;
using strings = std::vector<std::string>;

haul::record recorded(status how, const std::string& output, std::uint64_t bytes = 0) {
  static std::uint64_t row = 0;
  haul::record made;
  made.row = ++row;
  made.code = "c" + std::to_string(bytes);
  made.url = "http://host/";
  made.status = how;
  made.output = output;
  made.bytes = bytes;
  return made;
}

void add(haul::verify_list& list, const haul::record& written) {
  const auto added = list.add(written);
  BOOST_TEST_REQUIRE(added.has_value());
}

// Output and length of each record that counts, in order.
strings counting(haul::verify_list& list) {
  strings made;
  while (true) {
    const auto next = list.next();
    BOOST_TEST_REQUIRE(next.has_value());
    if (!*next)
      return made;
    made.push_back((**next).output + " " + std::to_string((**next).bytes));
  }
}

strings counting(const std::vector<haul::record>& records, std::uint64_t expected_failures) {
  haul::verify_list list;
  for (const haul::record& each : records)
    add(list, each);
  const strings made = counting(list);
  BOOST_TEST(list.failed() == expected_failures);
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(verify_list)

BOOST_AUTO_TEST_CASE(no_records_leave_nothing_to_check) {
  BOOST_TEST(counting({}, 0).empty());
}

BOOST_AUTO_TEST_CASE(records_that_say_that_a_file_stands_come_in_their_order) {
  const strings found = counting(
      {recorded(status::ok, "z", 1), recorded(status::skipped, "a"), recorded(status::ok, "m", 3)},
      0);
  BOOST_TEST(found == (strings{"z 1", "a 0", "m 3"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(last_record_of_an_output_counts) {
  const strings found = counting(
      {recorded(status::ok, "a", 1), recorded(status::ok, "b", 2), recorded(status::ok, "a", 3),
       recorded(status::skipped, "b")},
      0);
  BOOST_TEST(found == (strings{"a 3", "b 0"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(failure_takes_nothing_back) {
  const strings found = counting(
      {recorded(status::error, "a"), recorded(status::ok, "a", 1), recorded(status::error, "a"),
       recorded(status::not_found, "a")},
      0);
  BOOST_TEST(found == strings{"a 1"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(outputs_of_failures_alone_are_counted_once) {
  BOOST_TEST(counting(
                 {recorded(status::error, "a"), recorded(status::not_found, "a"),
                  recorded(status::not_found, "b")},
                 2)
                 .empty());
}

BOOST_AUTO_TEST_CASE(failures_without_an_output_are_counted_each) {
  const strings found = counting(
      {recorded(status::error, ""), recorded(status::error, ""), recorded(status::ok, "a", 1)}, 2);
  BOOST_TEST(found == strings{"a 1"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(outputs_that_begin_alike_are_not_one) {
  const std::string long_one(5000, 'a');
  const strings found = counting(
      {recorded(status::ok, "a", 1), recorded(status::ok, "aa", 2),
       recorded(status::ok, long_one, 3), recorded(status::ok, "A", 4)},
      0);
  BOOST_TEST(found.size() == 4U);
}

BOOST_AUTO_TEST_CASE(all_that_is_checked_and_told_comes_back) {
  haul::record written = recorded(status::ok, "sub/\u00fc\n\"", 17);
  written.code = "a\u202e\"";
  written.digest = haul::digest{"md5", "900150983cd24fb0d6963f7d28e17f72"};
  haul::verify_list list;
  add(list, written);
  const auto next = list.next();
  BOOST_TEST_REQUIRE((next.has_value() && next->has_value()));
  BOOST_TEST((**next).row == written.row);
  BOOST_TEST((**next).code == written.code);
  BOOST_TEST((**next).output == written.output);
  BOOST_TEST(((**next).status == status::ok));
  BOOST_TEST(((**next).digest == written.digest));
}

BOOST_AUTO_TEST_CASE(more_than_memory_may_hold_comes_out_the_same) {
  const haul::test::temporary_folder temporary;
  haul::verify_list list(temporary.path(), 0);
  strings expected;
  for (unsigned turn = 0; turn < 2; ++turn) {
    for (unsigned each = 0; each < 300; ++each) {
      const std::string output = "f" + std::to_string(each);
      const bool last = turn == 1 || each % 3 == 0;
      if (turn == 0 || each % 3 != 0) {
        add(list, recorded(status::ok, output, turn));
        if (last)
          expected.push_back(output + " " + std::to_string(turn));
      }
      add(list, recorded(status::error, "e" + std::to_string(each)));
    }
  }
  BOOST_TEST(counting(list) == expected, boost::test_tools::per_element());
  BOOST_TEST(list.failed() == 300U);
  BOOST_TEST(std::filesystem::is_empty(temporary.path()));
}

BOOST_AUTO_TEST_CASE(temporary_folder_that_is_none_is_an_error) {
  haul::verify_list list("/nowhere", 0);
  const auto added = list.add(recorded(status::ok, "a", 1));
  BOOST_TEST_REQUIRE(!added.has_value());
  BOOST_TEST(added.error().message.find("/nowhere") != std::string::npos, added.error().message);
}

BOOST_AUTO_TEST_SUITE_END()
