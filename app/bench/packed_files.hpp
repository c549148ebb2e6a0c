#pragma once

#include "workload.hpp"

#include <cstddef>
#include <filesystem>

namespace haul::bench {

/// How many of the first `count` outputs are missing or wrong as members of the tars in `folder`,
/// each of which must be whole and hold its output once. One that stands in a tar that is not whole
/// is missing.
std::size_t count_wrong_members(
    const workload& files, const std::filesystem::path& folder, std::size_t count);

} // namespace haul::bench
