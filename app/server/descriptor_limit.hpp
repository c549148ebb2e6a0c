#pragma once

#include <cstddef>

namespace haul {

/// Lets this process open as many descriptors as the system allows it, where a shell gives 1024 by
/// default. Returns how many that are now.
std::size_t raise_descriptor_limit();

} // namespace haul
