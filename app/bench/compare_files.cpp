#include "compare_files.hpp"

#include "child_process.hpp"
#include "compare_peers.hpp"
#include "file_system.hpp"
#include "list_program.hpp"
#include "nginx.hpp"
#include "race_course.hpp"
#include "scratch_folder.hpp"
#include "stop_signal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace haul::bench {

namespace {

// The same files, in folders.
class fanned_workload final : public workload {
 public:
  explicit fanned_workload(const workload& files) : files_(files) {}
  task make_task(std::size_t number) const override {
    task made = files_.make_task(number);
    made.output = fmt::format("{:03}/{}", number / files_a_folder, made.output);
    return made;
  }
  std::string content(std::size_t number) const override { return files_.content(number); }

 private:
  const workload& files_;
};

// What all runs have in common.
struct supply {
  const files_comparison& what;
  const nginx& server;
  const scratch_folder& memory;
  const workload& flat;
  const workload& fanned;

  const workload& files_of(const files_way& way) const { return way.fanned ? fanned : flat; }
};

program bare_program(const supply& from, const files_way& way, const std::string& folder) {
  program made;
  made.file = this_program();
  made.arguments = {
      "write-bare",
      "--folder",
      folder,
      "--files",
      std::to_string(from.what.files),
      "--file-size",
      std::to_string(from.what.size)};
  if (way.fanned)
    made.arguments.insert(
        made.arguments.end(), {"--files-a-folder", std::to_string(files_a_folder)});
  return made;
}

result<program> list_reader(
    const supply& from, const files_way& way, const std::filesystem::path& folder) {
  const list_program& reader =
      find_list_program(way.by == files_way::maker::haul ? "haul" : "curl");
  const list_order order = {from.memory.path() / "list", folder, from.what.connections};
  if (const auto written = write_list(order.list, reader, from.files_of(way), from.what.files);
      !written)
    return written.error();
  program made;
  made.file = way.by == files_way::maker::haul ? haul_file() : find_program(reader.file);
  made.arguments = reader.arguments(order);
  return made;
}

// How many are missing or wrong of those that `tar`, not haul, finds in the shards.
std::size_t count_wrong_members(const supply& from, const std::filesystem::path& packed) {
  const std::filesystem::path out = from.memory.make("members");
  for (const auto& each : std::filesystem::directory_iterator(packed)) {
    if (each.path().extension() != ".tar")
      continue;
    program tar;
    tar.file = find_program("tar");
    tar.arguments = {"-xf", each.path(), "-C", out};
    run_whole(tar); // what it can't extract is missing
  }
  const std::size_t wrong = from.flat.count_wrong(out, from.what.files);
  std::filesystem::remove_all(out);
  return wrong;
}

figures run_way(const supply& from, const files_way& way, const std::filesystem::path& folder) {
  const bool bare = way.by == files_way::maker::bare;
  result<program> started = bare_program(from, way, folder);
  if (!bare)
    started = list_reader(from, way, folder);
  if (!started)
    return failed_run(started.error().message);
  if (started->file.empty())
    return failed_run("not installed");
  started->arguments.insert(started->arguments.end(), way.options.begin(), way.options.end());
  started->core = from.what.on.client;
  started->patience = std::chrono::seconds(from.what.patience);
  bring_to_disk(folder);
  const double server_before = from.server.cpu_seconds();
  figures made = run_whole(*started);
  made.server_cpu_seconds = from.server.cpu_seconds() - server_before;
  std::size_t wrong = 0; // the bare loop writes something else
  if (way.name.find("pack") != std::string_view::npos)
    wrong = count_wrong_members(from, folder);
  else if (!bare)
    wrong = from.files_of(way).count_wrong(folder, from.what.files);
  count_files(made, from.what.files, wrong);
  return made;
}

// What stands on a disk is removed at the very end: see `run_place` of `compare_durable`.
void run_round(
    const supply& from, const scratch_folder& scratch, files_place& place, unsigned round) {
  for (const std::size_t at : order_in_round(round, place.results.size())) {
    contender& into = place.results[at];
    const files_way& way = *std::ranges::find(
        files_ways(), into.name, [](const files_way& each) { return std::string(each.name); });
    const std::filesystem::path folder = scratch.make(fmt::format("{}-{}", round, at));
    figures came = run_way(from, way, folder);
    if (in_memory(place.file_system))
      std::filesystem::remove_all(folder);
    if (stop_signal() != 0)
      return;
    fmt::print(
        stderr, "{}/{} {:6} {:40} {:.3f} s {}\n", round, from.what.repeat, place.file_system,
        way.name, came.wall_seconds, came.problem);
    into.runs.push_back(std::move(came));
  }
}

} // namespace

const std::vector<files_way>& files_ways() {
  using maker = files_way::maker;
  static const std::vector<files_way> ways = {
      {"haul, one folder", maker::haul},
      {"haul, folders of a thousand", maker::haul, true},
      {"haul, `--pack tar`", maker::haul, false, false, {"--pack", "tar"}},
      {"haul, `--durable batch`", maker::haul, false, true, {"--durable", "batch"}},
      {"curl, one folder", maker::curl},
      {"bare: open, write, close, rename", maker::bare},
      {"bare, folders of a thousand", maker::bare, true},
      {"bare: `O_TMPFILE`, write, linkat, close", maker::bare, false, false, {"--unnamed"}},
  };
  return ways;
}

files_place plan_files_place(std::string file_system) {
  files_place made;
  for (const files_way& each : files_ways()) {
    if (!each.on_disk_only || !in_memory(file_system))
      made.results.push_back({std::string(each.name), {}});
  }
  made.file_system = std::move(file_system);
  return made;
}

result<std::vector<files_place>> compare_files(const files_comparison& what) {
  const scratch_folder memory;
  memory.make("www");
  file_workload({}, what.size).write_files(memory.make("www/hundred"), distinct_files);
  const result<nginx> server = nginx::start(memory.path(), false, what.on.server);
  if (!server)
    return server.error();
  const many_workload flat(server->url(), what.size);
  const fanned_workload fanned(flat);
  std::vector<files_place> places = {plan_files_place(file_system_of(memory.path()))};
  std::vector<std::unique_ptr<scratch_folder>> elsewhere;
  for (const std::string& each : what.folders) {
    places.push_back(plan_files_place(file_system_of(each)));
    elsewhere.push_back(std::make_unique<scratch_folder>(each));
  }
  const supply from = {what, *server, memory, flat, fanned};
  for (unsigned round = 1; round <= what.repeat && stop_signal() == 0; ++round) {
    for (std::size_t at = 0; at != places.size() && stop_signal() == 0; ++at)
      run_round(from, at == 0 ? memory : *elsewhere[at - 1], places[at], round);
  }
  return places;
}

} // namespace haul::bench
