#include "codes.hpp"

#include "ascii.hpp"
#include "flags.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace haul {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The 20 most populous countries, as the book has them.
constexpr std::array<std::string_view, 20> most_populous = {
    "CN", "IN", "US", "ID", "BR", "PK", "NG", "BD", "RU", "JP",
    "MX", "PH", "VN", "ET", "EG", "DE", "IR", "TR", "CD", "FR"};

void add_initial(std::set<std::string>& codes, char initial) {
  for (const char second : alphabet) {
    codes.insert({initial, second});
  }
}

result<std::set<std::string>> expand_arguments(const std::vector<std::string>& arguments) {
  std::set<std::string> codes;
  for (const std::string& argument : arguments) {
    const bool letters = std::all_of(argument.begin(), argument.end(), is_letter);
    if (letters && argument.size() == 1) {
      add_initial(codes, upper(argument[0]));
    } else if (letters && argument.size() == 2) {
      codes.insert(upper(argument));
    } else {
      error refused;
      refused.stage = stage::input;
      refused.cause = cause::bad_option;
      refused.message =
          fmt::format("'{}' is neither a letter (A to Z) nor two (AA to ZZ)", printable(argument));
      return refused;
    }
  }
  return codes;
}

std::set<std::string> every_code() {
  std::set<std::string> codes;
  for (const char initial : alphabet) {
    add_initial(codes, initial);
  }
  return codes;
}

} // namespace

result<std::vector<std::string>> expand_codes(const code_choice& choice) {
  result<std::set<std::string>> named = expand_arguments(choice.arguments);
  if (!named) {
    return named.error();
  }
  std::set<std::string>& codes = *named;
  if (choice.every) {
    codes = every_code();
  } else if (choice.all) {
    codes.clear();
    for (const flag& known : all_flags()) {
      codes.emplace(known.code);
    }
  } else if (codes.empty()) {
    codes.insert(most_populous.begin(), most_populous.end());
  }
  const std::size_t count = std::min(choice.limit, codes.size());
  return std::vector<std::string>(
      codes.begin(), std::next(codes.begin(), static_cast<std::ptrdiff_t>(count)));
}

} // namespace haul
