#include "resumption.hpp"

#include "content_range.hpp"
#include "http_date.hpp"
#include "trimmed.hpp"

#include <haul/text.hpp>

#include <algorithm>
#include <string_view>

namespace haul {

namespace {

constexpr std::size_t longest_validator = 1024; // bytes: it is kept in a line of a file

bool is_strong_tag(std::string_view text) {
  return text.size() >= 2 && text.size() <= longest_validator && text.front() == '"' &&
         text.back() == '"' && std::ranges::none_of(text.substr(1, text.size() - 2), [](char each) {
           return each == '"' || static_cast<unsigned char>(each) <= ' ' || each == 0x7f;
         });
}

bool is_coded(const response_head& head) {
  const std::string_view coding = trimmed(text_of(head.content_encoding));
  return !coding.empty() && !equal_in_any_case(coding, "identity");
}

// A file may change twice within the second that a date names: it is strong only when the second
// was over by the time of the answer.
bool is_strong_date(const response_head& head) {
  const std::optional<std::int64_t> changed = parse_http_date(text_of(head.last_modified));
  const std::optional<std::int64_t> answered = parse_http_date(text_of(head.date));
  return changed && answered && *answered > *changed;
}

// Whether the answer is of what the part is of. A date needn't be repeated (RFC 9110 section
// 15.3.7), a tag must be.
bool is_of(const part_origin& part, const response_head& answer) {
  if (is_strong_tag(part.validator))
    return answer.etag && trimmed(*answer.etag) == part.validator;
  return !answer.last_modified || trimmed(*answer.last_modified) == part.validator;
}

bool brings_the_rest(const part_origin& part, std::uint64_t bytes, const response_head& answer) {
  const std::optional<content_range> range = parse_content_range(text_of(answer.content_range));
  if (!range || range->first != bytes || is_coded(answer) || !is_of(part, answer))
    return false;
  if (answer.content_length && *answer.content_length != range->last - range->first + 1)
    return false;
  if (!range->total)
    return part.total && range->last < *part.total;
  return !part.total || *part.total == *range->total;
}

} // namespace

bool is_validator(std::string_view text) {
  const bool clean = std::ranges::none_of(
      text, [](char each) { return static_cast<unsigned char>(each) < ' ' || each == 0x7f; });
  return is_strong_tag(text) || (clean && parse_http_date(text));
}

std::optional<part_origin> origin_of(const response_head& head) {
  part_origin made;
  made.last_modified = std::string(trimmed(text_of(head.last_modified)));
  if (head.etag)
    made.validator = std::string(trimmed(*head.etag));
  else if (is_strong_date(head))
    made.validator = made.last_modified;
  const bool strong = head.etag ? is_strong_tag(made.validator) : !made.validator.empty();
  if (!strong || is_coded(head))
    return std::nullopt;
  if (head.status == 200) {
    made.total = head.content_length;
  } else if (const auto range = parse_content_range(text_of(head.content_range))) {
    made.total = range->total;
  }
  return made;
}

continuation judge(const part_origin& part, std::uint64_t bytes, const response_head& answer) {
  switch (answer.status) {
  case 200: return continuation::whole;
  case 206:
    return brings_the_rest(part, bytes, answer) ? continuation::rest : continuation::useless;
  case 416:
    return parse_unsatisfied_range(text_of(answer.content_range)) == bytes ? continuation::complete
                                                                           : continuation::useless;
  default: return continuation::unrelated;
  }
}

} // namespace haul
