#include "pack_archive.hpp"
#include "pack_names.hpp"
#include "pack_shard.hpp"
#include "temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <string>
#include <sys/resource.h>
#include <vector>

using namespace haul;
using namespace haul::test;

namespace {

struct fixture {
  fixture() : opened(*folder::open(root.path())) {}

  std::unique_ptr<haul::pack_shard> create(std::uint32_t number) {
    result<std::unique_ptr<haul::pack_shard>> made = haul::pack_shard::create(opened, number);
    BOOST_TEST_REQUIRE(made.has_value());
    return *std::move(made);
  }

  static bool add(haul::pack_shard& to, const std::string& name, const std::string& content) {
    return to.begin_member({name, content.size(), 0}) && to.write(content) && to.end_member({});
  }

  std::vector<pack_entry> index(const std::string& shard) const {
    const auto files = root.content();
    std::vector<pack_entry> made;
    const bool whole = read_index(
        files.at(shard + ".jsonl"), files.at(shard + ".tar").size(),
        [&](pack_entry each) { made.push_back(std::move(each)); });
    BOOST_TEST(whole);
    return made;
  }

  std::string member(const std::string& shard, const pack_entry& entry) const {
    return root.content().at(shard + ".tar").substr(entry.offset, entry.bytes);
  }

  temporary_folder root;
  std::shared_ptr<folder> opened;
};

// Files can't be longer meanwhile: as a disk that is full.
struct short_files {
  explicit short_files(rlim_t bytes) : before_handler(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit limit = {bytes, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~short_files() {
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, before_handler);
  }
  void (*before_handler)(int);
  rlimit before = {};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(pack_shard, fixture)

BOOST_AUTO_TEST_CASE(names_appear_only_with_the_commit) {
  const auto shard = create(0);
  BOOST_TEST(add(*shard, "a", "first"));
  BOOST_TEST(root.content().size() == 1U);
  BOOST_TEST(root.content().count("part-00000.tar.haul-part") == 1U);
  BOOST_TEST(add(*shard, "b/c", std::string(3'000'000, 'x')));
  BOOST_TEST(shard->members().size() == 2U);
  BOOST_TEST(shard->commit(durability::none).has_value());
  BOOST_TEST(root.content().size() == 2U);
  const auto entries = index("part-00000");
  BOOST_TEST_REQUIRE(entries.size() == 2U);
  BOOST_TEST(entries[0].name == "a");
  BOOST_TEST(member("part-00000", entries[0]) == "first");
  BOOST_TEST(member("part-00000", entries[1]) == std::string(3'000'000, 'x'));
}

BOOST_AUTO_TEST_CASE(durable_shard_is_the_same) {
  const auto shard = create(3);
  BOOST_TEST(add(*shard, "a", "first"));
  BOOST_TEST(shard->commit(durability::batch).has_value());
  BOOST_TEST(index("part-00003").size() == 1U);
}

BOOST_AUTO_TEST_CASE(shard_that_is_not_committed_leaves_nothing) {
  BOOST_TEST(add(*create(0), "a", "first"));
  BOOST_TEST(root.content().empty());
}

BOOST_AUTO_TEST_CASE(numbers_that_are_taken_are_passed_over) {
  write_file(root.path() / "part-00001.tar", "somebody's");
  const auto zero = create(0);
  const std::shared_ptr<folder> other = *folder::open(root.path()); // another run
  const auto theirs = *haul::pack_shard::create(other, 0);
  BOOST_TEST(zero->number() == 0U);
  BOOST_TEST(theirs->number() == 2U);
  BOOST_TEST(root.content().count("part-00001.tar.haul-part") == 0U);
  BOOST_TEST(add(*zero, "a", "x"));
  BOOST_TEST(add(*theirs, "a", "y"));
  BOOST_TEST(theirs->commit(durability::none).has_value());
  BOOST_TEST(zero->commit(durability::none).has_value());
  BOOST_TEST(root.content().at("part-00001.tar") == "somebody's");
  BOOST_TEST(index("part-00000").size() == 1U);
  BOOST_TEST(index("part-00002").size() == 1U);
}

BOOST_AUTO_TEST_CASE(archive_that_somebody_made_meanwhile_is_not_replaced) {
  const auto shard = create(0);
  BOOST_TEST(add(*shard, "a", "x"));
  write_file(root.path() / "part-00000.tar", "somebody's");
  const result<void> refused = shard->commit(durability::none);
  BOOST_TEST_REQUIRE(!refused.has_value());
  BOOST_TEST((refused.error().cause == cause::output_in_use));
  BOOST_TEST(root.content().size() == 1U);
  BOOST_TEST(root.content().at("part-00000.tar") == "somebody's");
}

BOOST_AUTO_TEST_CASE(left_index_of_the_same_number_is_replaced) {
  write_file(root.path() / "part-00000.jsonl", "left");
  write_file(root.path() / "part-00000.jsonl.haul-part", "left");
  const std::shared_ptr<folder> other = *folder::open(root.path());
  const auto shard = create(0);
  BOOST_TEST(add(*shard, "a", "x"));
  BOOST_TEST(shard->commit(durability::none).has_value());
  BOOST_TEST(index("part-00000").size() == 1U);
  BOOST_TEST(root.content().size() == 2U);
}

BOOST_AUTO_TEST_CASE(dropped_member_was_never_there) {
  for (const std::size_t bytes : {std::size_t(10), std::size_t(2'000'000)}) {
    BOOST_TEST_CONTEXT(bytes << " bytes") {
      const auto shard = create(0);
      const std::string number = shard->name().substr(0, 10);
      BOOST_TEST(add(*shard, "a", "first"));
      const std::uint64_t before = shard->bytes();
      BOOST_TEST(shard->begin_member({"b", bytes + 1000, 0}).has_value());
      BOOST_TEST(shard->write(std::string(bytes, 'b')).has_value());
      shard->drop_member();
      BOOST_TEST(shard->bytes() == before);
      BOOST_TEST(add(*shard, "c", "third"));
      BOOST_TEST(shard->commit(durability::none).has_value());
      const auto entries = index(number);
      BOOST_TEST_REQUIRE(entries.size() == 2U);
      BOOST_TEST(entries[1].name == "c");
      BOOST_TEST(member(number, entries[1]) == "third");
    }
  }
}

BOOST_AUTO_TEST_CASE(member_that_is_shorter_than_it_says_is_refused) {
  const auto shard = create(0);
  BOOST_TEST(shard->begin_member({"a", 2000, 0}).has_value());
  BOOST_TEST(shard->write(std::string(200, 'a')).has_value());
  BOOST_TEST(!shard->end_member({}).has_value());
  shard->drop_member();
  BOOST_TEST(shard->bytes() == 0U);
  BOOST_TEST(shard->members().empty());
}

BOOST_AUTO_TEST_CASE(member_that_does_not_fit_on_the_disk_spoils_no_other) {
  const auto shard = create(0);
  BOOST_TEST(add(*shard, "a", std::string(600'000, 'a')));
  BOOST_TEST(add(*shard, "b", "short"));
  {
    const short_files meanwhile(1'000'000);
    BOOST_TEST(!add(*shard, "c", std::string(2'000'000, 'c')));
    shard->drop_member();
  }
  BOOST_TEST(add(*shard, "d", "fits"));
  BOOST_TEST(shard->commit(durability::none).has_value());
  const auto entries = index("part-00000");
  BOOST_TEST_REQUIRE(entries.size() == 3U);
  BOOST_TEST(member("part-00000", entries[0]) == std::string(600'000, 'a'));
  BOOST_TEST(member("part-00000", entries[1]) == "short");
  BOOST_TEST(member("part-00000", entries[2]) == "fits");
}

BOOST_AUTO_TEST_CASE(shard_that_can_not_be_ended_leaves_nothing) {
  {
    const auto shard = create(0);
    BOOST_TEST(add(*shard, "a", "x"));
    const short_files meanwhile(1024);
    BOOST_TEST(!shard->commit(durability::none).has_value());
  }
  BOOST_TEST(root.content().empty());
}

BOOST_AUTO_TEST_SUITE_END()
