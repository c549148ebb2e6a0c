#include "code_range.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace haul {

namespace {

constexpr std::uint64_t largest_number = std::uint64_t(1) << 63;

error refused(std::string_view argument, std::string_view why) {
  error made;
  made.stage = stage::input;
  made.cause = cause::bad_option;
  made.message = fmt::format("range '{}' {}", printable(argument), why);
  return made;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_lower(std::string_view text) {
  return text.size() == 1 && text[0] >= 'a' && text[0] <= 'z';
}

bool is_upper(std::string_view text) {
  return text.size() == 1 && text[0] >= 'A' && text[0] <= 'Z';
}

// Nothing when it is over the largest number.
std::optional<std::uint64_t> number(std::string_view digits) {
  std::uint64_t value = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (failed != std::errc() || end != digits.data() + digits.size() || value > largest_number)
    return std::nullopt;
  return value;
}

bool has_leading_zero(std::string_view digits) {
  return digits.size() > 1 && digits[0] == '0';
}

} // namespace

result<code_range> code_range::parse(std::string_view argument) {
  code_range literal;
  literal.literal_ = argument;
  const std::size_t dots = argument.find("..");
  if (dots == std::string_view::npos)
    return literal;
  const std::string_view first = argument.substr(0, dots);
  std::string_view last = argument.substr(dots + 2);
  std::optional<std::string_view> step;
  if (const std::size_t behind = last.find(".."); behind != std::string_view::npos) {
    step = last.substr(behind + 2);
    last = last.substr(0, behind);
    if (!is_number(*step))
      return literal;
  }

  const bool letters = (is_lower(first) || is_upper(first)) && (is_lower(last) || is_upper(last));
  if (!letters && !(is_number(first) && is_number(last)))
    return literal;
  result<code_range> made =
      letters ? parse_letters(argument, first[0], last[0]) : parse_numbers(argument, first, last);
  if (!made)
    return made;
  if (result<void> stepped = made->take_step(argument, step.value_or("1"), made->size_ - 1);
      !stepped)
    return stepped.error();
  return made;
}

result<code_range> code_range::parse_numbers(
    std::string_view argument, std::string_view first, std::string_view last) {
  const std::optional<std::uint64_t> from = number(first);
  const std::optional<std::uint64_t> until = number(last);
  if (!from || !until)
    return refused(argument, "has a number over 2^63");
  if (*from > *until)
    return refused(argument, "goes down; write the smaller number first");
  code_range made;
  made.kind_ = kind::numbers;
  made.first_ = *from;
  made.size_ = *until - *from + 1;
  if (has_leading_zero(first) || has_leading_zero(last))
    made.width_ = std::max(first.size(), last.size());
  return made;
}

result<code_range> code_range::parse_letters(std::string_view argument, char first, char last) {
  if (is_lower({&first, 1}) != is_lower({&last, 1}))
    return refused(argument, "mixes upper and lower case");
  if (first > last)
    return refused(argument, "goes down; write the letter that comes first first");
  code_range made;
  made.kind_ = kind::letters;
  made.first_ = static_cast<unsigned char>(first);
  made.size_ = static_cast<unsigned char>(last) - made.first_ + 1;
  return made;
}

result<void> code_range::take_step(
    std::string_view argument, std::string_view step, std::uint64_t span) {
  const std::optional<std::uint64_t> wide = number(step);
  if (!wide)
    return refused(argument, "has a number over 2^63");
  if (*wide == 0)
    return refused(argument, "has a step of 0");
  step_ = *wide;
  size_ = span / step_ + 1;
  return {};
}

std::optional<std::string> code_range::next() {
  if (taken_ == size_)
    return std::nullopt;
  const std::uint64_t value = first_ + taken_++ * step_;
  switch (kind_) {
  case kind::literal: return literal_;
  case kind::numbers: return fmt::format("{:0{}}", value, width_);
  case kind::letters: return std::string(1, static_cast<char>(value));
  }
  return std::nullopt;
}

} // namespace haul
