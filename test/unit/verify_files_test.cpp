#include "temporary_folder.hpp"
#include "verify_files.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace {

namespace fs = std::filesystem;
using haul::status;
using haul::verified;
using haul::test::write_file;

const char* const sha256_of_abc =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const char* const sha256_of_abd =
    "a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9";

struct fixture {
  haul::test::temporary_folder folder;
  const fs::path root = folder.path() / "out";

  fixture() { fs::create_directories(root / "sub" / "deep"); }

  haul::verify_finding check(const haul::record& written) const {
    auto files = haul::verify_files::open(root);
    BOOST_TEST_REQUIRE(files.has_value());
    return files->check(written);
  }

  static haul::record of(const std::string& output, std::uint64_t bytes = 3) {
    haul::record made;
    made.status = status::ok;
    made.output = output;
    made.bytes = bytes;
    return made;
  }

  static haul::record digested(
      const std::string& output, const std::string& hex = sha256_of_abc,
      const std::string& algorithm = "sha256") {
    haul::record made = of(output);
    made.digest = haul::digest{algorithm, hex};
    return made;
  }

  void expect(const haul::record& written, verified verdict, const std::string& words) const {
    const haul::verify_finding found = check(written);
    BOOST_TEST((found.verdict == verdict), found.words);
    BOOST_TEST(found.words == words);
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(verify_files, fixture)

BOOST_AUTO_TEST_CASE(file_of_the_recorded_length_is_whole) {
  write_file(root / "a", "abc");
  write_file(root / "sub" / "deep" / "b", "");
  expect(of("a"), verified::whole, "");
  expect(of("sub/deep/b", 0), verified::whole, "");
}

BOOST_AUTO_TEST_CASE(another_length_is_told_with_the_recorded_one) {
  write_file(root / "a", "ab");
  write_file(root / "sub" / "b", "abcd");
  expect(of("a"), verified::wrong, "has 2 bytes, 3 were expected");
  expect(of("sub/b", 0), verified::wrong, "has 4 bytes, 0 were expected");
}

BOOST_AUTO_TEST_CASE(skipped_without_a_length_must_only_stand) {
  write_file(root / "a", "abc");
  haul::record skipped = of("a", 0);
  skipped.status = status::skipped;
  expect(skipped, verified::whole, "");
  skipped.bytes = 4;
  expect(skipped, verified::wrong, "has 3 bytes, 4 were expected");
  skipped.output = "b";
  skipped.bytes = 0;
  expect(skipped, verified::missing, "is missing, a file was expected");
}

BOOST_AUTO_TEST_CASE(what_does_not_stand_is_missing) {
  expect(of("a"), verified::missing, "is missing, a file of 3 bytes was expected");
  expect(of("sub/none/a"), verified::missing, "is missing, a file of 3 bytes was expected");
}

BOOST_AUTO_TEST_CASE(digest_is_compared_in_any_case) {
  write_file(root / "a", "abc");
  expect(digested("a"), verified::whole, "");
  expect(digested("a", "900150983CD24FB0D6963F7D28E17F72", "md5"), verified::whole, "");
}

BOOST_AUTO_TEST_CASE(another_digest_is_told_with_the_recorded_one) {
  write_file(root / "a", "abd");
  expect(
      digested("a"), verified::wrong,
      std::string("has the sha256 ") + sha256_of_abd + ", " + sha256_of_abc + " was expected");
}

BOOST_AUTO_TEST_CASE(digest_of_a_skipped_one_without_a_length_counts) {
  write_file(root / "a", "abd");
  haul::record skipped = digested("a");
  skipped.status = status::skipped;
  skipped.bytes = 0;
  BOOST_TEST((check(skipped).verdict == verified::wrong));
  write_file(root / "a", "abc");
  BOOST_TEST((check(skipped).verdict == verified::whole));
}

BOOST_AUTO_TEST_CASE(large_file_is_read_to_its_end) {
  std::string content(1'000'000, 'a');
  write_file(root / "a", content);
  haul::record million = of("a", content.size());
  // The third test vector of FIPS 180-2.
  million.digest =
      haul::digest{"sha256", "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"};
  expect(million, verified::whole, "");
  content.back() = 'b';
  write_file(root / "a", content);
  BOOST_TEST((check(million).verdict == verified::wrong));
}

BOOST_AUTO_TEST_CASE(links_are_never_followed) {
  write_file(folder.path() / "elsewhere", "abc");
  fs::create_symlink(folder.path() / "elsewhere", root / "a");
  expect(of("a"), verified::wrong, "is a link, a file of 3 bytes was expected");
  expect(digested("a"), verified::wrong, "is a link, a file of 3 bytes was expected");

  fs::create_directory(folder.path() / "aside");
  write_file(folder.path() / "aside" / "b", "abc");
  fs::create_directory_symlink(folder.path() / "aside", root / "sub" / "way");
  expect(
      of("sub/way/b"), verified::wrong, "can't be reached: 'way' is a link, a folder was expected");
}

BOOST_AUTO_TEST_CASE(what_is_no_regular_file_is_wrong_and_not_waited_for) {
  expect(of("sub"), verified::wrong, "is a folder, a file of 3 bytes was expected");
  BOOST_TEST_REQUIRE(::mkfifo((root / "pipe").c_str(), 0600) == 0);
  expect(digested("pipe"), verified::wrong, "is no regular file, a file of 3 bytes was expected");
  write_file(root / "file", "");
  expect(
      of("file/a"), verified::wrong, "can't be reached: 'file' is a file, a folder was expected");
}

BOOST_AUTO_TEST_CASE(names_that_haul_gives_to_no_file_are_not_looked_up) {
  write_file(folder.path() / "a", "abc");
  const std::string absolute = (folder.path() / "a").string();
  for (const std::string& name :
       std::vector<std::string>{"../a", "", ".", "sub/../../a", absolute, "sub//a"})
    expect(
        of(name), verified::wrong,
        "is no name that haul gives to a file, a file of 3 bytes was expected");
}

BOOST_AUTO_TEST_CASE(file_that_can_not_be_read_is_wrong_with_the_reason) {
  write_file(root / "a", "abc");
  BOOST_TEST_REQUIRE(::chmod((root / "a").c_str(), 0) == 0);
  if (::access((root / "a").c_str(), R_OK) == 0)
    return; // root reads everything
  expect(
      digested("a"), verified::wrong,
      "can't be read: Permission denied; a file of 3 bytes was expected");
}

BOOST_AUTO_TEST_CASE(folder_may_be_a_link_but_must_be_there_and_is_not_made) {
  fs::create_directory_symlink(root, folder.path() / "link");
  BOOST_TEST(haul::verify_files::open(folder.path() / "link").has_value());
  const auto missing = haul::verify_files::open(folder.path() / "none");
  BOOST_TEST_REQUIRE(!missing.has_value());
  BOOST_TEST(missing.error().message.find("none' can't be used") != std::string::npos);
  BOOST_TEST(!fs::exists(folder.path() / "none"));
}

BOOST_AUTO_TEST_SUITE_END()
