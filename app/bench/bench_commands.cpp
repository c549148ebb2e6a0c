#include "bench_commands.hpp"

#include "bare_files.hpp"
#include "disk_alone.hpp"
#include "matrix_report.hpp"
#include "output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>
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

// Shows the table and keeps it, with the raw figures, as NAME.md and NAME.json.
void tell(
    const bench_options& from, const std::string& name, const machine_facts& machine,
    const std::string& tables, const std::string& raw) {
  fmt::print("{}\n{}", to_markdown(machine), tables);
  if (from.output.empty())
    return;
  keep(write_result(from.output / (name + ".json"), raw));
  keep(write_result(from.output / (name + ".md"), tables));
}

cores cores_for(const bench_options& from) {
  return from.no_pin ? cores() : choose_cores();
}

int tell_company(
    const bench_options& from, const std::string& name, const machine_facts& machine,
    const result<std::vector<measured_company>>& measured) {
  if (!measured)
    return complain(measured.error().message);
  tell(from, name, machine, company_tables(*measured), company_json(machine, *measured));
  for (const measured_company& each : *measured) {
    if (!all_right(std::vector{each.alone, each.together}) || each.pauses.within != 0)
      return 1;
  }
  return 0;
}

} // namespace

int complain(std::string_view message) {
  fmt::print(stderr, "haul-bench: {}\n", message);
  return 1;
}

int measure_matrix(const bench_options& from) {
  const machine_facts machine = describe_machine();
  const cores on = cores_for(from);
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
  what.on = cores_for(from);
  const machine_facts machine = describe_machine();
  const result<std::vector<contender>> contenders = compare_with_curl(what);
  if (!contenders)
    return complain(contenders.error().message);
  tell(
      from, what.encrypted ? "curl-tls" : "curl", machine, curl_table(what, *contenders),
      curl_json(what, machine, *contenders));
  return all_right(*contenders) ? 0 : 1;
}

int measure_lists(const bench_options& from) {
  list_comparison what = from.lists;
  what.repeat = from.repeat;
  what.on = cores_for(from);
  const machine_facts machine = describe_machine();
  const result<std::vector<measured_list>> lists = compare_lists(what);
  if (!lists)
    return complain(lists.error().message);
  tell(from, "lists", machine, lists_tables(what, *lists), lists_json(what, machine, *lists));
  // What others leave undone is a result.
  std::vector<contender> own;
  for (const measured_list& list : *lists)
    std::ranges::move(own_of(list.contenders), std::back_inserter(own));
  return all_right(own) ? 0 : 1;
}

int measure_peers(const bench_options& from) {
  peer_comparison what = from.peers;
  what.repeat = from.repeat;
  const cores on = cores_for(from);
  what.on = {
      what.on.client ? what.on.client : on.client, what.on.server ? what.on.server : on.server};
  const machine_facts machine = describe_machine();
  const result<measured_peers> measured = compare_peers(what);
  if (!measured)
    return complain(measured.error().message);
  const std::string name = what.http == http_version::http1 ? "peers" : "http2-" + what.server;
  tell(from, name, machine, peers_tables(what, *measured), peers_json(what, machine, *measured));
  if (!from.output.empty()) {
    draw(from.output, name, peers_plot(*measured, false));
    draw(from.output, name + "-large", peers_plot(*measured, true));
  }
  const bool fine = std::ranges::all_of(measured->races, [](const peer_race& each) {
    const std::vector<contender> own = own_of(each.contenders);
    return own.empty() || all_right(own);
  });
  return fine ? 0 : 1;
}

int measure_hosts(const bench_options& from) {
  hosts_comparison what = from.hosts;
  what.repeat = from.repeat;
  what.on = cores_for(from);
  return tell_company(from, "hosts", describe_machine(), compare_hosts(what));
}

int measure_names(const bench_options& from) {
  names_comparison what = from.names;
  what.repeat = from.repeat;
  what.on = cores_for(from);
  return tell_company(from, "names", describe_machine(), compare_names(what));
}

int measure_durable(const bench_options& from) {
  durable_comparison what = from.durable;
  what.repeat = from.repeat;
  what.on = cores_for(from);
  const machine_facts machine = describe_machine();
  const result<std::vector<measured_place>> places = compare_durable(what);
  if (!places)
    return complain(places.error().message);
  tell(
      from, "durable", machine, durable_tables(what, *places),
      durable_json(what, machine, *places));
  const bool fine = std::all_of(places->begin(), places->end(), [](const measured_place& each) {
    return all_right(each.ways);
  });
  return fine ? 0 : 1;
}

int measure_files(const bench_options& from) {
  files_comparison what = from.files;
  what.repeat = from.repeat;
  what.on = cores_for(from);
  const machine_facts machine = describe_machine();
  const result<std::vector<files_place>> places = compare_files(what);
  if (!places)
    return complain(places.error().message);
  tell(from, "files", machine, files_tables(what, *places), files_json(what, machine, *places));
  const bool fine = std::ranges::all_of(
      *places, [](const files_place& each) { return all_right(own_of(each.results)); });
  return fine ? 0 : 1;
}

int measure_far(const bench_options& from) {
  far_comparison what = from.far;
  what.repeat = from.repeat;
  what.on = cores_for(from);
  const machine_facts machine = describe_machine();
  const result<measured_far> measured = compare_far(what);
  if (!measured)
    return complain(measured.error().message);
  tell(from, "far", machine, far_table(what, *measured), far_json(what, machine, *measured));
  const std::vector<contender> own = own_of(measured->contenders);
  return own.empty() || all_right(own) ? 0 : 1;
}

int run_child_cell(const bench_options& from) {
  cell_order order = from.order;
  order.kind = find_variant(from.order_variant).value();
  fmt::print("{}\n", to_json(run_cell(order)));
  return 0;
}

int run_write_alone(const bench_options& from) {
  const same_file_workload files(
      "same", from.order.file_size, [](std::size_t) { return std::string(); });
  const result<void> written = write_alone(files, from.order.folder, from.order.tasks);
  return written ? 0 : complain(written.error().message);
}

int run_write_bare(const bench_options& from) {
  const result<void> written =
      write_bare(from.order.folder, from.order.tasks, from.order.file_size, from.order_form);
  return written ? 0 : complain(written.error().message);
}

} // namespace haul::bench
