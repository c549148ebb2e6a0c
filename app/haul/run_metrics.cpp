#include "run_metrics.hpp"

#include "metrics_text.hpp"

#include <fstream>
#include <unistd.h>

namespace haul {

namespace {

constexpr std::array<status, 5> statuses = {
    status::ok, status::not_found, status::skipped, status::unchanged, status::error};

// HTTP statuses that errors often have; the others come when they come.
constexpr std::array<unsigned, 10> usual_http_errors = {0,   400, 401, 403, 410,
                                                        429, 500, 502, 503, 504};

double in_seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

// 0 where the system does not say.
std::uint64_t resident_bytes() {
  std::ifstream said("/proc/self/statm");
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  said >> size >> resident;
  return said ? resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

void add_run(metrics_text& to, const run_moment& now, const std::optional<run_end>& end) {
  to.gauge("haul_build_info", "Which haul this is; always 1.");
  to.sample(std::uint64_t{1}, {{"version", HAUL_VERSION}});
  if (end) {
    to.gauge("haul_end_time_seconds", "When the run ended, in seconds since 1970.");
    to.sample(in_seconds(end->at.time_since_epoch()));
    to.gauge("haul_exit_code", "The exit code of the run that ended.");
    to.sample(static_cast<std::uint64_t>(end->code));
  }
  if (now.rows) {
    to.gauge("haul_rows", "Rows of the input, where their number is known.");
    to.sample(*now.rows);
  }
  to.gauge("haul_rows_done_before", "Rows that an earlier run had recorded as done.");
  to.sample(now.rows_done_before);
  to.gauge("haul_tasks_in_flight", "Tasks that have started and not ended.");
  to.sample(std::uint64_t{now.in_flight});
  to.gauge("haul_tasks_waiting", "Tasks that were read and have not started.");
  to.sample(std::uint64_t{now.waiting});
  to.gauge("haul_max_requests", "How many tasks may run at once.");
  to.sample(std::uint64_t{now.max_requests});
  to.counter("haul_received_bytes_total", "Bytes of bodies that came, of failed attempts, too.");
  to.sample(now.received_bytes);
  to.gauge("haul_process_resident_memory_bytes", "Memory of the process.");
  to.sample(resident_bytes());
}

void add_hosts(metrics_text& to, const busiest_hosts& hosts) {
  to.gauge("haul_hosts_busy", "Hosts with tasks in flight or waiting.");
  to.sample(std::uint64_t{hosts.busy()});
  to.gauge("haul_hosts_paused", "Hosts that get no request for now.");
  to.sample(std::uint64_t{hosts.paused()});
  const auto add = [&](std::string_view name, std::string_view help, const auto& value_of) {
    to.gauge(name, help);
    for (const auto& [host, load] : hosts.chosen())
      to.sample(value_of(load), {{"host", host}});
  };
  add("haul_host_limit", "How many requests a host bears at once.",
      [](const host_load& load) { return std::uint64_t{load.limit}; });
  add("haul_host_in_flight", "Requests to a host that are under way.",
      [](const host_load& load) { return std::uint64_t{load.in_flight}; });
  add("haul_host_waiting", "Tasks that wait for a host.",
      [](const host_load& load) { return std::uint64_t{load.waiting}; });
  add("haul_host_pause_seconds", "How long a host gets no request.",
      [](const host_load& load) { return in_seconds(load.pause); });
}

} // namespace

run_metrics::run_metrics() {
  for (int each = 0; each <= static_cast<int>(cause::internal); ++each) {
    const auto kind = static_cast<cause>(each);
    if (kind != cause::cancelled)
      errors_.emplace(to_string(kind), 0);
  }
  for (const unsigned each : usual_http_errors)
    http_errors_.emplace(each, 0);
}

void run_metrics::add(const record& written) {
  file_bytes_ += written.bytes;
  attempts_ += written.attempts;
  if (was_cancelled(written)) {
    ++cancelled_;
    return;
  }
  ++counts_[static_cast<std::size_t>(written.status)];
  if (written.error) {
    if (const auto found = errors_.find(written.error->kind); found != errors_.end())
      ++found->second;
    if (written.error->kind == to_string(cause::http_status))
      ++http_errors_[written.http_status < 600 ? written.http_status : 0];
  }
  if (written.attempts != 0)
    durations_.add(written.elapsed);
  if (written.first_byte.count() > 0)
    first_bytes_.add(written.first_byte);
}

std::string run_metrics::text(
    const std::vector<metric_label>& labels, const run_moment& now, const busiest_hosts& hosts,
    const std::optional<run_end>& end) const {
  metrics_text to(labels);
  to.gauge("haul_start_time_seconds", "When the run began, in seconds since 1970.");
  to.sample(in_seconds(started_.time_since_epoch()));
  add_run(to, now, end);
  to.counter("haul_tasks_total", "Tasks that have ended, by how.");
  for (const status each : statuses) {
    const std::uint64_t count = counts_[static_cast<std::size_t>(each)];
    to.sample(count, {{"status", std::string(to_string(each))}});
  }
  to.sample(cancelled_, {{"status", "cancelled"}});
  to.counter("haul_errors_total", "Tasks that ended as errors, by why.");
  for (const auto& [kind, count] : errors_)
    to.sample(count, {{"kind", kind}});
  to.counter("haul_http_errors_total", "Tasks that ended as errors by an HTTP status, by which.");
  for (const auto& [code, count] : http_errors_)
    to.sample(count, {{"code", code == 0 ? "other" : std::to_string(code)}});
  to.counter("haul_attempts_total", "Attempts of the tasks that have ended.");
  to.sample(attempts_);
  to.counter("haul_file_bytes_total", "Bytes of the files that are whole.");
  to.sample(file_bytes_);
  to.histogram("haul_task_duration_seconds", "From a task's first attempt to its end.", durations_);
  to.histogram(
      "haul_first_byte_seconds", "From a connection to the response's header, in the last attempt.",
      first_bytes_);
  add_hosts(to, hosts);
  return to.text();
}

} // namespace haul
