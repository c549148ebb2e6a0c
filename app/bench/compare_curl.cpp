#include "compare_curl.hpp"

#include "cell_process.hpp"
#include "child_process.hpp"
#include "failure.hpp"
#include "nginx.hpp"
#include "output.hpp"
#include "scratch_folder.hpp"
#include "stop_signal.hpp"
#include "workload.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <functional>

namespace haul::bench {

namespace {

constexpr std::chrono::seconds patience{300};

// What both programs need to know.
struct course {
  const curl_comparison& what;
  const nginx& server;
  const file_workload& files;
  std::filesystem::path list;   // curl's configuration
  std::filesystem::path folder; // where the files go
};

std::string curl_list(const file_workload& files, std::size_t count) {
  std::string text;
  for (const task& each : files.make_tasks(count))
    text += fmt::format("url = \"{}\"\noutput = \"{}\"\n", each.url, each.output);
  return text;
}

program curl_program(const course& on) {
  program made;
  made.file = find_program("curl");
  made.arguments = {
      "--parallel",
      "--parallel-max",
      std::to_string(on.what.connections),
      "--no-progress-meter",
      "--show-error",
      "--fail",
      "--config",
      on.list,
      "--output-dir",
      on.folder};
  if (on.what.encrypted)
    made.arguments.insert(made.arguments.end(), {"--cacert", on.server.certificate()});
  return made;
}

program haul_program(const course& on) {
  cell_order order;
  order.concurrency = on.what.connections;
  order.tasks = on.what.files;
  order.base = on.server.url();
  order.file_size = on.what.size;
  order.folder = on.folder;
  order.ca_file = on.server.certificate();
  program made;
  made.file = this_program();
  made.arguments = arguments_of(order);
  return made;
}

figures run_program(program started, const course& on) {
  started.core = on.what.on.client;
  started.patience = patience;
  result<child_process> running = child_process::start(started);
  if (!running)
    return failed_run(running.error().message);
  // What haul tells of itself is worth less here than what is seen from outside.
  const std::string told = running->read_all();
  const ended_process ended = running->wait();
  if (!ended.fine())
    return failed_run(fmt::format("{} {}", ended.describe(), told));
  figures made = figures_of(ended);
  made.requests_per_second = static_cast<double>(on.what.files) / ended.wall_seconds;
  made.failures = static_cast<double>(on.files.count_wrong(on.folder, on.what.files));
  if (const std::optional<figures> own = from_json(told))
    made.problem = own->problem;
  return made;
}

void run_in_turn(
    const curl_comparison& what, const scratch_folder& scratch, course on,
    std::vector<contender>& contenders) {
  const std::array<std::function<program(const course&)>, 2> make = {haul_program, curl_program};
  for (unsigned round = 1; round <= what.repeat; ++round) {
    for (std::size_t each = 0; each != contenders.size(); ++each) {
      on.folder = scratch.make(fmt::format("{}-{}", round, each));
      figures came = run_program(make[each](on), on);
      std::filesystem::remove_all(on.folder);
      if (stop_signal() != 0)
        return;
      fmt::print(
          stderr, "{}/{} {:5} {:.3f} s {}\n", round, what.repeat, contenders[each].name,
          came.wall_seconds, came.problem);
      contenders[each].runs.push_back(std::move(came));
    }
  }
}

} // namespace

result<std::vector<contender>> compare_with_curl(const curl_comparison& what) {
  if (find_program("curl").empty())
    return failure(
        stage::internal, cause::internal, "curl is not installed (Debian's package curl)");
  const scratch_folder scratch;
  const file_workload files({}, what.size);
  files.write_files(scratch.make("www"), what.files);
  const result<nginx> server = nginx::start(scratch.path(), what.encrypted, what.on.server);
  if (!server)
    return server.error();
  const file_workload served(server->url(), what.size);
  const std::filesystem::path list = scratch.path() / "list";
  if (const auto written = write_result(list, curl_list(served, what.files)); !written)
    return written.error();
  std::vector<contender> contenders(2);
  contenders[0].name = "haul";
  contenders[1].name = "curl";
  run_in_turn(what, scratch, {what, *server, served, list, {}}, contenders);
  return contenders;
}

} // namespace haul::bench
