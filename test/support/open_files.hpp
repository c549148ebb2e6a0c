#pragma once

#include <filesystem>
#include <vector>

namespace haul::test {

/// The descriptors of this process that are of files in `folder`, with or without a name.
std::vector<int> descriptors_in(const std::filesystem::path& folder);

} // namespace haul::test
