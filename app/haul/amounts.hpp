#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace haul {

/// An amount for a person, in powers of 1000 with two to three digits: `999 B`, `1.2 kB`, `353 MB`.
std::string byte_text(std::uint64_t bytes);

/// How many bytes a second that is: `353 kB/s`; `? B/s` where no time went by.
std::string rate_text(std::uint64_t bytes, std::chrono::steady_clock::duration time);

/// A time for a person: `35 ms`, `3.4 s`, `2 min 3 s`, `1 h 2 min`. Negative ones count as 0.
std::string duration_text(std::chrono::steady_clock::duration time);

/// `1 file`, `2 files`.
std::string count_text(std::uint64_t count, std::string_view noun);

} // namespace haul
