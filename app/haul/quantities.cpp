#include "quantities.hpp"

#include "option_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace haul {

namespace {

using std::chrono::milliseconds;

struct unit {
  std::string_view name;
  double size;
};

// From the longest to the shortest; sizes in milliseconds.
constexpr std::array<unit, 5> time_units = {
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};

constexpr double least_byte_rate = 1000;
constexpr double most_byte_rate = 1e15; // a double still counts single bytes here
constexpr double most_requests_a_second = 1'000'000;
constexpr double seconds_a_day = 86'400;
constexpr std::uint64_t most_errors = 1'000'000'000'000'000;

bool is_digit(char character) {
  return character >= '0' && character <= '9';
}

std::string_view take_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count]))
    ++count;
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

// Cuts a number such as `12` or `1.5` from the front of `text`; no sign, no exponent.
std::optional<double> take_number(std::string_view& text) {
  const std::string_view whole = text;
  if (take_digits(text).empty())
    return std::nullopt;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (take_digits(text).empty())
      return std::nullopt;
  }
  const std::string_view number = whole.substr(0, whole.size() - text.size());
  return parse_number<double>(number, 0, std::numeric_limits<double>::max());
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix))
    return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::string_view take_letters(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && !is_digit(text[count]))
    ++count;
  const std::string_view letters = text.substr(0, count);
  text.remove_prefix(count);
  return letters;
}

// The milliseconds of `1h30m`; nothing when it is not written like that.
std::optional<double> sum_of_units(std::string_view text) {
  double sum = 0;
  auto next_unit = time_units.begin();
  do {
    const std::optional<double> amount = take_number(text);
    const std::string_view name = take_letters(text);
    while (next_unit != time_units.end() && next_unit->name != name)
      ++next_unit;
    if (!amount || next_unit == time_units.end())
      return std::nullopt;
    sum += *amount * next_unit->size;
    ++next_unit; // so that each unit comes once, and the longer before the shorter
  } while (!text.empty());
  return sum;
}

std::optional<double> milliseconds_of(std::string_view text) {
  std::string_view rest = text;
  const std::optional<double> seconds = take_number(rest);
  if (seconds && rest.empty())
    return *seconds * 1000;
  return sum_of_units(text);
}

// What `k`, `Mi` and so on multiply by; 1 when there is no such letter.
double take_magnitude(std::string_view& text) {
  constexpr std::string_view letters = "kKmMgGtT";
  const std::size_t position = text.empty() ? std::string_view::npos : letters.find(text.front());
  if (position == std::string_view::npos)
    return 1;
  text.remove_prefix(1);
  const double base = take(text, "i") ? 1024 : 1000;
  const std::size_t power = position / 2 + 1; // two spellings of each letter
  return std::pow(base, static_cast<double>(power));
}

// How many seconds `/m` and so on stand for; nothing for anything else.
std::optional<double> seconds_of(std::string_view per) {
  constexpr std::array<unit, 5> all = {
      {{"", 1}, {"/s", 1}, {"/m", 60}, {"/h", 3600}, {"/d", seconds_a_day}}};
  for (const unit& each : all) {
    if (each.name == per)
      return each.size;
  }
  return std::nullopt;
}

} // namespace

result<milliseconds> parse_duration(std::string_view text, milliseconds least, milliseconds most) {
  const std::optional<double> given = milliseconds_of(text);
  const double lowest = std::max(static_cast<double>(least.count()), 1.0);
  const bool none = given && *given == 0 && least.count() == 0;
  const bool within = given && *given >= lowest && *given <= static_cast<double>(most.count());
  if (!none && !within) {
    return refused_value(
        text, fmt::format(
                  "{} from {} to {} (as 90, 250ms or 1h30m)",
                  least.count() == 0 ? "0 or a duration" : "a duration",
                  describe_duration(milliseconds(static_cast<milliseconds::rep>(lowest))),
                  describe_duration(most)));
  }
  return milliseconds(std::llround(*given));
}

std::string describe_duration(milliseconds duration) {
  for (const unit& each : time_units) {
    const auto size = static_cast<milliseconds::rep>(each.size);
    if (duration.count() != 0 && duration.count() % size == 0)
      return fmt::format("{}{}", duration.count() / size, each.name);
  }
  return "0";
}

result<std::uint64_t> parse_byte_rate(std::string_view text) {
  std::string_view rest = text;
  const std::optional<double> amount = take_number(rest);
  const double bytes = amount.value_or(-1) * take_magnitude(rest);
  take(rest, "B");
  take(rest, "/s");
  const bool within = bytes == 0 || (bytes >= least_byte_rate && bytes <= most_byte_rate);
  if (!amount || !rest.empty() || !within) {
    return refused_value(
        text, "0 or a number of bytes a second from 1k to 1000T (as 500k, 10M or 2.5Mi)");
  }
  return static_cast<std::uint64_t>(std::llround(bytes));
}

result<double> parse_rate(std::string_view text) {
  std::string_view rest = text;
  const std::optional<double> amount = take_number(rest);
  const std::optional<double> seconds = seconds_of(rest);
  const double rate = amount.value_or(-1) / seconds.value_or(1);
  const bool within = rate == 0 || (rate >= 1 / seconds_a_day && rate <= most_requests_a_second);
  if (!amount || !seconds || !within)
    return refused_value(text, "0 or a rate from 1/d to 1000000/s (as 5, 5/s, 30/m or 100/h)");
  return rate;
}

bool error_limit::exceeded(std::uint64_t errors, std::uint64_t finished) const {
  const auto counted = static_cast<double>(errors);
  if (!percent)
    return counted > most;
  return finished >= sample && counted * 100 > most * static_cast<double>(finished);
}

result<error_limit> parse_error_limit(std::string_view text) {
  error_limit limit;
  std::string_view rest = text;
  if (const std::optional<double> share = take_number(rest);
      share && rest == "%" && *share <= 100) {
    limit.most = *share;
    limit.percent = true;
    return limit;
  }
  const auto count = parse_number<std::uint64_t>(text, 0, most_errors);
  if (!count)
    return refused_value(text, "a whole number from 0 on, or a percentage from 0% to 100%");
  limit.most = static_cast<double>(*count);
  return limit;
}

} // namespace haul
