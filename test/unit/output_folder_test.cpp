#include "output_folder.hpp"
#include "temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>

using namespace haul;
using namespace haul::test;

namespace {

struct fixture {
  fixture() : outputs(*haul::output_folder::open(root.path())) {}

  bool stands(const std::string& name) {
    const result<haul::output_folder::claim> claimed = outputs.claim_name(name);
    BOOST_TEST_REQUIRE(claimed.has_value());
    const result<std::optional<std::uint64_t>> said = claimed->standing();
    BOOST_TEST_REQUIRE(said.has_value());
    return said->has_value();
  }

  void put(const std::string& name) {
    std::filesystem::create_directories((root.path() / name).parent_path());
    std::ofstream(root.path() / name) << "there";
  }

  temporary_folder root;
  haul::output_folder outputs;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(output_folder, fixture)

BOOST_AUTO_TEST_CASE(file_in_a_folder_that_stands_is_found) {
  put("a/b/one");
  BOOST_TEST(stands("a/b/one"));
  BOOST_TEST(!stands("a/b/two"));
}

BOOST_AUTO_TEST_CASE(missing_folder_holds_nothing) {
  BOOST_TEST(!stands("a/b/one"));
  BOOST_TEST(!stands("a/b/one"));
  BOOST_TEST(!stands("a/one"));
}

BOOST_AUTO_TEST_CASE(folder_made_for_one_file_is_looked_into_for_the_next) {
  BOOST_TEST(!stands("a/b/one"));
  put("a/b/two"); // as another run would
  {
    const result<haul::output_folder::claim> claimed = outputs.claim_name("a/b/one");
    BOOST_TEST_REQUIRE(claimed.has_value());
    result<haul::sink> made = claimed->create(false);
    BOOST_TEST_REQUIRE(made.has_value());
    BOOST_TEST(made->commit().has_value());
  }
  BOOST_TEST(stands("a/b/one"));
  BOOST_TEST(stands("a/b/two"));
}

BOOST_AUTO_TEST_CASE(name_is_claimed_once_at_a_time) {
  const result<haul::output_folder::claim> first = outputs.claim_name("one");
  BOOST_TEST_REQUIRE(first.has_value());
  const result<haul::output_folder::claim> second = outputs.claim_name("one");
  BOOST_TEST_REQUIRE(!second.has_value());
  BOOST_TEST((second.error().cause == cause::output_in_use));
}

BOOST_AUTO_TEST_SUITE_END()
