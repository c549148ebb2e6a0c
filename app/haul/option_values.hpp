#pragma once

#include <haul/error.hpp>

#include <charconv>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace haul {

/// The whole of `text` as a number from `least` to `most`: no blanks, no sign, no base but ten;
/// nothing when it is anything else. For doubles the range also keeps NaN and infinity out.
template<class Number>
std::optional<Number> parse_number(std::string_view text, Number least, Number most) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, number);
  // So written that it also refuses what is no number at all.
  if (text.starts_with('-') || failure != std::errc() || stopped != end ||
      !(number >= least && number <= most))
    return std::nullopt;
  return number;
}

/// An error with `cause::bad_option`: "'text' is not `expected`", safe for a terminal. Not for
/// values that may hold secrets, as it quotes them.
error refused_value(std::string_view text, std::string_view expected);

/// An error with `cause::bad_option` and this message.
error refused_option(std::string message);

/// Puts the value of an option where it belongs, or says in one line what is wrong with it.
using value_taker = std::function<result<void>(const std::string&)>;

/// The first long name among `names` (`-m,--max-requests,--max_req` gives `--max-requests`), else
/// the first name.
std::string main_name(std::string_view names);

/// Adds an option with one value; when it is given more than once the last one counts. A value that
/// `take` refuses throws `CLI::ValidationError` naming the option. The option's own help text says
/// default and range: `description` may have several lines.
CLI::Option* add_value(
    CLI::App& command, const std::string& names, const std::string& value_name,
    const std::string& description, value_taker take);

/// The same, where `take` gives false for a value that is not `range` ("a number from 0 to 1").
CLI::Option* add_value(
    CLI::App& command, const std::string& names, const std::string& value_name,
    const std::string& description, const char* range,
    const std::function<bool(const std::string&)>& take);

} // namespace haul
