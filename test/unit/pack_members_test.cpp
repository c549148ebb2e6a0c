#include "pack_members.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace haul;

namespace {

std::vector<haul::pack_members::entry> entries(int from, int to, std::uint32_t shard) {
  std::vector<haul::pack_members::entry> made;
  for (int each = from; each != to; ++each)
    made.push_back(haul::pack_members::make_entry(
        "name" + std::to_string(each), shard, static_cast<std::uint64_t>(each)));
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(pack_members)

BOOST_AUTO_TEST_CASE(member_takes_sixteen_bytes) {
  BOOST_TEST(sizeof(haul::pack_members::entry) == 16U);
}

BOOST_AUTO_TEST_CASE(nothing_is_found_in_nothing) {
  BOOST_TEST(!haul::pack_members().find("x").has_value());
  haul::pack_members empty;
  empty.add({});
  BOOST_TEST(empty.size() == 0U);
}

BOOST_AUTO_TEST_CASE(members_are_found_whenever_they_were_added) {
  haul::pack_members all;
  for (int shard = 0; shard != 37; ++shard)
    all.add(entries(shard * 100, shard * 100 + 1 + shard, static_cast<std::uint32_t>(shard)));
  BOOST_TEST(all.size() == 37U * 38 / 2);
  for (int shard = 0; shard != 37; ++shard) {
    for (int each = shard * 100; each != shard * 100 + 1 + shard; ++each) {
      const auto found = all.find("name" + std::to_string(each));
      BOOST_TEST_REQUIRE(found.has_value());
      BOOST_TEST(found->shard == static_cast<std::uint32_t>(shard));
      BOOST_TEST(found->bytes == static_cast<std::uint64_t>(each));
    }
    BOOST_TEST(!all.find("name" + std::to_string(shard * 100 + 1 + shard)).has_value());
  }
}

BOOST_AUTO_TEST_CASE(newest_shard_counts) {
  haul::pack_members all;
  all.add({haul::pack_members::make_entry("x", 7, 70)});
  all.add({haul::pack_members::make_entry("x", 3, 900)});
  all.add(entries(0, 50, 9));
  const auto found = all.find("x");
  BOOST_TEST_REQUIRE(found.has_value());
  BOOST_TEST(found->shard == 7U);
  BOOST_TEST(found->bytes == 70U);
}

BOOST_AUTO_TEST_CASE(largest_numbers_are_kept) {
  haul::pack_members all;
  constexpr std::uint32_t last = haul::pack_members::most_shards - 1;
  all.add({haul::pack_members::make_entry("x", last, haul::pack_members::largest_size + 5)});
  const auto found = all.find("x");
  BOOST_TEST_REQUIRE(found.has_value());
  BOOST_TEST(found->shard == last);
  BOOST_TEST(found->bytes == haul::pack_members::largest_size);
}

BOOST_AUTO_TEST_SUITE_END()
