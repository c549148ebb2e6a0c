#pragma once

#include <haul/error.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace haul {

/// The codes that one argument names, made one at a time: a range of any length takes no memory.
///
/// A range is `FIRST..LAST` or `FIRST..LAST..STEP`, both ends included, as shells write it within
/// braces: numbers from 0 to 2^63 (`1..1000`), or ASCII letters of one case (`a..z`, `A..Z`). When
/// one of two numbers is written with a leading zero, all are as wide as the wider one (`001..100`,
/// `1..010`). The step is a number from 1 on.
///
/// Anything else is a code itself, also with dots in it: `BR`, `a..1`, `foo..bar`, `1..2..x`.
class code_range {
 public:
  /// Reads an argument. An error (`stage::input`, `cause::bad_option`) quotes what is meant as a
  /// range but can't be one: it goes down, mixes cases, its step is 0, a number is over 2^63.
  static result<code_range> parse(std::string_view argument);

  /// How many codes there are in all, those included that were taken already. At least 1.
  std::uint64_t size() const { return size_; }

  /// The next code, or nothing when all were taken.
  std::optional<std::string> next();

 private:
  enum class kind { literal, numbers, letters };

  code_range() = default;
  static result<code_range> parse_numbers(
      std::string_view argument, std::string_view first, std::string_view last);
  static result<code_range> parse_letters(std::string_view argument, char first, char last);
  result<void> take_step(std::string_view argument, std::string_view step, std::uint64_t span);

  kind kind_ = kind::literal;
  std::string literal_;
  std::uint64_t first_ = 0; // a number, or the character of a letter
  std::uint64_t step_ = 1;
  std::uint64_t size_ = 1;
  std::uint64_t taken_ = 0;
  std::size_t width_ = 0;
};

} // namespace haul
