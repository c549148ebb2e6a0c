#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace haul {

/// How many of the `wanted` requests at once this process has descriptors for, when each takes
/// `each` of them; at least 1. Asks the system for as many as it allows, and gives `warn` a line
/// for the person when they are not enough. `durable`: whether files wait to be brought to the
/// disk, too. `others`: how many more the command needs, for whoever scrapes it.
std::size_t affordable_requests(
    std::size_t wanted, std::size_t each, const std::function<void(const std::string&)>& warn,
    bool durable = false, std::size_t others = 0);

} // namespace haul
