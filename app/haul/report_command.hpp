#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace haul {

/// Adds `haul report` to the command line. The returned action runs it, after the command line was
/// parsed and named it, and gives the exit code.
std::function<int()> add_report_command(CLI::App& app);

} // namespace haul
