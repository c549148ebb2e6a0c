#include "get_command.hpp"

#include "get_options.hpp"
#include "get_order.hpp"
#include "get_run.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace haul {

std::function<int()> add_get_command(CLI::App& app) {
  CLI::App* const get = app.add_subcommand("get", "Download any list of URLs, codes or rows");
  const auto order = std::make_shared<get_order>();
  add_get_options(*get, *order);
  return [order] { return run_get(*order); };
}

} // namespace haul
