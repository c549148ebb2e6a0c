#pragma once

#include <string_view>

namespace haul {

/// What a file that is reported as ok withstands.
enum class durability {
  none,  ///< that this process is killed at any moment; not that the machine loses its power
  batch, ///< a loss of power, too: files are made durable together, up to 64 or for 200 ms
  each,  ///< the same, one file after the other
};

/// The name as it stands in the enumeration. Static lifetime.
std::string_view to_string(durability value);

} // namespace haul
