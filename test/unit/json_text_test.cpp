#include "json_text.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

namespace {

std::string parsed(const std::string& text) {
  const boost::json::value value = boost::json::parse(text);
  return std::string(value.get_string().data(), value.get_string().size());
}

} // namespace

BOOST_AUTO_TEST_SUITE(json_text)

BOOST_AUTO_TEST_CASE(plain_texts_stand_between_quotes) {
  BOOST_TEST(haul::json_text("") == "\"\"");
  BOOST_TEST(haul::json_text("BR ~/?") == "\"BR ~/?\"");
  BOOST_TEST(haul::json_text("S\u00e3o \U0001f1e7") == "\"S\u00e3o \U0001f1e7\"");
}

BOOST_AUTO_TEST_CASE(quotes_and_backslashes_are_escaped) {
  BOOST_TEST(haul::json_text("a\"b\\c") == R"("a\"b\\c")");
}

BOOST_AUTO_TEST_CASE(controls_are_escaped) {
  BOOST_TEST(haul::json_text("\x1b[2J\n") == R"("\u001b[2J\n")");
  BOOST_TEST(haul::json_text(std::string(1, '\0')) == R"("\u0000")");
  BOOST_TEST(haul::json_text("\x7f") == R"("\u007f")");
  BOOST_TEST(haul::json_text("\u009b1m") == R"("\u009b1m")");
  BOOST_TEST(haul::json_text("a\u202eb\u2066\ufeff") == R"("a\u202eb\u2066\ufeff")");
}

BOOST_AUTO_TEST_CASE(broken_utf8_becomes_replacement_characters) {
  BOOST_TEST(
      haul::json_text("a\xff"
                      "b") == "\"a\ufffdb\"");
  BOOST_TEST(haul::json_text("\xc3") == "\"\ufffd\"");
  BOOST_TEST(haul::json_text("\xed\xa0\x80") == "\"\ufffd\ufffd\ufffd\""); // a surrogate
  BOOST_TEST(haul::json_text("\xe2\x82z") == "\"\ufffd\ufffdz\"");
}

BOOST_AUTO_TEST_CASE(every_valid_text_is_read_back_the_same) {
  for (unsigned byte = 0; byte < 0x80; ++byte) {
    const std::string text = std::string("a") + static_cast<char>(byte) + "\u0085\u200f";
    BOOST_TEST(parsed(haul::json_text(text)) == text);
  }
}

BOOST_AUTO_TEST_CASE(objects_keep_the_order_of_their_members) {
  haul::json_object object;
  object.add_text("z", "1\"");
  object.add_number("a", 18446744073709551615U);
  object.add_json("m", "{}");
  BOOST_TEST(object.close() == R"({"z":"1\"","a":18446744073709551615,"m":{}})");
  BOOST_TEST(haul::json_object().close() == "{}");
}

BOOST_AUTO_TEST_CASE(decimals_have_at_most_three_places_and_no_exponent) {
  haul::json_object object;
  for (const std::uint64_t value : {0U, 100'000U, 35'500U, 1U, 12'340U, 10U, 1'000'001U})
    object.add_thousandths("n", value);
  object.add_thousandths("n", 31'536'000'000'125U);
  BOOST_TEST(
      object.close() == R"({"n":0,"n":100,"n":35.5,"n":0.001,"n":12.34,"n":0.01,"n":1000.001,)"
                        R"("n":31536000000.125})");
}

BOOST_AUTO_TEST_SUITE_END()
