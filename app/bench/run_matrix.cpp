#include "run_matrix.hpp"

#include "cell_process.hpp"
#include "child_process.hpp"
#include "scratch_folder.hpp"
#include "stop_signal.hpp"
#include "workload.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <sched.h>

namespace haul::bench {

namespace {

// Far more than any run needs.
constexpr std::chrono::seconds patience{300};

program own_program(std::vector<std::string> arguments, std::optional<int> core) {
  program made;
  made.file = this_program();
  made.arguments = std::move(arguments);
  made.core = core;
  return made;
}

// The client's part: a process that downloads, whose word is then checked against the files.
figures run_client(const cell& of, const std::string& url, std::optional<int> core) {
  const scratch_folder scratch;
  cell_order order;
  order.kind = of.kind;
  order.concurrency = of.concurrency;
  order.tasks = of.tasks;
  order.base = url;
  order.folder = scratch.path();
  program client = own_program(arguments_of(order), core);
  client.patience = patience + 4 * std::chrono::ceil<std::chrono::seconds>(ideal_time(of));
  result<child_process> started = child_process::start(client);
  if (!started)
    return failed_run(started.error().message);
  const std::optional<figures> told = from_json(started->read_all());
  const ended_process ended = started->wait();
  if (!told || !ended.fine())
    return failed_run(fmt::format("the client's process: {}", ended.describe()));
  figures made = *told;
  if (made.wall_seconds > 0) {
    const std::size_t wrong = flag_workload(url).count_wrong(order.folder, of.tasks);
    made.failures = std::max(made.failures, static_cast<double>(wrong));
  }
  return made;
}

void report_progress(
    unsigned round, unsigned repeat, std::size_t position, std::size_t count, const cell& of,
    const figures& came) {
  fmt::print(
      stderr, "{}/{} {:>3}/{} {:12} {:>6} at once, {:>3} ms: ", round, repeat, position, count,
      to_string(of.kind), of.concurrency, of.delay.count());
  if (came.wall_seconds > 0)
    fmt::print(stderr, "{:>8.0f}/s", came.requests_per_second);
  fmt::print(stderr, "{}{}\n", came.problem.empty() ? "" : " ", came.problem);
}

} // namespace

cores choose_cores() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  cores chosen;
  if (::sched_getaffinity(0, sizeof(allowed), &allowed) != 0)
    return chosen;
  for (int each = 0; each != CPU_SETSIZE; ++each) {
    if (CPU_ISSET(each, &allowed)) {
      chosen.client = chosen.client.value_or(each);
      chosen.server = each;
    }
  }
  return chosen;
}

std::vector<std::chrono::milliseconds> delays_of(std::span<const measured_cell> cells) {
  std::vector<std::chrono::milliseconds> found;
  for (const measured_cell& each : cells) {
    if (std::find(found.begin(), found.end(), each.of.delay) == found.end())
      found.push_back(each.of.delay);
  }
  return found;
}

figures run_once(const cell& of, const cores& on) {
  result<child_process> server = child_process::start(
      own_program({"serve", "--delay", std::to_string(of.delay.count())}, on.server));
  if (!server)
    return failed_run(server.error().message);
  const std::string url = server->read_line();
  if (url.empty())
    return failed_run("the server's process did not start");
  figures made = run_client(of, url, on.client);
  server->terminate();
  const ended_process ended = server->wait();
  made.server_cpu_seconds = ended.user_seconds + ended.system_seconds;
  if (!ended.fine() && made.problem.empty())
    made.problem = fmt::format("the server's process: {}", ended.describe());
  return made;
}

std::vector<measured_cell> run_matrix(
    const std::vector<cell>& cells, unsigned repeat, const cores& on) {
  std::vector<measured_cell> measured;
  measured.reserve(cells.size());
  for (const cell& each : cells)
    measured.push_back({each, {}});
  for (unsigned round = 1; round <= repeat && stop_signal() == 0; ++round) {
    for (std::size_t position = 0; position != cells.size(); ++position) {
      measured_cell& here = measured[position];
      figures came = run_once(here.of, on);
      if (stop_signal() != 0)
        break;
      report_progress(round, repeat, position + 1, cells.size(), here.of, came);
      here.runs.push_back(std::move(came));
    }
  }
  std::erase_if(measured, [](const measured_cell& each) { return each.runs.empty(); });
  return measured;
}

} // namespace haul::bench
