// Sinks whose body comes in pieces, in any order.
#include "sink.hpp"
#include "temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <string_view>

using namespace haul;
using namespace haul::test;

namespace {

struct fixture {
  fixture() : opened(*folder::open(root.path())) {}

  static std::span<const char> bytes(std::string_view text) { return {text.data(), text.size()}; }

  temporary_folder root;
  std::shared_ptr<folder> opened;
};

const part_origin of_ten = [] {
  part_origin made;
  made.validator = "\"a\"";
  made.total = 10;
  return made;
}();

} // namespace

BOOST_FIXTURE_TEST_SUITE(split_sink, fixture)

BOOST_AUTO_TEST_CASE(pieces_may_come_in_any_order) {
  result<haul::sink> made = haul::sink::create(opened, "out", false);
  BOOST_TEST_REQUIRE(made->write(bytes("01")).has_value());
  BOOST_TEST_REQUIRE(made->write_in_pieces().has_value());
  BOOST_TEST(made->write_at(8, bytes("89")).has_value());
  BOOST_TEST(made->next() == 2U);
  BOOST_TEST((made->last_of_gap() == 7U));
  BOOST_TEST(made->write_at(2, bytes("234567")).has_value());
  BOOST_TEST(made->bytes() == 10U);
  BOOST_TEST(made->next() == 10U);
  BOOST_TEST(!made->last_of_gap().has_value());
  BOOST_TEST(made->commit().has_value());
  BOOST_TEST(root.content().at("out") == "0123456789");
  BOOST_TEST(root.content().size() == 1U);
}

BOOST_AUTO_TEST_CASE(part_in_pieces_goes_on_with_its_gaps) {
  {
    result<haul::sink> made = haul::sink::create(opened, "out", false);
    made->set_origin(of_ten, "http://a/");
    BOOST_TEST_REQUIRE(made->write_in_pieces().has_value());
    BOOST_TEST(made->write_at(6, bytes("67")).has_value());
    BOOST_TEST(made->write_at(2, bytes("23")).has_value());
    made->keep();
  }
  result<std::optional<haul::sink>> left = haul::sink::resume(opened, "out", false, "http://a/");
  BOOST_TEST_REQUIRE((left.has_value() && left->has_value()));
  haul::sink& part = **left;
  BOOST_TEST(part.in_pieces());
  BOOST_TEST(part.bytes() == 4U);
  BOOST_TEST(part.next() == 0U);
  BOOST_TEST((part.last_of_gap() == 1U));
  BOOST_TEST(part.there().text(100) == "2-3,6-7");
  BOOST_TEST((part.origin() == of_ten));
  BOOST_TEST(part.write_at(0, bytes("01")).has_value());
  BOOST_TEST(part.write_at(4, bytes("45")).has_value());
  BOOST_TEST(part.write_at(8, bytes("89")).has_value());
  BOOST_TEST(part.commit().has_value());
  BOOST_TEST(root.content().at("out") == "0123456789");
  BOOST_TEST(root.content().size() == 1U);
}

// The note of a whole beginning must not be believed of a part with gaps.
BOOST_AUTO_TEST_CASE(note_says_what_is_there_from_the_first_piece_on) {
  const std::string million(1024 * 1024, 'x');
  result<haul::sink> made = haul::sink::create(opened, "out", false);
  part_origin of = of_ten;
  of.total = 4 * million.size();
  made->set_origin(of, "http://a/");
  BOOST_TEST(made->write(bytes(million)).has_value());
  const std::string before = root.content().at("out.haul-from");
  BOOST_TEST(before.find("there") == std::string::npos);
  BOOST_TEST_REQUIRE(made->write_in_pieces().has_value());
  BOOST_TEST(root.content().at("out.haul-from").find("there 0-1048575\n") != std::string::npos);
  BOOST_TEST(made->write_at(3 * million.size(), bytes(million)).has_value());
  BOOST_TEST(root.content().at("out.haul-from").find("there 0-1048575\n") != std::string::npos);
  made->keep();
  BOOST_TEST(
      root.content().at("out.haul-from").find("there 0-1048575,3145728-4194303\n") !=
      std::string::npos);
  BOOST_TEST(made->start_over().has_value());
  BOOST_TEST(!made->in_pieces());
  BOOST_TEST(root.content().count("out.haul-from") == 0U);
}

BOOST_AUTO_TEST_CASE(note_is_renewed_as_the_part_grows) {
  const std::string piece(4 * 1024 * 1024, 'x');
  result<haul::sink> made = haul::sink::create(opened, "out", false);
  part_origin of = of_ten;
  of.total = 100 * piece.size();
  made->set_origin(of, "http://a/");
  BOOST_TEST_REQUIRE(made->write_in_pieces().has_value());
  for (std::uint64_t each = 0; each < 6; ++each)
    BOOST_TEST(made->write_at((90 - each) * piece.size(), bytes(piece)).has_value());
  // The first one, and four after it.
  BOOST_TEST(
      root.content().at("out.haul-from").find("there 360710144-381681663\n") != std::string::npos);
  BOOST_TEST(root.content().at("out.haul-from").size() == 4096U);
}

BOOST_AUTO_TEST_CASE(part_in_pieces_that_is_shorter_than_its_note_is_of_no_use) {
  {
    result<haul::sink> made = haul::sink::create(opened, "out", false);
    made->set_origin(of_ten, "http://a/");
    BOOST_TEST_REQUIRE(made->write_in_pieces().has_value());
    BOOST_TEST(made->write_at(4, bytes("4567")).has_value());
    made->keep();
  }
  std::filesystem::resize_file(root.path() / "out.haul-part", 7);
  const auto left = haul::sink::resume(opened, "out", false, "http://a/");
  BOOST_TEST_REQUIRE(left.has_value());
  BOOST_TEST(!left->has_value());
  BOOST_TEST(root.content().empty());
}

BOOST_AUTO_TEST_CASE(last_byte_of_a_part_in_pieces_that_is_all_there_is_missing) {
  {
    result<haul::sink> made = haul::sink::create(opened, "out", false);
    made->set_origin(of_ten, "http://a/");
    BOOST_TEST_REQUIRE(made->write_in_pieces().has_value());
    BOOST_TEST(made->write_at(5, bytes("56789")).has_value());
    BOOST_TEST(made->write_at(0, bytes("01234")).has_value());
    made->keep();
  }
  auto left = haul::sink::resume(opened, "out", false, "http://a/");
  BOOST_TEST_REQUIRE((left.has_value() && left->has_value()));
  BOOST_TEST((*left)->bytes() == 9U);
  BOOST_TEST((*left)->next() == 9U);
  (*left)->give_up();
}

BOOST_AUTO_TEST_SUITE_END()
