// What a server says of the bytes it sends: Content-Range. A value is read only when it says
// exactly one thing, and every range that can be is read.

#include "content_range.hpp"
#include "fuzzing.hpp"
#include "resumption.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace {

using namespace haul;
using fuzzing::require;

constexpr std::string_view digits = "0123456789";
constexpr std::string_view blanks = " \t";

// The value as haul would write it: no blanks around it, the unit in lower case, no leading zeros.
std::string normal(std::string_view value) {
  while (!value.empty() && blanks.find(value.front()) != std::string_view::npos)
    value.remove_prefix(1);
  while (!value.empty() && blanks.find(value.back()) != std::string_view::npos)
    value.remove_suffix(1);
  std::string made;
  for (std::size_t at = 0; at != value.size(); ++at) {
    const char each = value[at];
    const bool in_number = !made.empty() && digits.find(made.back()) != std::string_view::npos;
    const bool more = at + 1 < value.size() && digits.find(value[at + 1]) != std::string_view::npos;
    if (each == '0' && !in_number && more)
      continue;
    made += at < 5 && each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
  }
  return made;
}

std::string written(const content_range& range) {
  return "bytes " + std::to_string(range.first) + "-" + std::to_string(range.last) + "/" +
         (range.total ? std::to_string(*range.total) : "*");
}

bool is_possible(const content_range& range) {
  return range.first <= range.last && range.last != UINT64_MAX &&
         (!range.total || range.last < *range.total);
}

void check_value(std::string_view value) {
  const std::optional<content_range> range = parse_content_range(value);
  const std::optional<std::uint64_t> total = parse_unsatisfied_range(value);
  require(!range || !total, "a range is satisfied or not");
  if (range) {
    require(is_possible(*range), "a range lies within the whole");
    require(written(*range) == normal(value), "a range is what was written");
  }
  if (total)
    require("bytes */" + std::to_string(*total) == normal(value), "a total is what was written");
  if (!range && !total)
    return;
  const std::string text(value);
  require(parse_content_range(" " + text + "\t") == range, "blanks around it change nothing");
  for (const char* behind : {",", ", bytes 0-0/1", "x", "-1", "/1", ";"})
    require(
        !parse_content_range(text + behind) && !parse_unsatisfied_range(text + behind),
        "a value with something behind it is refused");
}

void check_numbers(const content_range& range) {
  const std::optional<content_range> read = parse_content_range(written(range));
  require(read.has_value() == is_possible(range), "a range is read when it can be");
  require(!read || *read == range, "the numbers of a range come back");
  require(
      parse_unsatisfied_range("bytes */" + std::to_string(range.first)) == range.first,
      "every total is read");
}

// Three numbers in the bytes of the machine; half of the time as offset, length and rest, which
// makes a range that can be.
void check_bytes(const std::uint8_t* data, std::size_t size) {
  std::uint64_t numbers[3] = {};
  if (size < sizeof numbers)
    return;
  std::memcpy(numbers, data, sizeof numbers);
  content_range range;
  range.first = numbers[0];
  range.last = size % 2 == 0 ? numbers[1] : numbers[0] + numbers[1];
  if (size % 3 != 0)
    range.total = size % 2 == 0 ? numbers[2] : range.last + numbers[2];
  check_numbers(range);
}

void check_validator(const part_origin& part, const response_head& head) {
  require(!part.validator.empty(), "without a validator no part goes on");
  if (head.etag) {
    const std::size_t closing = part.validator.find('"', 1);
    require(part.validator.front() == '"', "a weak tag proves nothing");
    require(closing == part.validator.size() - 1, "a tag is one tag");
    require(part.validator.find(' ') == std::string::npos, "a tag has no blanks in it");
  } else {
    require(part.validator == part.last_modified, "without a tag it is the date");
    require(head.last_modified != head.date, "a date of the same second proves nothing");
  }
}

void check_answer(const part_origin& part, const response_head& answer, std::uint64_t bytes) {
  if (judge(part, bytes, answer) != continuation::rest)
    return;
  const std::optional<content_range> range = parse_content_range(answer.content_range.value_or(""));
  require(range && range->first == bytes, "the rest begins where the part ends");
  require(range->total || part.total, "the length of the whole is known");
  require(
      !part.total || !range->total || part.total == range->total, "the whole has the same length");
  require(!part.total || range->last < *part.total, "the rest lies within the whole");
  if (part.validator.front() == '"')
    require(
        answer.etag && answer.etag->find(part.validator) != std::string::npos,
        "the tag is the same");
}

void check_continuation(std::string_view rest) {
  // Line feeds end the lines here; other controls, no response comes through with.
  if (std::ranges::any_of(rest, [](char each) {
        return static_cast<unsigned char>(each) < 0x20 && each != '\t' && each != '\n';
      }))
    return;
  const auto line = [&] { return std::string(fuzzing::take_until(rest, '\n')); };
  response_head head;
  head.status = 206;
  head.content_range = line();
  if (std::string tag = line(); !tag.empty())
    head.etag = tag;
  head.last_modified = line();
  head.date = line();
  const std::optional<part_origin> part = origin_of(head);
  if (!part)
    return;
  check_validator(*part, head);
  response_head answer = head;
  answer.content_range = line();
  if (std::string tag = line(); !tag.empty())
    answer.etag = tag;
  const auto range = parse_content_range(*answer.content_range);
  const std::uint64_t first = range ? range->first : 0;
  for (const std::uint64_t bytes : {first, first + 1})
    check_answer(*part, answer, bytes);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  check_value(fuzzing::text_of(data, size));
  check_bytes(data, size);
  check_continuation(fuzzing::text_of(data, size));
  return 0;
}
