#include "member_file.hpp"
#include "open_files.hpp"
#include "temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <unistd.h>
#include <vector>

using namespace haul;
using namespace haul::test;

namespace {

using entries = std::vector<haul::member_file::entry>;
constexpr std::uint64_t highest = ~std::uint64_t{0};

struct fixture {
  haul::member_file merged(
      std::vector<entries> parts, const std::vector<const haul::member_file*>& files = {}) const {
    std::vector<haul::member_file::reader> from(files.size(), haul::member_file::reader(entries()));
    std::ranges::transform(files, from.begin(), [](const haul::member_file* each) {
      return haul::member_file::reader(*each);
    });
    for (entries& each : parts) {
      std::ranges::sort(each);
      from.emplace_back(each);
    }
    result<haul::member_file> made =
        haul::member_file::merge(from, *haul::unnamed_file::create(root.path()));
    BOOST_TEST_REQUIRE(made.has_value());
    return *std::move(made);
  }

  temporary_folder root;
};

std::optional<std::uint64_t> place_of(const haul::member_file& in, std::uint64_t hash) {
  const result<std::optional<std::uint64_t>> found = in.find(hash);
  BOOST_TEST_REQUIRE(found.has_value());
  return *found;
}

// Hashes `step` apart from `step` on, each with its number as its place.
entries numbered(std::size_t count, std::uint64_t step = 2) {
  entries made;
  for (std::uint64_t each = 1; each <= count; ++each)
    made.push_back({each * step, each});
  return made;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(member_file, fixture)

BOOST_AUTO_TEST_CASE(empty_file_has_nothing) {
  const haul::member_file nothing = merged({{}, {}});
  BOOST_TEST(nothing.size() == 0U);
  for (const std::uint64_t hash : {std::uint64_t{0}, std::uint64_t{7}, highest})
    BOOST_TEST(!place_of(nothing, hash).has_value());
}

BOOST_AUTO_TEST_CASE(each_is_found_whatever_the_number_of_blocks) {
  constexpr std::size_t block = haul::member_file::block;
  for (const std::size_t count :
       {std::size_t{1}, block - 1, block, block + 1, 2 * block, 16 * block - 1, 16 * block,
        16 * block + 1, 33 * block + 5}) {
    const haul::member_file all = merged({numbered(count)});
    BOOST_TEST(all.size() == count);
    for (std::uint64_t each = 1; each <= count; ++each) {
      BOOST_TEST_REQUIRE((place_of(all, 2 * each) == each));
      BOOST_TEST_REQUIRE(!place_of(all, 2 * each - 1).has_value());
    }
    BOOST_TEST(!place_of(all, 0).has_value());
    BOOST_TEST(!place_of(all, 2 * count + 1).has_value());
    BOOST_TEST(!place_of(all, highest).has_value());
  }
}

BOOST_AUTO_TEST_CASE(highest_place_counts_also_where_it_is_in_the_next_block) {
  constexpr std::size_t block = haul::member_file::block;
  for (const std::size_t same : {std::size_t{2}, block, 3 * block}) {
    for (std::size_t before = block - 3; before != block + 3; ++before) {
      entries all = numbered(before, 1);
      for (std::uint64_t each = 0; each != same; ++each)
        all.push_back({before + 1, 1'000 + each});
      for (std::uint64_t each = 0; each != 5; ++each)
        all.push_back({before + 2 + each, 7});
      const haul::member_file file = merged({all});
      BOOST_TEST((place_of(file, before) == before));
      BOOST_TEST((place_of(file, before + 1) == 999 + same));
      BOOST_TEST((place_of(file, before + 2) == 7U));
    }
  }
}

BOOST_AUTO_TEST_CASE(lowest_and_highest_hashes_are_found) {
  const haul::member_file file = merged({{{0, 1}, {highest, highest}}});
  BOOST_TEST((place_of(file, 0) == 1U));
  BOOST_TEST((place_of(file, highest) == highest));
}

BOOST_AUTO_TEST_CASE(files_and_memory_are_merged_in_order) {
  std::mt19937_64 random(1);
  std::map<std::uint64_t, std::uint64_t> expected;
  const auto drawn = [&](std::size_t count) {
    entries made;
    while (made.size() != count) {
      const haul::member_file::entry each = {random() % 20'000, random()};
      made.push_back(each);
      expected[each.hash] = std::max(expected[each.hash], each.place);
    }
    return made;
  };
  const haul::member_file first = merged({drawn(9'000)});
  const haul::member_file second = merged({drawn(4'096), drawn(1)});
  const haul::member_file empty = merged({});
  const haul::member_file all = merged({drawn(700), {}, drawn(30)}, {&first, &empty, &second});
  BOOST_TEST(all.size() == 9'000U + 4'097 + 730);
  for (std::uint64_t hash = 0; hash != 20'000; ++hash) {
    const auto known = expected.find(hash);
    const std::optional<std::uint64_t> found = place_of(all, hash);
    BOOST_TEST_REQUIRE(found.has_value() == (known != expected.end()));
    if (found)
      BOOST_TEST_REQUIRE(*found == known->second);
  }
}

BOOST_AUTO_TEST_CASE(file_that_lost_its_end_is_an_error) {
  const haul::member_file file = merged({numbered(600)});
  BOOST_TEST(::ftruncate(descriptors_in(root.path()).at(0), 8'192) == 0);
  BOOST_TEST((place_of(file, 2 * 512) == 512U));
  const result<std::optional<std::uint64_t>> lost = file.find(2 * 513);
  BOOST_TEST_REQUIRE(!lost.has_value());
  BOOST_TEST((lost.error().system == std::errc::io_error), lost.error().message);
  const result<haul::member_file> again = haul::member_file::merge(
      {haul::member_file::reader(file)}, *haul::unnamed_file::create(root.path()));
  BOOST_TEST_REQUIRE(!again.has_value());
  BOOST_TEST((again.error().system == std::errc::io_error), again.error().message);
}

BOOST_AUTO_TEST_SUITE_END()
