#include "http_date.hpp"

#include "trimmed.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <ctime>
#include <locale.h>
#include <string>
#include <time.h>

namespace haul {

namespace {

// Names of days and months are English in any locale.
locale_t english() {
  static const locale_t made = ::newlocale(LC_ALL_MASK, "C", nullptr);
  return made;
}

// Where a name stands among names of three letters.
std::optional<unsigned> position_of(std::string_view name, std::string_view names) {
  const std::size_t at = names.find(name);
  if (at == std::string_view::npos || at % name.size() != 0)
    return std::nullopt;
  return static_cast<unsigned>(at / name.size());
}

std::optional<int> number_of(std::string_view digits) {
  int number = 0;
  const auto [end, failed] = std::from_chars(digits.begin(), digits.end(), number);
  if (failed != std::errc() || end != digits.end() || number < 0)
    return std::nullopt;
  return number;
}

// The form that is preferred (RFC 9110 section 5.6.7) has everything at its place:
// `Sun, 06 Nov 1994 08:49:37 GMT`. It comes with nearly each response, and `strptime` takes thirty
// times as long.
std::optional<std::int64_t> parse_fixed_date(std::string_view text) {
  namespace time = std::chrono;
  if (text.size() != 29 || text.substr(25) != " GMT" || text.substr(3, 2) != ", " ||
      text[19] != ':' || text[22] != ':' || text[7] != ' ' || text[11] != ' ' || text[16] != ' ')
    return std::nullopt;
  const auto month = position_of(text.substr(8, 3), "JanFebMarAprMayJunJulAugSepOctNovDec");
  const auto year = number_of(text.substr(12, 4));
  const auto day = number_of(text.substr(5, 2));
  const auto hour = number_of(text.substr(17, 2));
  const auto minute = number_of(text.substr(20, 2));
  const auto second = number_of(text.substr(23, 2));
  if (!position_of(text.substr(0, 3), "SunMonTueWedThuFriSat") || !month || !year || !day ||
      !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60)
    return std::nullopt;
  const time::year_month_day date(
      time::year(*year), time::month(*month + 1), time::day(static_cast<unsigned>(*day)));
  if (!date.ok())
    return std::nullopt;
  const auto clock = time::hours(*hour) + time::minutes(*minute) + time::seconds(*second);
  return (time::sys_days(date).time_since_epoch() + clock) / time::seconds(1);
}

} // namespace

std::string format_http_date(std::int64_t seconds) {
  const std::time_t moment = seconds;
  std::tm parts = {};
  if (::gmtime_r(&moment, &parts) == nullptr || parts.tm_year < -900 || parts.tm_year > 8099)
    return {};
  std::array<char, 64> text = {};
  ::strftime_l(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts, english());
  return text.data();
}

std::optional<std::int64_t> parse_http_date(std::string_view value) {
  if (const std::optional<std::int64_t> moment = parse_fixed_date(trimmed(value)))
    return moment;
  const std::string text(trimmed(value));
  for (const char* form :
       {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"}) {
    std::tm parts = {};
    const char* const end = ::strptime_l(text.c_str(), form, &parts, english());
    if (end != nullptr && *end == '\0')
      return ::timegm(&parts);
  }
  return std::nullopt;
}

} // namespace haul
