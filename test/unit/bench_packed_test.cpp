#include "pack_archive.hpp"
#include "packed_files.hpp"
#include "temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

using namespace haul;
using namespace haul::bench;

namespace {

same_file_workload files() {
  return same_file_workload("same", 100, [](std::size_t) { return "http://host"; });
}

void add(pack_archive& to, const std::string& name, const std::string& content) {
  BOOST_REQUIRE(to.begin_member({name, content.size(), 0}).has_value());
  BOOST_REQUIRE(to.write(content).has_value());
  to.end_member();
}

// A tar with the first `count` outputs and one more.
std::string tar_of(std::size_t count, const std::string& name, const std::string& content) {
  std::string made;
  pack_archive archive(
      [&](std::span<const char> bytes) { made.append(bytes.begin(), bytes.end()); });
  for (std::size_t number = 0; number != count; ++number)
    add(archive, files().make_task(number).output, files().content(number));
  add(archive, name, content);
  BOOST_REQUIRE(archive.finish().has_value());
  return made;
}

std::size_t wrong_of_four(const std::string& tar) {
  const test::temporary_folder folder;
  test::write_file(folder.path() / "part-00000.tar", tar);
  return count_wrong_members(files(), folder.path(), 4);
}

const std::string right(100, 's');

} // namespace

BOOST_AUTO_TEST_SUITE(bench_packed)

BOOST_AUTO_TEST_CASE(whole_tar_has_nothing_wrong) {
  BOOST_TEST(wrong_of_four(tar_of(3, "same/000/000003", right)) == 0U);
}

BOOST_AUTO_TEST_CASE(members_that_are_missing_different_or_twice_are_wrong) {
  BOOST_TEST(wrong_of_four(tar_of(3, "same/000/000004", right)) == 1U);
  BOOST_TEST(wrong_of_four(tar_of(3, "other/000/000003", right)) == 1U);
  BOOST_TEST(wrong_of_four(tar_of(3, "same/000/000003", std::string(100, 'x'))) == 1U);
  BOOST_TEST(wrong_of_four(tar_of(3, "same/000/000003", right + "s")) == 1U);
  BOOST_TEST(wrong_of_four(tar_of(3, "same/000/000000", right)) == 2U);
}

BOOST_AUTO_TEST_CASE(tar_that_is_not_whole_has_nothing_right) {
  const std::string tar = tar_of(3, "same/000/000003", right);
  BOOST_TEST(wrong_of_four(tar.substr(0, 512)) == 4U);
}

BOOST_AUTO_TEST_SUITE_END()
