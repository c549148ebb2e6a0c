#include "pack_archive.hpp"
#include "temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

using namespace haul;
using namespace haul::test;

namespace {

using members = std::vector<std::pair<std::string, std::string>>;

// As `tar` shows a time.
std::string shown(std::int64_t seconds) {
  const std::time_t time = seconds;
  std::array<char, 32> made{};
  std::tm parts{};
  const std::size_t length =
      std::strftime(made.data(), made.size(), "%Y-%m-%d %H:%M:%S", ::gmtime_r(&time, &parts));
  return {made.data(), length};
}

struct fixture {
  // In one piece, if it has any.
  void add(const std::string& name, const std::string& content) {
    BOOST_TEST(archive.begin_member({name, content.size(), 1'000'000'000}).has_value());
    offsets.push_back(bytes.size());
    BOOST_TEST(archive.write(content).has_value());
    archive.end_member();
  }

  std::string write_archive() {
    BOOST_TEST(archive.finish().has_value());
    const std::string path = folder.path() / "made.tar";
    write_file(path, bytes);
    return path;
  }

  result<std::vector<pack_entry>> read_back() {
    const file_descriptor file(::open(write_archive().c_str(), O_RDONLY));
    return read_archive(file.get());
  }

  struct file_descriptor {
    explicit file_descriptor(int number) : number_(number) {}
    ~file_descriptor() { ::close(number_); }
    int get() const { return number_; }
    int number_;
  };

  const members various = {
      {"plain", "content"},
      {"empty", ""},
      {"folder/below/it", std::string(512, 'b')},
      {"gr\xc3\xbc\xc3\x9f/\xe6\x97\xa5\xe6\x9c\xac.jpg", "umlauts"},
      {"a \"quoted\" name", std::string(513, 'c')},
      {std::string(200, 'l') + "/" + std::string(240, 'm') + "/" + std::string(240, 'n'), "long"},
      {std::string(80, 'x') + "/" + std::string(120, 'y'), "longer than one field"}};

  temporary_folder folder;
  std::string bytes;
  std::vector<std::uint64_t> offsets;
  haul::pack_archive archive{
      [this](std::span<const char> piece) { bytes.append(piece.data(), piece.size()); }};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(pack_archive, fixture)

BOOST_AUTO_TEST_CASE(members_are_read_back_with_their_offsets) {
  for (const auto& [name, content] : various)
    add(name, content);
  const auto read = read_back();
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST_REQUIRE(read->size() == various.size());
  for (std::size_t each = 0; each != various.size(); ++each) {
    const auto& [name, content] = various[each];
    BOOST_TEST((*read)[each].name == name);
    BOOST_TEST((*read)[each].offset == offsets[each]);
    BOOST_TEST((*read)[each].bytes == content.size());
    BOOST_TEST(bytes.substr(offsets[each], content.size()) == content);
  }
}

BOOST_AUTO_TEST_CASE(tar_extracts_what_was_put_in) {
  for (const auto& [name, content] : various)
    add(name, content);
  const std::string tar = write_archive();
  const temporary_folder out;
  const std::string command =
      "LC_ALL=C tar -xf " + tar + " -C " + out.path().string() + " 2>" + tar + ".said";
  BOOST_TEST(std::system(command.c_str()) == 0);
  BOOST_TEST(read_file(tar + ".said") == "");
  const auto found = out.content();
  BOOST_TEST(found.size() == various.size());
  for (const auto& [name, content] : various)
    BOOST_TEST(found.at(name) == content);
  struct stat plain = {};
  BOOST_TEST(::stat((out.path() / "plain").c_str(), &plain) == 0);
  BOOST_TEST(plain.st_mtime == 1'000'000'000);
}

BOOST_AUTO_TEST_CASE(plain_member_takes_one_block_before_its_bytes) {
  add("x", "y");
  BOOST_TEST(offsets.front() == 512U);
  BOOST_TEST(bytes.size() == 512U + 512);
  BOOST_TEST(archive.finish().has_value());
  BOOST_TEST(bytes.size() == 512U + 512 + 1024);
}

BOOST_AUTO_TEST_CASE(nobody_owns_the_members) {
  add("x", "y");
  BOOST_TEST(bytes.substr(100, 7) == "000644 ");
  BOOST_TEST(bytes.substr(108, 7) == "000000 ");
  BOOST_TEST(bytes.substr(116, 7) == "000000 ");
  BOOST_TEST(bytes[265] == '\0'); // the user's name
  BOOST_TEST(bytes[297] == '\0'); // the group's
}

BOOST_AUTO_TEST_CASE(member_of_many_gigabytes_has_its_size) {
  constexpr std::uint64_t huge = 20ULL << 30;
  BOOST_TEST(archive.begin_member({"huge", huge, 0}).has_value());
  BOOST_TEST(bytes.find("20 size=21474836480\n") == 512U);
}

BOOST_AUTO_TEST_CASE(time_outside_of_its_field_is_read_back) {
  const std::vector<std::int64_t> times = {-5LL, 0LL, (1LL << 33) - 1, 1LL << 33};
  for (const std::int64_t seconds : times) {
    BOOST_TEST(archive.begin_member({"x", 0, seconds}).has_value());
    archive.end_member();
  }
  const std::string tar = write_archive();
  const std::string said = tar + ".said";
  const std::string command = "LC_ALL=C tar --full-time --utc -tvf " + tar + " >" + said;
  BOOST_TEST(std::system(command.c_str()) == 0);
  for (const std::int64_t seconds : times)
    BOOST_TEST(read_file(said).find(shown(seconds)) != std::string::npos, read_file(said));
}

BOOST_AUTO_TEST_CASE(name_of_any_length_is_read_back) {
  for (const std::size_t below : {0U, 1U, 54U, 55U, 155U, 156U}) {
    for (const std::size_t last : {1U, 99U, 100U, 101U, 255U})
      add((below == 0 ? "" : std::string(below, 'b') + "/") + std::string(last, 'x'), "content");
  }
  const auto read = read_back();
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST_REQUIRE(read->size() == offsets.size());
  for (std::size_t each = 0; each != offsets.size(); ++each) {
    BOOST_TEST((*read)[each].offset == offsets[each]);
    BOOST_TEST((*read)[each].name.ends_with('x'));
  }
  BOOST_TEST((*read)[0].name == "x");
  BOOST_TEST(read->back().name == std::string(156, 'b') + "/" + std::string(255, 'x'));
}

BOOST_AUTO_TEST_CASE(content_in_pieces_is_the_same) {
  for (const std::string& name : {std::string("x"), std::string("\xc3\xbc")}) {
    BOOST_TEST(archive.begin_member({name, 6, 0}).has_value());
    const std::size_t before = bytes.size();
    for (const char* each : {"ab", "cd", "ef"})
      BOOST_TEST(archive.write(std::span(each, 2)).has_value());
    archive.end_member();
    BOOST_TEST(bytes.substr(before) == "abcdef" + std::string(506, '\0'));
  }
}

BOOST_AUTO_TEST_CASE(member_that_is_longer_than_it_says_is_an_error) {
  BOOST_TEST(archive.begin_member({"x", 2, 0}).has_value());
  BOOST_TEST(!archive.write(std::string("abc")).has_value());
}

BOOST_AUTO_TEST_CASE(end_of_an_archive_that_was_given_up_goes_to_nobody) {
  {
    haul::pack_archive other(
        [this](std::span<const char> piece) { bytes.append(piece.data(), piece.size()); });
    BOOST_TEST(other.begin_member({"x", 2000, 0}).has_value());
    BOOST_TEST(other.begin_member({"\xc3\xbc", 2000, 0}).has_value());
    bytes.clear();
  }
  BOOST_TEST(bytes.empty());
}

BOOST_AUTO_TEST_CASE(archive_without_end_is_not_whole) {
  add("x", std::string(2000, 'y'));
  const std::string path = write_archive();
  for (const std::size_t left : {std::size_t(0), std::size_t(100), std::size_t(1000)}) {
    write_file(path, bytes.substr(0, left));
    const file_descriptor file(::open(path.c_str(), O_RDONLY));
    const auto read = read_archive(file.get());
    BOOST_TEST(!read.has_value(), left << " bytes");
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_archive_is_an_error) {
  const std::string path = folder.path() / "text.tar";
  write_file(path, std::string(5000, 'x'));
  const file_descriptor file(::open(path.c_str(), O_RDONLY));
  BOOST_TEST(!read_archive(file.get()).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
