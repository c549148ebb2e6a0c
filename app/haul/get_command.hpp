#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace haul {

/// Adds `haul get`. The function runs it, once the command line was parsed, and returns the exit
/// code.
std::function<int()> add_get_command(CLI::App& app);

} // namespace haul
