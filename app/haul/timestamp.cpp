#include "timestamp.hpp"

#include <algorithm>
#include <charconv>

namespace haul {

namespace {

constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd.dddZ";

bool has_shape(std::string_view text) {
  return std::ranges::equal(text, shape, [](char each, char expected) {
    return expected == 'd' ? each >= '0' && each <= '9' : each == expected;
  });
}

unsigned number(std::string_view text, std::size_t start, std::size_t length) {
  unsigned value = 0;
  std::from_chars(text.data() + start, text.data() + start + length, value);
  return value;
}

// The same for writing. `value` has no more digits than that.
void put(std::string& text, std::size_t start, std::size_t length, unsigned value) {
  for (std::size_t at = start + length; at-- != start; value /= 10)
    text[at] = static_cast<char>('0' + value % 10);
}

} // namespace

// A third of what a record takes, were it left to a format.
std::string format_timestamp(std::chrono::system_clock::time_point moment) {
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::milliseconds>(moment - day));
  std::string text(shape);
  put(text, 0, 4, static_cast<unsigned>(static_cast<int>(date.year())));
  put(text, 5, 2, static_cast<unsigned>(date.month()));
  put(text, 8, 2, static_cast<unsigned>(date.day()));
  put(text, 11, 2, static_cast<unsigned>(time.hours().count()));
  put(text, 14, 2, static_cast<unsigned>(time.minutes().count()));
  put(text, 17, 2, static_cast<unsigned>(time.seconds().count()));
  put(text, 20, 3, static_cast<unsigned>(time.subseconds().count()));
  return text;
}

std::optional<std::chrono::system_clock::time_point> parse_timestamp(std::string_view text) {
  if (!has_shape(text))
    return std::nullopt;
  const std::chrono::year_month_day date(
      std::chrono::year(static_cast<int>(number(text, 0, 4))),
      std::chrono::month(number(text, 5, 2)), std::chrono::day(number(text, 8, 2)));
  const unsigned hour = number(text, 11, 2);
  const unsigned minute = number(text, 14, 2);
  const unsigned second = number(text, 17, 2);
  // The clock counts nanoseconds in 64 bits: 1678 to 2262.
  const bool representable =
      date.year() >= std::chrono::year(1700) && date.year() <= std::chrono::year(2200);
  if (!date.ok() || !representable || hour > 23 || minute > 59 || second > 59)
    return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) + std::chrono::milliseconds(number(text, 20, 3));
}

} // namespace haul
