#include "flags_command.hpp"

#include "flags_options.hpp"
#include "flags_run.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace haul {

std::function<int()> add_flags_command(CLI::App& app) {
  CLI::App* const flags = app.add_subcommand("flags", "Download country flags by code");
  const auto order = std::make_shared<flags_order>();
  add_flags_options(*flags, *order);
  return [order] { return run_flags(*order); };
}

} // namespace haul
