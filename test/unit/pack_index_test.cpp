#include "pack_index.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace haul;

namespace {

std::string line_of(const pack_entry& of, const pack_details& more) {
  std::string made;
  add_index_line(made, of, more);
  return made;
}

std::string line(const std::string& name, std::uint64_t offset, std::uint64_t bytes) {
  return line_of({name, offset, bytes}, {});
}

bool reads(const std::string& text, std::uint64_t archive_bytes) {
  return read_index(text, archive_bytes, [](const pack_entry&) {});
}

// Two members of one block each, with a block in front of each: 2048 bytes, and the end.
const std::string two = line("a", 512, 3) + line("b", 1536, 512);
constexpr std::uint64_t archive_of_two = 2048 + 1024;

} // namespace

BOOST_AUTO_TEST_SUITE(pack_index)

BOOST_AUTO_TEST_CASE(line_tells_what_is_known) {
  BOOST_TEST(line("a/b.jpg", 512, 3) == "{\"name\":\"a/b.jpg\",\"offset\":512,\"size\":3}\n");
  pack_details more;
  more.code = "BR";
  more.url = "http://host/?key=***";
  more.digest = digest{"sha256", "00ff"};
  BOOST_TEST(
      line_of({"a", 0, 0}, more) ==
      "{\"name\":\"a\",\"offset\":0,\"size\":0,\"code\":\"BR\",\"url\":\"http://host/?key=***\","
      "\"sha256\":\"00ff\"}\n");
}

BOOST_AUTO_TEST_CASE(code_of_any_bytes_makes_valid_json) {
  pack_details more;
  more.code = "\"\\\n\x1b\xff\xc3\xa4";
  BOOST_TEST(
      line_of({"a", 0, 0}, more) == "{\"name\":\"a\",\"offset\":0,\"size\":0,\"code\":"
                                    "\"\\\"\\\\\\u000a\\u001b\xef\xbf\xbd\xc3\xa4"
                                    "\"}\n");
}

BOOST_AUTO_TEST_CASE(entries_are_read_back) {
  const std::vector<pack_entry> written = {
      {"plain", 512, 1}, {"in \"quotes\"/\xc3\xa4", 1536, 513}, {"empty", 3072, 0}};
  std::string text;
  pack_details more;
  more.code = "}\"{";
  for (const pack_entry& each : written)
    add_index_line(text, each, more);
  std::vector<pack_entry> read;
  BOOST_TEST(
      read_index(text, 3072 + 1024, [&](pack_entry each) { read.push_back(std::move(each)); }));
  BOOST_TEST((read == written));
}

BOOST_AUTO_TEST_CASE(whole_index_is_one_that_reaches_the_end_of_the_archive) {
  BOOST_TEST(reads(two, archive_of_two));
  BOOST_TEST(!reads(two, archive_of_two - 512));
  BOOST_TEST(!reads(two, archive_of_two + 512));
  BOOST_TEST(!reads(line("a", 512, 3), archive_of_two));
  BOOST_TEST(!reads("", archive_of_two));
  BOOST_TEST(!reads("", 1024));
}

BOOST_AUTO_TEST_CASE(index_that_is_cut_anywhere_is_not_whole) {
  for (std::size_t bytes = 0; bytes != two.size(); ++bytes)
    BOOST_TEST(!reads(two.substr(0, bytes), archive_of_two), bytes << " bytes");
}

BOOST_AUTO_TEST_CASE(what_nobody_wrote_is_not_whole) {
  BOOST_TEST(!reads(two + "\n", archive_of_two));
  BOOST_TEST(!reads("{}\n" + two, archive_of_two));
  BOOST_TEST(!reads(line("b", 1536, 512) + line("a", 512, 3), archive_of_two));
  BOOST_TEST(!reads(line("a", 513, 3) + line("b", 1536, 512), archive_of_two));
  BOOST_TEST(!reads(line("a", 512, 1 << 30), archive_of_two));
  BOOST_TEST(!reads(line("a", 512, ~0ULL), archive_of_two));
  BOOST_TEST(!reads("{\"name\":\"a\\n\",\"offset\":512,\"size\":3}\n", 2048));
  BOOST_TEST(!reads("{\"name\":\"a\",\"offset\":-1,\"size\":3}\n", 2048));
  BOOST_TEST(!reads("{\"name\":\"a\",\"offset\":512,\"size\":3\n", 2048));
}

BOOST_AUTO_TEST_SUITE_END()
