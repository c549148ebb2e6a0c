#include "verify_command.hpp"

#include "layered_options.hpp"
#include "results_files.hpp"
#include "verify_run.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace haul {

namespace {

void add_verify_options(CLI::App& verify, layered_options& options, verify_order& order) {
  add_results_files(verify, "RESULTS", order.results);
  options.value(
      "-d,--dir", "FOLDER", "The folder that haul get wrote to (default: .)",
      [&order](const std::string& text) -> result<void> {
        if (text.empty())
          return refused_value(text, "the name of a folder");
        order.directory = text;
        return {};
      });
  options.flag("-q,--quiet", "Say only what stops it", order.quiet);
  options.flag(
      "--json",
      "The counts as JSON on standard output, all else on\n"
      "standard error",
      order.json);
}

} // namespace

std::function<int()> add_verify_command(CLI::App& app) {
  CLI::App* const verify =
      app.add_subcommand("verify", "Check a finished folder against its results");
  const auto order = std::make_shared<verify_order>();
  const auto options = std::make_shared<layered_options>(*verify);
  add_verify_options(*verify, *options, *order);
  verify->callback([options] { options->complete(); });
  verify->footer("Exit code: 0 all is well, 1 something is missing or wrong, 2 the command line,\n"
                 "the folder or the results can't be used.");
  return [order] { return run_verify(*order); };
}

} // namespace haul
