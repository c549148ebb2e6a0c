#include "file_size_limit.hpp"
#include "open_files.hpp"
#include "temporary_folder.hpp"
#include "unnamed_file.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <fcntl.h>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

using namespace haul;
using namespace haul::test;

namespace {

struct fixture {
  fixture() : file(*haul::unnamed_file::create(root.path())) {}

  result<void> append(std::string_view text) { return file.append(std::as_bytes(std::span(text))); }

  result<std::string> read(std::uint64_t offset, std::size_t size) const {
    std::string text(size, '\0');
    const result<void> done = file.read(offset, std::as_writable_bytes(std::span(text)));
    if (!done)
      return done.error();
    return text;
  }

  int descriptor() const { return descriptors_in(root.path()).at(0); }

  void check(const error& of, std::string_view what, std::errc why) const {
    const std::string expected =
        "a temporary file in '" + root.path().native() + "' can't be " + std::string(what) + ": ";
    BOOST_TEST(of.message.starts_with(expected), of.message);
    BOOST_TEST((of.system == why));
    BOOST_TEST((of.cause == cause::output_failed));
  }

  temporary_folder root;
  haul::unnamed_file file;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(unnamed_file, fixture)

BOOST_AUTO_TEST_CASE(what_was_appended_is_read_from_anywhere) {
  BOOST_TEST(file.size() == 0U);
  BOOST_TEST(append("abc").has_value());
  BOOST_TEST(append("").has_value());
  BOOST_TEST(append("defg").has_value());
  BOOST_TEST(file.size() == 7U);
  BOOST_TEST(read(0, 7).value() == "abcdefg");
  BOOST_TEST(read(2, 3).value() == "cde");
  BOOST_TEST(read(7, 0).value().empty());
}

BOOST_AUTO_TEST_CASE(it_has_no_name_and_one_descriptor) {
  BOOST_TEST(append("abc").has_value());
  BOOST_TEST(root.content().empty());
  BOOST_TEST(descriptors_in(root.path()).size() == 1U);
  {
    const haul::unnamed_file moved = std::move(file);
    BOOST_TEST(moved.size() == 3U);
  }
  BOOST_TEST(descriptors_in(root.path()).empty());
}

BOOST_AUTO_TEST_CASE(end_that_is_missing_is_an_error) {
  BOOST_TEST(append("abc").has_value());
  const result<std::string> beyond = read(2, 2);
  BOOST_TEST_REQUIRE(!beyond.has_value());
  check(beyond.error(), "read", std::errc::io_error);
  BOOST_TEST(::ftruncate(descriptor(), 1) == 0);
  BOOST_TEST(!read(0, 3).has_value());
}

BOOST_AUTO_TEST_CASE(read_that_fails_is_an_error) {
  BOOST_TEST(append("abc").has_value());
  const file_descriptor deaf(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  BOOST_TEST_REQUIRE(::dup2(deaf.get(), descriptor()) >= 0);
  const result<std::string> refused = read(0, 3);
  BOOST_TEST_REQUIRE(!refused.has_value());
  check(refused.error(), "read", std::errc::bad_file_descriptor);
}

BOOST_AUTO_TEST_CASE(write_that_fails_changes_nothing) {
  BOOST_TEST(append("abc").has_value());
  {
    const file_size_limit limit(5);
    const result<void> refused = append("defg");
    BOOST_TEST_REQUIRE(!refused.has_value());
    check(refused.error(), "written", std::errc::file_too_large);
  }
  BOOST_TEST(file.size() == 3U);
  BOOST_TEST(append("xyz").has_value());
  BOOST_TEST(read(0, 6).value() == "abcxyz");
}

BOOST_AUTO_TEST_CASE(folder_that_can_not_be_used_is_named) {
  const std::filesystem::path missing = root.path() / "missing";
  const result<haul::unnamed_file> nowhere = haul::unnamed_file::create(missing);
  BOOST_TEST_REQUIRE(!nowhere.has_value());
  BOOST_TEST(nowhere.error().message.starts_with(
      "a temporary file in '" + missing.native() + "' can't be made: "));
  const std::shared_ptr<folder> removed = *folder::open(missing);
  std::filesystem::remove(missing);
  const result<haul::unnamed_file> gone = haul::unnamed_file::create(*removed, "the folder");
  BOOST_TEST_REQUIRE(!gone.has_value());
  BOOST_TEST(gone.error().message.starts_with("a temporary file in the folder can't be made: "));
}

BOOST_AUTO_TEST_SUITE_END()
