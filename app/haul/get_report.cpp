#include "get_report.hpp"

#include "amounts.hpp"
#include "json_text.hpp"
#include "timestamp.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

namespace haul {

namespace {

using lines = std::vector<std::string>;

void add_counts(lines& report, const tally& counts, const get_result& ended) {
  const auto add = [&](std::uint64_t count, const std::string& text) {
    if (count != 0)
      report.push_back(text + ".");
  };
  const std::uint64_t errors = counts.errors - counts.cancelled;
  add(ended.done_before, fmt::format("{} done by an earlier run", ended.done_before));
  add(counts.ok, count_text(counts.ok, "file") + " downloaded");
  add(counts.skipped, fmt::format("{} skipped", counts.skipped));
  add(counts.unchanged, fmt::format("{} unchanged", counts.unchanged));
  add(counts.not_found, fmt::format("{} not found", counts.not_found));
  add(errors, count_text(errors, "error"));
  add(counts.cancelled, fmt::format("{} cancelled", counts.cancelled));
  add(ended.never_started, fmt::format("{} never started", ended.never_started));
}

void add_errors(lines& report, const run_statistics& statistics) {
  const std::vector<common_error> errors = statistics.most_frequent_errors();
  if (!errors.empty())
    report.push_back("Most frequent errors:");
  for (const common_error& each : errors)
    report.push_back(printable(fmt::format(
        "  {} {}, such as {}: {}", count_text(each.count, "time"), each.kind, each.code,
        each.message)));
}

void add_hosts(lines& report, const run_statistics& statistics) {
  const std::vector<slow_host> hosts = statistics.slowest_hosts();
  if (!hosts.empty())
    report.push_back("Slowest hosts, by the mean time to the first byte:");
  for (const slow_host& each : hosts)
    report.push_back(printable(fmt::format(
        "  {}: {} over {}", each.host, duration_text(each.mean),
        count_text(each.requests, "request"))));
}

} // namespace

std::vector<std::string> opening_report(const get_plan& plan) {
  const std::string what = plan.rows ? count_text(*plan.rows, "file") : "files";
  std::string limits = fmt::format("at most {} at once", plan.max_requests);
  if (plan.max_per_host != 0 && plan.max_per_host < plan.max_requests)
    limits += fmt::format(", {} at one host", plan.max_per_host);
  lines report = {
      fmt::format("Downloading {} to '{}', {}.", what, printable(plan.directory.native()), limits)};
  if (plan.done_before != 0)
    report.push_back(fmt::format(
        "{} done by an earlier run {} left out.", plan.done_before,
        plan.done_before == 1 ? "is" : "are"));
  return report;
}

std::string verbose_line(const record& written) {
  const std::string code = printable(written.code);
  switch (written.status) {
  case status::ok:
    return fmt::format(
        "{} ok {} in {} ({})", code, byte_text(written.bytes), duration_text(written.elapsed),
        printable(written.protocol));
  case status::skipped: return code + " skipped";
  case status::unchanged: return code + " unchanged";
  case status::not_found: {
    const std::string& url = written.final_url.empty() ? written.url : written.final_url;
    return fmt::format("{} not found: {}", code, printable(url));
  }
  case status::error: break;
  }
  if (was_cancelled(written))
    return code + " cancelled";
  return fmt::format("{} error: {}", code, printable(written.error ? written.error->message : ""));
}

std::vector<std::string> closing_report(const get_result& ended, const run_statistics& statistics) {
  const tally& counts = statistics.counts();
  lines report{std::string(20, '-')};
  add_counts(report, counts, ended);
  report.push_back(fmt::format(
      "{} in {}, {}.", byte_text(counts.bytes), duration_text(ended.elapsed),
      rate_text(counts.bytes, ended.elapsed)));
  add_errors(report, statistics);
  add_hosts(report, statistics);
  return report;
}

std::string json_log_line(
    std::chrono::system_clock::time_point time, std::string_view level, std::string_view message,
    std::span<const log_field> fields) {
  json_object line;
  line.add_text("time", format_timestamp(time));
  line.add_text("level", level);
  line.add_text("message", message);
  for (const log_field& each : fields) {
    if (const auto* number = std::get_if<std::uint64_t>(&each.value))
      line.add_number(each.name, *number);
    else
      line.add_text(each.name, std::get<std::string>(each.value));
  }
  return line.close();
}

} // namespace haul
