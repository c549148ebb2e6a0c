#include "run_matrix.hpp"

#include "cell_process.hpp"
#include "child_process.hpp"
#include "meter.hpp"
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

cell_order order_of(const cell& of, std::string url, std::filesystem::path folder) {
  cell_order made;
  made.kind = of.kind;
  made.concurrency = of.concurrency;
  made.tasks = of.tasks;
  made.base = std::move(url);
  made.folder = std::move(folder);
  return made;
}

double cpu_seconds(const ended_process& ended) {
  return ended.user_seconds + ended.system_seconds;
}

// Adds what its process used to `used`.
figures run_client(const program& client, double& used) {
  result<child_process> started = child_process::start(client);
  if (!started)
    return failed_run(started.error().message);
  std::optional<figures> told = from_json(started->read_all());
  const ended_process ended = started->wait();
  used += cpu_seconds(ended);
  if (!told || !ended.fine())
    return failed_run(fmt::format("the client's process: {}", ended.describe()));
  return *std::move(told);
}

void report_progress(
    unsigned round, unsigned repeat, std::size_t position, std::size_t count, const cell& of,
    const figures& came) {
  fmt::print(
      stderr, "{}/{} {:>3}/{} {:12} {:>6} at once, {:>3} ms: ", round, repeat, position, count,
      to_string(of.kind), of.concurrency, of.delay.count());
  if (came.wall_seconds > 0)
    fmt::print(stderr, "{:>8.0f}/s", came.requests_per_second);
  if (came.disturbance() > disturbing)
    fmt::print(stderr, " (others: {:.0f} % of a core)", 100 * came.disturbance());
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
  const scratch_folder scratch;
  const double busy_before = busy_seconds();
  result<child_process> server = child_process::start(
      own_program({"serve", "--delay", std::to_string(of.delay.count())}, on.server));
  if (!server)
    return failed_run(server.error().message);
  const std::string url = server->read_line();
  if (url.empty())
    return failed_run("the server's process did not start");
  program client = own_program(arguments_of(order_of(of, url, scratch.path())), on.client);
  client.patience = patience + 4 * std::chrono::ceil<std::chrono::seconds>(ideal_time(of));
  double used = 0;
  figures made = run_client(client, used);
  server->terminate();
  const ended_process ended = server->wait();
  made.server_cpu_seconds = cpu_seconds(ended);
  made.others_cpu_seconds =
      std::max(0.0, busy_seconds() - busy_before - used - made.server_cpu_seconds);
  if (!ended.fine() && made.problem.empty())
    made.problem = fmt::format("the server's process: {}", ended.describe());
  // The client's word is checked against the files.
  if (made.wall_seconds > 0) {
    const std::size_t wrong = flag_workload(url).count_wrong(scratch.path(), of.tasks);
    made.failures = std::max(made.failures, static_cast<double>(wrong));
  }
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
