#include "pack_names.hpp"

#include <haul/text.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

using namespace haul;

BOOST_AUTO_TEST_SUITE(pack_names)

BOOST_AUTO_TEST_CASE(numbers_have_five_digits_or_more) {
  BOOST_TEST(shard_name(0, archive_suffix) == "part-00000.tar");
  BOOST_TEST(shard_name(99'999, index_suffix) == "part-99999.jsonl");
  BOOST_TEST(shard_name(1'234'567, archive_suffix) == "part-1234567.tar");
}

BOOST_AUTO_TEST_CASE(number_is_read_back) {
  for (const std::uint32_t each : {0U, 7U, 99'999U, 100'000U, 16'777'215U})
    BOOST_TEST((shard_number(shard_name(each, archive_suffix), archive_suffix) == each));
}

BOOST_AUTO_TEST_CASE(what_is_no_shard_has_no_number) {
  for (const char* each :
       {"part-0000.tar", "part-000000.tar", "part-00000.tar.haul-part", "part-.tar",
        "part-0000x.tar", "part--0001.tar", "apart-00000.tar", "part-00000.jsonl",
        "part-16777216.tar", "part-99999999999.tar", ".tar", "part-"})
    BOOST_TEST(!shard_number(each, archive_suffix).has_value(), each);
}

BOOST_AUTO_TEST_CASE(body_has_a_flat_name_of_its_own) {
  const std::string one = body_name("a/b.jpg");
  BOOST_TEST(one.find('/') == std::string::npos);
  BOOST_TEST(one != body_name("a/c.jpg"));
  BOOST_TEST(one == body_name("a/b.jpg"));
  BOOST_TEST(check_output_name(one).has_value());
}

BOOST_AUTO_TEST_CASE(noted_body_is_known_by_its_note) {
  BOOST_TEST(is_noted_body(body_name("x") + std::string(note_suffix)));
  BOOST_TEST(!is_noted_body(body_name("x") + std::string(part_suffix)));
  BOOST_TEST(!is_noted_body("x" + std::string(note_suffix)));
}

BOOST_AUTO_TEST_SUITE_END()
