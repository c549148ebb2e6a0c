#include "file_size_limit.hpp"
#include "open_files.hpp"
#include "pack_members.hpp"
#include "temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

using namespace haul;
using namespace haul::test;

namespace {

std::vector<haul::pack_members::entry> entries(int from, int to, std::uint32_t shard) {
  std::vector<haul::pack_members::entry> made;
  for (int each = from; each != to; ++each)
    made.push_back(haul::pack_members::make_entry(
        "name" + std::to_string(each), shard, static_cast<std::uint64_t>(each)));
  return made;
}

struct fixture {
  haul::pack_members keep(std::size_t most_in_memory) const {
    return haul::pack_members(opened, most_in_memory);
  }

  temporary_folder root;
  std::shared_ptr<folder> opened = *folder::open(root.path());
};

constexpr std::size_t all_on_disk = 0;
constexpr std::size_t all_in_memory = 1'000'000;

void add(haul::pack_members& to, std::vector<haul::pack_members::entry> all) {
  const result<void> added = to.add(std::move(all));
  BOOST_TEST_REQUIRE(added.has_value());
}

std::optional<haul::pack_members::member> find(
    const haul::pack_members& in, const std::string& name) {
  const result<std::optional<haul::pack_members::member>> found = in.find(name);
  BOOST_TEST_REQUIRE(found.has_value());
  return *found;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(pack_members, fixture)

BOOST_AUTO_TEST_CASE(member_takes_sixteen_bytes) {
  BOOST_TEST(sizeof(haul::pack_members::entry) == 16U);
}

BOOST_AUTO_TEST_CASE(nothing_is_found_in_nothing) {
  for (const std::size_t most : {all_on_disk, all_in_memory}) {
    haul::pack_members empty = keep(most);
    BOOST_TEST(!find(empty, "x").has_value());
    add(empty, {});
    BOOST_TEST(empty.size() == 0U);
    BOOST_TEST(!find(empty, "x").has_value());
  }
  BOOST_TEST(descriptors_in(root.path()).empty());
}

BOOST_AUTO_TEST_CASE(members_are_found_whenever_they_were_added) {
  for (const std::size_t most : {all_on_disk, std::size_t{100}, all_in_memory}) {
    haul::pack_members all = keep(most);
    for (int shard = 0; shard != 37; ++shard)
      add(all, entries(shard * 100, shard * 100 + 1 + shard, static_cast<std::uint32_t>(shard)));
    BOOST_TEST(all.size() == 37U * 38 / 2);
    for (int shard = 0; shard != 37; ++shard) {
      for (int each = shard * 100; each != shard * 100 + 1 + shard; ++each) {
        const auto found = find(all, "name" + std::to_string(each));
        BOOST_TEST_REQUIRE(found.has_value());
        BOOST_TEST(found->shard == static_cast<std::uint32_t>(shard));
        BOOST_TEST(found->bytes == static_cast<std::uint64_t>(each));
      }
      BOOST_TEST(!find(all, "name" + std::to_string(shard * 100 + 1 + shard)).has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(answers_are_the_same_in_memory_and_on_disk) {
  std::mt19937_64 random(7);
  for (const std::size_t most :
       {std::size_t{0}, std::size_t{1}, std::size_t{255}, std::size_t{256}, std::size_t{257},
        std::size_t{3'000}}) {
    haul::pack_members some = keep(most);
    std::map<int, std::uint32_t> newest;
    for (std::uint32_t shard = 0; shard != 40; ++shard) {
      std::vector<haul::pack_members::entry> made;
      for (std::uint64_t left = random() % 300; left != 0; --left) {
        const int name = static_cast<int>(random() % 6'000);
        made.push_back(entries(name, name + 1, shard).front());
        newest[name] = shard;
      }
      add(some, made);
    }
    for (int name = 0; name != 6'000; ++name) {
      const auto found = find(some, "name" + std::to_string(name));
      const auto known = newest.find(name);
      BOOST_TEST_REQUIRE(found.has_value() == (known != newest.end()));
      if (found)
        BOOST_TEST_REQUIRE(found->shard == known->second);
    }
  }
}

BOOST_AUTO_TEST_CASE(newest_shard_counts) {
  for (const std::size_t most : {all_on_disk, std::size_t{2}, all_in_memory}) {
    haul::pack_members all = keep(most);
    add(all, {haul::pack_members::make_entry("x", 7, 70)});
    add(all, {haul::pack_members::make_entry("x", 3, 900)});
    add(all, entries(0, 50, 9));
    add(all, {haul::pack_members::make_entry("x", 5, 50)});
    const auto found = find(all, "x");
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST(found->shard == 7U);
    BOOST_TEST(found->bytes == 70U);
  }
}

BOOST_AUTO_TEST_CASE(largest_numbers_are_kept) {
  for (const std::size_t most : {all_on_disk, all_in_memory}) {
    haul::pack_members all = keep(most);
    constexpr std::uint32_t last = haul::pack_members::most_shards - 1;
    add(all, {haul::pack_members::make_entry("x", last, haul::pack_members::largest_size + 5)});
    const auto found = find(all, "x");
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST(found->shard == last);
    BOOST_TEST(found->bytes == haul::pack_members::largest_size);
  }
}

BOOST_AUTO_TEST_CASE(files_are_made_beyond_the_bound_and_stay_few) {
  haul::pack_members all = keep(100);
  add(all, entries(0, 100, 0));
  BOOST_TEST(descriptors_in(root.path()).empty());
  std::size_t most_open = 0;
  for (int shard = 1; shard != 500; ++shard) {
    add(all, entries(shard * 100, shard * 100 + 100, static_cast<std::uint32_t>(shard)));
    most_open = std::max(most_open, descriptors_in(root.path()).size());
  }
  BOOST_TEST(all.size() == 50'000U);
  BOOST_TEST(most_open >= 2U);
  BOOST_TEST(most_open <= 8U); // 250 times the bound, each twice as long as the next
  BOOST_TEST(root.content().empty());
}

BOOST_AUTO_TEST_CASE(file_that_can_not_be_written_loses_no_member) {
  haul::pack_members all = keep(10);
  add(all, entries(0, 11, 0));
  {
    const file_size_limit limit(300);
    for (int each = 0; each != 2; ++each) {
      const result<void> refused =
          all.add(entries(11 + each * 20, 31 + each * 20, static_cast<std::uint32_t>(1 + each)));
      BOOST_TEST_REQUIRE(!refused.has_value());
      BOOST_TEST((refused.error().system == std::errc::file_too_large), refused.error().message);
      const auto found = all.find("name1");
      BOOST_TEST_REQUIRE(!found.has_value());
      BOOST_TEST(found.error().message == refused.error().message);
    }
  }
  BOOST_TEST(descriptors_in(root.path()).size() == 1U);
  add(all, entries(51, 52, 3));
  BOOST_TEST(all.size() == 52U);
  for (int each = 0; each != 52; ++each)
    BOOST_TEST(find(all, "name" + std::to_string(each)).has_value());
}

BOOST_AUTO_TEST_CASE(file_that_can_not_be_read_is_an_error_and_no_answer) {
  haul::pack_members all = keep(all_on_disk);
  add(all, entries(0, 100, 0));
  add(all, entries(100, 101, 1));
  const std::vector<int> files = descriptors_in(root.path());
  BOOST_TEST_REQUIRE(files.size() == 2U);
  for (const int each : files)
    BOOST_TEST(::ftruncate(each, 0) == 0);
  for (const char* name : {"name1", "name100"})
    BOOST_TEST(!all.find(name).has_value());
  BOOST_TEST(!all.add(entries(101, 300, 2)).has_value()); // would have been merged
  BOOST_TEST(all.size() == 300U);
}

BOOST_AUTO_TEST_SUITE_END()
