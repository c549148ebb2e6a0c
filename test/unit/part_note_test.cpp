#include "part_note.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using namespace haul;

haul::part_note example() {
  haul::part_note made;
  made.asked = note_of_url("http://a/b?secret=1");
  made.of.validator = "\"a:b\"";
  made.of.total = 12;
  made.of.last_modified = "Mon, 02 Nov 2026 10:00:00 GMT";
  made.file = 99;
  made.boot = "some-boot";
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(part_note)

BOOST_AUTO_TEST_CASE(note_reads_as_it_was_written) {
  haul::part_note written = example();
  BOOST_TEST((parse_part_note(format_part_note(written)) == written));
  written.of.total.reset();
  written.of.last_modified.clear();
  written.boot.clear();
  BOOST_TEST((parse_part_note(format_part_note(written)) == written));
}

BOOST_AUTO_TEST_CASE(note_that_was_cut_is_none) {
  const std::string text = format_part_note(example());
  for (std::size_t bytes = 0; bytes != text.size(); ++bytes)
    BOOST_TEST(!parse_part_note(text.substr(0, bytes)).has_value(), bytes);
}

BOOST_AUTO_TEST_CASE(note_with_more_behind_it_or_without_its_fields_is_none) {
  const std::string text = format_part_note(example());
  BOOST_TEST(!parse_part_note(text + "more\n").has_value());
  BOOST_TEST(!parse_part_note("haul part 1\nend\n").has_value());
  BOOST_TEST(!parse_part_note("haul part 2" + text.substr(11)).has_value());
  std::string wrong = text;
  wrong.replace(wrong.find("total 12"), 8, "total 1x");
  BOOST_TEST(!parse_part_note(wrong).has_value());
  wrong = text;
  wrong.insert(wrong.find("a:b"), "\r");
  BOOST_TEST(!parse_part_note(wrong).has_value());
  wrong = text;
  wrong.replace(wrong.find("file 99"), 7, "file -9");
  BOOST_TEST(!parse_part_note(wrong).has_value());
}

BOOST_AUTO_TEST_CASE(note_of_a_part_in_pieces_reads_as_it_was_written) {
  haul::part_note written = example();
  written.there.emplace();
  BOOST_TEST((parse_part_note(format_part_note(written)) == written));
  written.there->add({0, 5});
  written.there->add({1000, 2000});
  BOOST_TEST((parse_part_note(format_part_note(written)) == written));
}

// So that it can be written over in one go, whatever it says.
BOOST_AUTO_TEST_CASE(note_of_a_part_in_pieces_always_has_the_same_size) {
  haul::part_note written = example();
  written.there.emplace();
  for (std::uint64_t each = 0; each < 1000; ++each) {
    BOOST_TEST_REQUIRE(format_part_note(written).size() == note_size);
    written.there->add({each * 1'000'000'000'000, each * 1'000'000'000'000 + 7});
  }
  // What has no room is as if it were not there.
  const std::optional<haul::part_note> read = parse_part_note(format_part_note(written));
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST(read->there->all().size() > 50U);
  BOOST_TEST(read->there->all().size() < 200U);
  for (const byte_range& each : read->there->all())
    BOOST_TEST(each.end - each.first == 7U);
}

BOOST_AUTO_TEST_CASE(note_of_a_part_in_pieces_that_is_not_whole_is_none) {
  haul::part_note written = example();
  written.there.emplace();
  written.there->add({10, 20});
  const std::string text = format_part_note(written);
  for (std::size_t bytes = 0; bytes < text.size(); bytes += 7)
    BOOST_TEST(!parse_part_note(text.substr(0, bytes)).has_value(), bytes);
  std::string wrong = text;
  wrong.replace(wrong.find("there 10-19"), 11, "there 10-1x");
  BOOST_TEST(!parse_part_note(wrong).has_value());
  // As a note of the other kind it would say that there are no gaps.
  wrong = text;
  wrong.replace(0, 11, "haul part 1");
  BOOST_TEST(!parse_part_note(wrong).has_value());
}

BOOST_AUTO_TEST_CASE(note_holds_no_secret_of_the_url) {
  BOOST_TEST(format_part_note(example()).find("secret") == std::string::npos);
  BOOST_TEST(note_of_url("http://a/b") != note_of_url("http://a/c"));
}

BOOST_AUTO_TEST_CASE(boot_has_a_name) {
  BOOST_TEST(this_boot().size() == 36U);
}

BOOST_AUTO_TEST_SUITE_END()
