#include "http_date.hpp"

#include "trimmed.hpp"

#include <array>
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
