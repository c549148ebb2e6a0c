#include "compare_durable.hpp"

#include "child_process.hpp"
#include "file_system.hpp"
#include "list_program.hpp"
#include "nginx.hpp"
#include "output.hpp"
#include "scratch_folder.hpp"
#include "stop_signal.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <memory>

namespace haul::bench {

namespace {

// A run must take long enough to be measured: files that nothing waits for are quick.
constexpr std::size_t more_of_the_quick = 10;

// A list for haul, and a server that has what is on it.
struct supply {
  const std::filesystem::path& list;
  const workload& files;
};

program program_for(
    const durable_comparison& what, const durable_way& way, const list_order& order) {
  program made;
  made.core = what.on.client;
  made.patience = std::chrono::seconds(what.patience);
  if (way.setting.empty()) {
    made.file = this_program();
    made.arguments = {
        "write-alone",
        "--folder",
        order.folder,
        "--files",
        std::to_string(way.files),
        "--file-size",
        std::to_string(what.size)};
    return made;
  }
  made.file = haul_file();
  made.arguments = list_programs().front().arguments(order);
  made.arguments.insert(made.arguments.end(), {"--durable", way.setting});
  return made;
}

figures run_way(
    const durable_comparison& what, const durable_way& way, const supply& from,
    const std::filesystem::path& folder) {
  if (const auto written = write_list(from.list, list_programs().front(), from.files, way.files);
      !written)
    return failed_run(written.error().message);
  const program started = program_for(what, way, {from.list, folder, what.connections});
  if (started.file.empty())
    return failed_run("haul is not installed");
  bring_to_disk(folder);
  const double flushes_before = disk_flushes(folder).value_or(0);
  figures made = run_whole(started);
  made.disk_flushes = disk_flushes(folder).value_or(0) - flushes_before;
  count_files(made, way.files, from.files.count_wrong(folder, way.files));
  return made;
}

// Each way once at one place. What stands on a disk is removed at the very end: ext4 takes no inode
// that was freed in the last minutes, and looking past thousands of them costs a millisecond a
// file.
void run_place(
    const durable_comparison& what, const supply& from, const scratch_folder& scratch,
    measured_place& place, unsigned round) {
  for (durable_way& way : place.ways) {
    const std::filesystem::path folder = scratch.make(fmt::format("{}-{}", round, way.setting));
    figures came = run_way(what, way, from, folder);
    if (in_memory(place.file_system))
      std::filesystem::remove_all(folder);
    if (stop_signal() != 0)
      return;
    fmt::print(
        stderr, "{}/{} {:6} {:5} {:.3f} s {}\n", round, what.repeat, place.file_system,
        way.setting.empty() ? "alone" : way.setting, came.wall_seconds, came.problem);
    way.runs.push_back(std::move(came));
  }
}

} // namespace

measured_place plan_place(std::string file_system, const durable_comparison& what) {
  measured_place made;
  const std::size_t quick = more_of_the_quick * what.files;
  const std::size_t synced = in_memory(file_system) ? quick : what.files;
  made.ways = {{"", synced, {}}, {"none", quick, {}}, {"batch", synced, {}}, {"each", synced, {}}};
  made.file_system = std::move(file_system);
  return made;
}

result<std::vector<measured_place>> compare_durable(const durable_comparison& what) {
  const scratch_folder scratch;
  const std::string content = same_file_workload({}, what.size, {}).content(0);
  if (const auto written = write_result(scratch.make("www") / "same", content); !written)
    return written.error();
  const result<nginx> server = nginx::start(scratch.path(), false, what.on.server);
  if (!server)
    return server.error();
  std::vector<measured_place> places = {plan_place(file_system_of(scratch.path()), what)};
  std::vector<std::unique_ptr<scratch_folder>> elsewhere;
  for (const std::string& each : what.folders) {
    places.push_back(plan_place(file_system_of(each), what));
    elsewhere.push_back(std::make_unique<scratch_folder>(each));
  }
  const same_file_workload files("same", what.size, [&](std::size_t) { return server->url(); });
  const std::filesystem::path list = scratch.path() / "list";
  for (unsigned round = 1; round <= what.repeat && stop_signal() == 0; ++round) {
    for (std::size_t at = 0; at != places.size() && stop_signal() == 0; ++at)
      run_place(what, {list, files}, at == 0 ? scratch : *elsewhere[at - 1], places[at], round);
  }
  return places;
}

} // namespace haul::bench
