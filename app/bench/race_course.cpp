#include "race_course.hpp"

#include "child_process.hpp"
#include "meter.hpp"
#include "socket_load.hpp"

#include <algorithm>
#include <chrono>

namespace haul::bench {

namespace {

// Enters what the server used, and what all the others did, meanwhile.
figures run_pinned(const race_course& on, program started, std::string* printed = nullptr) {
  started.core = on.what.on.client;
  started.patience = std::chrono::seconds(on.what.patience);
  const double server_before = on.server.cpu_seconds();
  const double busy_before = busy_seconds();
  figures made = run_whole(started, printed);
  const double busy = busy_seconds() - busy_before;
  made.server_cpu_seconds = on.server.cpu_seconds() - server_before;
  made.others_cpu_seconds = std::max(0.0, busy - made.server_cpu_seconds - made.cpu_seconds());
  return made;
}

} // namespace

task queried_workload::make_task(std::size_t number) const {
  task made = files_.make_task(number);
  const std::string file = files_.make_task(number % distinct_files).output;
  made.output = file + "?" + made.code;
  made.url.replace(made.url.rfind('/') + 1, std::string::npos, made.output);
  return made;
}

figures run_peer(const peer& which, const race_course& on, const std::filesystem::path& folder) {
  if (!which.problem.empty())
    return failed_run(which.problem);
  const list_order order = {
      on.scratch.path() / "list", folder, on.what.connections, on.server.certificate(),
      on.what.http};
  if (const result<void> written = write_list(order.list, which.how->called, on.files, on.count);
      !written)
    return failed_run(written.error().message);
  program started;
  started.file = which.file;
  started.arguments = which.how->called.arguments(order);
  figures made = run_pinned(on, started);
  count_files(made, on.count, on.files.count_wrong(folder, on.count));
  return made;
}

figures run_sockets(const peer& load, const race_course& on) {
  if (!load.problem.empty())
    return failed_run(load.problem);
  const bool two = on.what.http == http_version::http2;
  const std::string url = on.files.make_task(0).url;
  std::string printed;
  figures made = run_pinned(
      on,
      two ? http2_load_program(load.file, url, on.count)
          : load_program(load.file, url, on.what.connections),
      &printed);
  const load_report report = two ? read_http2_load(printed) : read_load(printed);
  if (made.wall_seconds == 0 || report.answers == 0)
    return failed_run(made.problem.empty() ? report.problem : made.problem);
  scale_to(made, report.answers, static_cast<double>(on.count));
  if (made.problem.empty())
    made.problem = report.problem;
  return made;
}

figures run_files(const race_course& on, const std::filesystem::path& folder) {
  program started;
  started.file = this_program();
  started.arguments = {
      "write-bare",
      "--folder",
      folder,
      "--files",
      std::to_string(on.count),
      "--file-size",
      std::to_string(on.what.size)};
  figures made = run_pinned(on, started);
  count_files(made, on.count, 0);
  return made;
}

} // namespace haul::bench
