#pragma once

#include <span>
#include <string_view>

namespace haul {

/// A flag of Debian's package famfamfam-flag-gif (public domain), put into the program when it was
/// built.
struct flag {
  std::string_view code; ///< two upper-case letters: `BR`
  std::string_view gif;  ///< the bytes of the file
};

/// Every flag there is, in alphabetical order of the codes. Static lifetime.
std::span<const flag> all_flags();

/// The flag of a two-letter code in any case; null when there is none.
const flag* find_flag(std::string_view code);

} // namespace haul
