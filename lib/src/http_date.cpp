#include "http_date.hpp"

#include "trimmed.hpp"

#include <ctime>
#include <locale.h>
#include <string>
#include <time.h>

namespace haul {

std::optional<std::int64_t> parse_http_date(std::string_view value) {
  const std::string text(trimmed(value));
  // Names of days and months are English in any locale.
  static const locale_t english = ::newlocale(LC_ALL_MASK, "C", nullptr);
  for (const char* form :
       {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"}) {
    std::tm parts = {};
    const char* const end = ::strptime_l(text.c_str(), form, &parts, english);
    if (end != nullptr && *end == '\0')
      return ::timegm(&parts);
  }
  return std::nullopt;
}

} // namespace haul
