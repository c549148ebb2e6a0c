#include "resumption.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using namespace haul;

const std::string earlier = "Mon, 02 Nov 2026 10:00:00 GMT";
const std::string later = "Mon, 02 Nov 2026 10:00:01 GMT";

response_head head_with(const std::string& tag) {
  response_head made;
  made.status = 200;
  made.content_length = 10;
  if (!tag.empty())
    made.etag = tag;
  return made;
}

std::string validator_of(const response_head& head) {
  const std::optional<part_origin> of = origin_of(head);
  return of ? of->validator : std::string("none");
}

part_origin tagged(std::optional<std::uint64_t> total) {
  part_origin made;
  made.validator = "\"a\"";
  made.total = total;
  return made;
}

response_head rest(const std::string& range, std::uint64_t bytes) {
  response_head made = head_with("\"a\"");
  made.status = 206;
  made.content_range = range;
  made.content_length = bytes;
  return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(resumption)

BOOST_AUTO_TEST_CASE(strong_tag_is_taken_as_it_stands) {
  BOOST_TEST(validator_of(head_with("\"a\"")) == "\"a\"");
  BOOST_TEST(validator_of(head_with(" \"a\"\t")) == "\"a\"");
  BOOST_TEST(validator_of(head_with("\"\"")) == "\"\"");
  BOOST_TEST(validator_of(head_with("\"\xc3\xa9\"")) == "\"\xc3\xa9\"");
  BOOST_TEST(*origin_of(head_with("\"a\""))->total == 10U);
}

BOOST_AUTO_TEST_CASE(tag_that_is_weak_or_none_proves_nothing) {
  for (const std::string tag :
       {"W/\"a\"", "a", "\"", "\"a", "a\"", "\"a\"b\"", "\"a b\"", "\"a\x7f\"", ""})
    BOOST_TEST(validator_of(head_with(tag)) == "none", tag);
  BOOST_TEST(validator_of(head_with("\"" + std::string(1023, 'a') + "\"")) == "none");
  BOOST_TEST(validator_of(head_with("\"" + std::string(1022, 'a') + "\"")) != "none");
}

BOOST_AUTO_TEST_CASE(date_is_strong_when_it_was_over_a_second_before_the_answer) {
  response_head head = head_with("");
  head.last_modified = earlier;
  BOOST_TEST(validator_of(head) == "none");
  head.date = earlier;
  BOOST_TEST(validator_of(head) == "none");
  head.date = later;
  BOOST_TEST(validator_of(head) == earlier);
  head.last_modified = later;
  head.date = earlier;
  BOOST_TEST(validator_of(head) == "none");
  head.last_modified = "yesterday";
  BOOST_TEST(validator_of(head) == "none");
}

BOOST_AUTO_TEST_CASE(date_does_not_stand_in_for_a_weak_tag) {
  response_head head = head_with("W/\"a\"");
  head.last_modified = earlier;
  head.date = later;
  BOOST_TEST(validator_of(head) == "none");
}

BOOST_AUTO_TEST_CASE(coded_content_can_not_go_on) {
  response_head head = head_with("\"a\"");
  head.content_encoding = "gzip";
  BOOST_TEST(validator_of(head) == "none");
  head.content_encoding = "Identity";
  BOOST_TEST(validator_of(head) == "\"a\"");
}

BOOST_AUTO_TEST_CASE(rest_begins_where_the_part_ends) {
  const part_origin part = tagged(10);
  BOOST_TEST((judge(part, 5, rest("bytes 5-9/10", 5)) == continuation::rest));
  BOOST_TEST((judge(part, 5, rest("bytes 5-7/10", 3)) == continuation::rest));
  BOOST_TEST((judge(part, 5, rest("bytes 4-9/10", 6)) == continuation::useless));
  BOOST_TEST((judge(part, 5, rest("bytes 6-9/10", 4)) == continuation::useless));
  BOOST_TEST((judge(part, 5, rest("bytes 5-9/11", 5)) == continuation::useless));
  BOOST_TEST((judge(part, 5, rest("bytes 5-9/10", 6)) == continuation::useless));
}

BOOST_AUTO_TEST_CASE(total_must_be_known_from_one_side) {
  BOOST_TEST((judge(tagged(10), 5, rest("bytes 5-9/*", 5)) == continuation::rest));
  BOOST_TEST((judge(tagged(10), 5, rest("bytes 5-10/*", 6)) == continuation::useless));
  BOOST_TEST((judge(tagged(std::nullopt), 5, rest("bytes 5-9/10", 5)) == continuation::rest));
  BOOST_TEST((judge(tagged(std::nullopt), 5, rest("bytes 5-9/*", 5)) == continuation::useless));
}

BOOST_AUTO_TEST_CASE(tag_must_be_the_same_and_be_there) {
  response_head answer = rest("bytes 5-9/10", 5);
  answer.etag = "\"b\"";
  BOOST_TEST((judge(tagged(10), 5, answer) == continuation::useless));
  answer.etag = "W/\"a\"";
  BOOST_TEST((judge(tagged(10), 5, answer) == continuation::useless));
  answer.etag.reset();
  BOOST_TEST((judge(tagged(10), 5, answer) == continuation::useless));
}

BOOST_AUTO_TEST_CASE(date_must_be_the_same_if_it_is_there) {
  part_origin part = tagged(10);
  part.validator = earlier;
  response_head answer = rest("bytes 5-9/10", 5);
  BOOST_TEST((judge(part, 5, answer) == continuation::rest));
  answer.last_modified = earlier;
  BOOST_TEST((judge(part, 5, answer) == continuation::rest));
  answer.last_modified = later;
  BOOST_TEST((judge(part, 5, answer) == continuation::useless));
}

BOOST_AUTO_TEST_CASE(other_answers_are_told_apart) {
  response_head answer = rest("bytes */5", 0);
  answer.status = 416;
  BOOST_TEST((judge(tagged(10), 5, answer) == continuation::complete));
  BOOST_TEST((judge(tagged(10), 6, answer) == continuation::useless));
  answer.content_range.reset();
  BOOST_TEST((judge(tagged(10), 5, answer) == continuation::useless));
  answer.status = 200;
  BOOST_TEST((judge(tagged(10), 5, answer) == continuation::whole));
  for (const unsigned status : {204U, 304U, 404U, 412U, 503U}) {
    answer.status = status;
    BOOST_TEST((judge(tagged(10), 5, answer) == continuation::unrelated));
  }
}

BOOST_AUTO_TEST_SUITE_END()
