#include "bench_commands.hpp"

#include "matrix_report.hpp"
#include "output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace haul::bench {

namespace {

// Measuring is too slow to lose the figures because a plot can't be drawn.
void keep(const result<void>& done) {
  if (!done)
    complain(done.error().message);
}

void draw(const std::filesystem::path& folder, const std::string& name, const std::string& plot) {
  if (!plot.empty())
    keep(draw_plot(folder, name, plot));
}

// Whether no file came out wrong, and something was measured. That a machine has not so many
// threads or descriptors is a result, too.
template<class Measured>
bool all_right(const std::vector<Measured>& measured) {
  bool ran = false;
  for (const Measured& each : measured) {
    const bool wrong = std::any_of(
        each.runs.begin(), each.runs.end(), [](const figures& run) { return run.failures > 0; });
    if (wrong)
      return false;
    ran = ran || summarise(each.runs).runs != 0;
  }
  return ran;
}

} // namespace

int complain(std::string_view message) {
  fmt::print(stderr, "haul-bench: {}\n", message);
  return 1;
}

int measure_matrix(const bench_options& from) {
  const machine_facts machine = describe_machine();
  const cores on = from.no_pin ? cores() : choose_cores();
  const std::vector<measured_cell> cells = run_matrix(plan_cells(matrix_of(from)), from.repeat, on);
  const std::string tables = matrix_tables(cells);
  fmt::print("{}\n{}", to_markdown(machine), tables);
  if (!from.output.empty()) {
    keep(write_result(from.output / "results.json", matrix_json(machine, cells)));
    keep(write_result(from.output / "tables.md", to_markdown(machine) + "\n" + tables));
    draw(from.output, "requests", requests_plot(cells));
    draw(from.output, "memory", memory_plot(cells));
  }
  return all_right(cells) ? 0 : 1;
}

int measure_curl(const bench_options& from) {
  curl_comparison what = from.curl;
  what.repeat = from.repeat;
  if (!from.no_pin)
    what.on = choose_cores();
  const machine_facts machine = describe_machine();
  const result<std::vector<contender>> contenders = compare_with_curl(what);
  if (!contenders)
    return complain(contenders.error().message);
  const std::string text = curl_table(what, *contenders);
  fmt::print("{}\n{}", to_markdown(machine), text);
  if (!from.output.empty()) {
    const std::string name = what.encrypted ? "curl-tls" : "curl";
    keep(write_result(from.output / (name + ".json"), curl_json(what, machine, *contenders)));
    keep(write_result(from.output / (name + ".md"), text));
  }
  return all_right(*contenders) ? 0 : 1;
}

int run_child_cell(const bench_options& from) {
  cell_order order = from.order;
  order.kind = find_variant(from.order_variant).value();
  fmt::print("{}\n", to_json(run_cell(order)));
  return 0;
}

} // namespace haul::bench
