#include "report_command.hpp"

#include "layered_options.hpp"
#include "report_run.hpp"
#include "results_files.hpp"
#include "take_values.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

namespace haul {

namespace {

void add_list_options(layered_options& options, get_order& list) {
  options.repeatable(
      "--against", "LIST", "A list that was downloaded: tells what is missing",
      [&list](const std::string& text) -> result<void> {
        if (text.empty())
          return refused_value(text, "the name of a file");
        list.inputs.push_back(text);
        return {};
      });
  options.value(
      "--input-format", "FORMAT", "Of the list, as for haul get (default: guessed)",
      take_input_format(list.input_format));
  options.value(
      "--url", "TEMPLATE", "The URL template that haul get was given with it",
      take_text(list.url_template, "a template of URLs", is_some));
}

void complete(layered_options& options, const report_order& order) {
  options.complete();
  const get_order& list = order.list;
  if (list.inputs.empty() && (!list.input_format.empty() || !list.url_template.empty()))
    throw CLI::ValidationError("--against", "is missing, which --input-format and --url are for");
  const auto standard = std::count(order.results.begin(), order.results.end(), "-") +
                        std::count(list.inputs.begin(), list.inputs.end(), "-");
  if (standard > 1)
    throw CLI::ValidationError("-", "standard input can be read only once");
  for (const std::vector<std::string>& read : {order.results, list.inputs}) {
    for (const std::string& each : read) {
      std::error_code failed; // where one of them is not there, they are not the same
      if (!order.html.empty() && std::filesystem::equivalent(each, order.html, failed))
        throw CLI::ValidationError("--html", "names a file that is read");
    }
  }
}

} // namespace

std::function<int()> add_report_command(CLI::App& app) {
  CLI::App* const report =
      app.add_subcommand("report", "Put results of any number of runs together");
  const auto order = std::make_shared<report_order>();
  const auto options = std::make_shared<layered_options>(*report);
  add_results_files(*report, "FILE", order->results);
  add_list_options(*options, order->list);
  options->flag("--json", "One JSON object instead of text", order->json);
  options->value(
      "--html", "OUT", "Also one page with charts, which needs no network",
      take_text(order->html, "the name of a file, which '-' is not", [](const std::string& text) {
        return !text.empty() && text != "-";
      }));
  report->callback([options, order] { complete(*options, *order); });
  report->footer("Exit code: 0 every row is done (not found counts as done), 1 a row failed or is\n"
                 "missing, 2 the command line, a file or a list can't be used.");
  return [order] { return run_report(*order); };
}

} // namespace haul
