#pragma once

#include <string>
#include <utility>
#include <vector>

namespace haul::bench {

/// Where and when something was measured, by name: date, kernel, processor and so on.
using machine_facts = std::vector<std::pair<std::string, std::string>>;

machine_facts describe_machine();

/// The facts as a Markdown list.
std::string to_markdown(const machine_facts& facts);

} // namespace haul::bench
