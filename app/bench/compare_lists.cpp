#include "compare_lists.hpp"

#include "child_process.hpp"
#include "list_program.hpp"
#include "nginx.hpp"
#include "output.hpp"
#include "pace_watch.hpp"
#include "scratch_folder.hpp"
#include "stop_signal.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>

namespace haul::bench {

namespace {

figures run_list_program(
    const list_comparison& what, const nginx& server, const list_program& which,
    const list_order& order, const workload& files, std::size_t rows, tenths& pace) {
  program started;
  started.file = which.file == "haul" ? haul_file() : find_program(which.file);
  if (started.file.empty())
    return failed_run(fmt::format("{} is not installed", which.file));
  if (const result<void> written = write_list(order.list, which, files, rows); !written)
    return failed_run(written.error().message);
  started.arguments = which.arguments(order);
  started.core = what.on.client;
  started.patience = std::chrono::seconds(what.patience);
  pace_watch watch(server, what.on.server);
  figures made = run_whole(started);
  pace = tenths_of(watch.stop(), static_cast<double>(rows));
  count_files(made, rows, which.count_wrong(files, order.folder, rows));
  return made;
}

// Each list once, by each program.
void run_round(
    const list_comparison& what, const nginx& server, const scratch_folder& scratch,
    std::vector<measured_list>& lists, unsigned round) {
  const same_file_workload files("same", what.size, [&](std::size_t) { return server.url(); });
  for (measured_list& list : lists) {
    for (std::size_t at = 0; at != list.contenders.size(); ++at) {
      contender& each = list.contenders[at];
      const list_order order = {scratch.path() / "list", scratch.make("files"), what.connections};
      tenths pace{};
      figures came = run_list_program(
          what, server, find_list_program(each.name), order, files, list.rows, pace);
      std::filesystem::remove_all(order.folder);
      if (stop_signal() != 0)
        return;
      fmt::print(
          stderr, "{}/{} {:7} rows {:12} {:.3f} s {}\n", round, what.repeat, list.rows, each.name,
          came.wall_seconds, came.problem);
      each.runs.push_back(std::move(came));
      list.paces[at].push_back(pace);
    }
  }
}

} // namespace

result<std::vector<measured_list>> compare_lists(const list_comparison& what) {
  const scratch_folder scratch;
  const std::string content = same_file_workload({}, what.size, {}).content(0);
  if (const auto written = write_result(scratch.make("www") / "same", content); !written)
    return written.error();
  const result<nginx> server = nginx::start(scratch.path(), false, what.on.server);
  if (!server)
    return server.error();
  std::vector<measured_list> lists;
  for (const std::size_t rows : what.rows) {
    measured_list& made = lists.emplace_back();
    made.rows = rows;
    for (const std::string& name : what.programs)
      made.contenders.push_back({name, {}});
    made.paces.resize(what.programs.size());
  }
  for (unsigned round = 1; round <= what.repeat && stop_signal() == 0; ++round)
    run_round(what, *server, scratch, lists, round);
  return lists;
}

} // namespace haul::bench
