#include "file_size_limit.hpp"
#include "open_files.hpp"
#include "pack_shard.hpp"
#include "pack_stock.hpp"
#include "temporary_folder.hpp"

#include <haul/text.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <unistd.h>
#include <vector>

using namespace haul;
using namespace haul::test;

namespace {

struct fixture {
  fixture() : opened(*folder::open(root.path())) {}

  void make_shard(std::uint32_t number, const std::vector<std::string>& names) const {
    const auto shard = *haul::pack_shard::create(opened, number);
    for (const std::string& name : names) {
      const std::string content = "of " + name;
      BOOST_TEST(shard->begin_member({name, content.size(), 0}).has_value());
      BOOST_TEST(shard->write(content).has_value());
      BOOST_TEST(shard->end_member({}).has_value());
    }
    BOOST_TEST(shard->commit(durability::none).has_value());
  }

  haul::pack_stock open(std::size_t most_in_memory = pack_members::default_most_in_memory) const {
    result<haul::pack_stock> made = haul::pack_stock::open(opened, most_in_memory);
    if (!made)
      BOOST_FAIL(made.error().describe());
    return *std::move(made);
  }

  static std::optional<std::uint64_t> bytes_of(
      const haul::pack_stock& in, const std::string& name) {
    const result<std::optional<std::uint64_t>> found = in.find(name);
    BOOST_TEST_REQUIRE(found.has_value());
    return *found;
  }

  static std::string content_of(haul::pack_stock& in, const std::string& name) {
    const result<file_descriptor> file = in.open_member(name);
    BOOST_TEST_REQUIRE(file.has_value());
    std::string text(bytes_of(in, name).value(), '\0');
    BOOST_TEST(::read(file->get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    return text;
  }

  std::filesystem::path at(const std::string& name) const { return root.path() / name; }

  temporary_folder root;
  std::shared_ptr<folder> opened;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(pack_stock, fixture)

BOOST_AUTO_TEST_CASE(empty_folder_has_nothing) {
  const haul::pack_stock empty = open();
  BOOST_TEST(empty.size() == 0U);
  BOOST_TEST(empty.next_number() == 0U);
  BOOST_TEST(!empty.has_bodies());
}

BOOST_AUTO_TEST_CASE(members_of_all_shards_are_found_and_read) {
  make_shard(0, {"a", "b/c"});
  make_shard(4, {"d"});
  haul::pack_stock stock = open();
  BOOST_TEST(stock.size() == 3U);
  BOOST_TEST(stock.next_number() == 5U);
  BOOST_TEST((bytes_of(stock, "b/c") == 6U));
  BOOST_TEST(!bytes_of(stock, "c").has_value());
  for (const char* each : {"a", "d", "b/c"})
    BOOST_TEST(content_of(stock, each) == "of " + std::string(each));
  BOOST_TEST(!stock.open_member("c").has_value());
}

BOOST_AUTO_TEST_CASE(missing_or_broken_index_is_made_anew) {
  make_shard(0, {"a", "b"});
  const std::string index = root.content().at("part-00000.jsonl");
  std::filesystem::remove(at("part-00000.jsonl"));
  BOOST_TEST(open().size() == 2U);
  BOOST_TEST(root.content().at("part-00000.jsonl") == index);
  write_file(at("part-00000.jsonl"), index.substr(0, index.find('\n') + 1));
  haul::pack_stock stock = open();
  BOOST_TEST(content_of(stock, "b") == "of b");
  BOOST_TEST(root.content().at("part-00000.jsonl") == index);
}

BOOST_AUTO_TEST_CASE(index_of_another_archive_is_made_anew) {
  make_shard(0, {"a"});
  make_shard(1, {"b", "c"});
  std::filesystem::copy_file(
      at("part-00001.jsonl"), at("part-00000.jsonl"),
      std::filesystem::copy_options::overwrite_existing);
  const haul::pack_stock stock = open();
  BOOST_TEST(stock.size() == 3U);
  BOOST_TEST(bytes_of(stock, "a").has_value());
}

BOOST_AUTO_TEST_CASE(archive_of_another_program_counts) {
  const temporary_folder from;
  write_file(from.path() / "x.txt", "theirs");
  const std::string command =
      "tar -cf " + at("part-00000.tar").string() + " -C " + from.path().string() + " x.txt";
  BOOST_TEST(std::system(command.c_str()) == 0);
  haul::pack_stock stock = open();
  BOOST_TEST(content_of(stock, "x.txt") == "theirs");
}

BOOST_AUTO_TEST_CASE(archive_that_is_not_whole_is_named) {
  make_shard(0, {"a"});
  std::filesystem::resize_file(at("part-00000.tar"), 700);
  const result<haul::pack_stock> refused = haul::pack_stock::open(opened);
  BOOST_TEST_REQUIRE(!refused.has_value());
  BOOST_TEST(refused.error().message.find("'part-00000.tar'") == 0U);
}

BOOST_AUTO_TEST_CASE(what_a_killed_run_left_is_removed) {
  make_shard(0, {"a"});
  write_file(at("part-00001.tar.haul-part"), "half");
  write_file(at("part-00001.jsonl.haul-part"), "half");
  write_file(at("part-00002.jsonl"), "without archive");
  write_file(at("notes.txt"), "mine");
  write_file(at("x.haul-part"), "no shard");
  BOOST_TEST(open().next_number() == 1U);
  const auto left = root.content();
  BOOST_TEST(left.size() == 4U);
  BOOST_TEST(left.count("notes.txt") == 1U);
  BOOST_TEST(left.count("x.haul-part") == 1U);
}

BOOST_AUTO_TEST_CASE(what_another_run_is_writing_is_not_touched) {
  const std::shared_ptr<folder> other = *folder::open(root.path());
  const auto theirs = *haul::pack_shard::create(other, 0);
  write_file(at("part-00002.jsonl"), "theirs in a moment");
  BOOST_TEST(open().size() == 0U);
  BOOST_TEST(root.content().size() == 2U);
}

BOOST_AUTO_TEST_CASE(links_and_folders_are_nobodys_shards) {
  make_shard(0, {"a"});
  const temporary_folder elsewhere;
  std::filesystem::copy_file(at("part-00000.tar"), elsewhere.path() / "x.tar");
  std::filesystem::create_symlink(elsewhere.path() / "x.tar", at("part-00001.tar"));
  std::filesystem::create_directory(at("part-00002.tar"));
  const haul::pack_stock stock = open();
  BOOST_TEST(stock.size() == 1U);
  BOOST_TEST(stock.next_number() == 3U);
}

BOOST_AUTO_TEST_CASE(bodies_to_go_on_with_are_noticed) {
  write_file(at("member-0123456789abcdef0123456789abcdef.haul-from"), "a note");
  BOOST_TEST(open().has_bodies());
}

BOOST_AUTO_TEST_CASE(new_members_are_found_at_once) {
  haul::pack_stock stock = open();
  make_shard(0, {"a"});
  BOOST_TEST(!bytes_of(stock, "a").has_value());
  BOOST_TEST(stock.add({pack_members::make_entry("a", 0, 4)}).has_value());
  BOOST_TEST(content_of(stock, "a") == "of a");
}

BOOST_AUTO_TEST_CASE(members_beyond_the_bound_are_in_a_file_without_a_name) {
  make_shard(0, {"a", "b"});
  make_shard(1, {"b", "c"});
  haul::pack_stock stock = open(3);
  BOOST_TEST(descriptors_in(root.path()).size() == 1U);
  BOOST_TEST(root.content().size() == 4U);
  for (const char* each : {"a", "b", "c"})
    BOOST_TEST(content_of(stock, each) == "of " + std::string(each));
  BOOST_TEST(!bytes_of(stock, "d").has_value());
}

BOOST_AUTO_TEST_CASE(look_up_that_fails_is_no_missing_member) {
  make_shard(0, {"a", "b"});
  haul::pack_stock stock = open(0);
  const std::vector<int> files = descriptors_in(root.path());
  BOOST_TEST_REQUIRE(files.size() == 1U);
  BOOST_TEST(::ftruncate(files[0], 0) == 0);
  const std::string cut = "a temporary file in the folder of the shards can't be read: ";
  const result<std::optional<std::uint64_t>> found = stock.find("a");
  BOOST_TEST_REQUIRE(!found.has_value());
  BOOST_TEST(found.error().message.starts_with(cut), found.error().message);
  const result<file_descriptor> member = stock.open_member("a");
  BOOST_TEST_REQUIRE(!member.has_value());
  BOOST_TEST(member.error().message.starts_with(cut), member.error().message);
}

BOOST_AUTO_TEST_CASE(folder_that_takes_no_file_for_the_members_is_not_opened) {
  make_shard(0, {"a", "b"});
  const file_size_limit limit(16);
  const result<haul::pack_stock> refused = haul::pack_stock::open(opened, 0);
  BOOST_TEST_REQUIRE(!refused.has_value());
  BOOST_TEST(
      refused.error().message.starts_with(
          "a temporary file in the folder of the shards can't be written: "),
      refused.error().message);
}

BOOST_AUTO_TEST_SUITE_END()
