#include "matrix_report.hpp"

#include "runs_json.hpp"
#include "table.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <chrono>
#include <vector>

namespace haul::bench {

namespace json = boost::json;

namespace {

const std::vector<std::string> head = {
    "at once",  "variant",         "requests/s",     "least … most",
    "wall s",   "of ideal",        "CPU µs/request", "server µs/request",
    "peak MiB", "MiB for the run", "threads",        "switches/request"};

std::string rate(double value) {
  return value < 100 ? short_number(value) : grouped(value);
}

// What the numbers don't tell, as a line below the table; empty when there is nothing.
std::string remark(const measured_cell& measured) {
  const figures& median = summarise(measured.runs).median;
  std::string text;
  if (median.failures > 0)
    text += fmt::format("; {} tasks failed", grouped(median.failures));
  if (!median.problem.empty())
    text += "; " + median.problem;
  if (median.queue_overflows > 0)
    text += fmt::format(
        "; the server's queue of new connections was full {} times",
        grouped(median.queue_overflows));
  if (median.disturbance() > disturbing)
    text += fmt::format(
        "; disturbed: other processes took {:.0f} % of a core", 100 * median.disturbance());
  if (text.empty())
    return text;
  return fmt::format(
      "- {}, {} at once: {}\n", to_string(measured.of.kind),
      grouped(static_cast<double>(measured.of.concurrency)), text.substr(2));
}

// How quiet the machine was.
std::string disturbances(std::span<const measured_cell> cells) {
  std::vector<double> shares;
  for (const measured_cell& each : cells) {
    for (const figures& run : each.runs)
      shares.push_back(100 * run.disturbance());
  }
  const spread came = spread_of(shares);
  return fmt::format(
      "Other processes took {:.0f} % of a core meanwhile ({:.0f} … {:.0f} over all runs).\n\n",
      came.median, came.least, came.most);
}

std::vector<std::string> row_of(const measured_cell& measured) {
  const cell& of = measured.of;
  const summary came = summarise(measured.runs);
  std::vector<std::string> row = {
      grouped(static_cast<double>(of.concurrency)), std::string(to_string(of.kind))};
  if (came.runs == 0) {
    row.resize(head.size(), "");
    return row;
  }
  const figures& median = came.median;
  const auto tasks = static_cast<double>(of.tasks);
  const std::chrono::duration<double> ideal = ideal_time(of);
  const double switches = median.voluntary_switches + median.involuntary_switches;
  const std::string share =
      ideal.count() > 0 ? fmt::format("{:.0f} %", 100 * ideal.count() / median.wall_seconds) : "";
  row.insert(
      row.end(),
      {rate(median.requests_per_second),
       fmt::format(
           "{} … {}", rate(came.requests_per_second.least), rate(came.requests_per_second.most)),
       fmt::format("{:.3f}", median.wall_seconds), share,
       fmt::format("{:.1f}", 1e6 * median.cpu_seconds() / tasks),
       fmt::format("{:.1f}", 1e6 * median.server_cpu_seconds / tasks),
       fmt::format("{:.1f}", median.memory_peak_kib / 1024),
       fmt::format("{:.1f}", median.memory_taken_kib() / 1024), grouped(median.threads),
       fmt::format("{:.2f}", switches / tasks)});
  return row;
}

} // namespace

std::string matrix_tables(std::span<const measured_cell> cells) {
  std::string text = disturbances(cells);
  for (const std::chrono::milliseconds delay : delays_of(cells)) {
    table made(head);
    std::string remarks;
    for (const measured_cell& each : cells) {
      if (each.of.delay != delay)
        continue;
      made.add(row_of(each));
      remarks += remark(each);
    }
    text += delay.count() == 0 ? "No delay:\n\n"
                               : fmt::format("Each answer {} ms later:\n\n", delay.count());
    text += made.markdown() + "\n";
    if (!remarks.empty())
      text += remarks + "\n";
  }
  return text;
}

std::string matrix_json(const machine_facts& machine, std::span<const measured_cell> cells) {
  std::string text = "{\"machine\": " + json::serialize(facts_json(machine)) + ",\n\"cells\": [";
  for (const measured_cell& each : cells) {
    json::object made;
    made["variant"] = std::string(to_string(each.of.kind));
    made["concurrency"] = each.of.concurrency;
    made["delay_milliseconds"] = each.of.delay.count();
    made["tasks"] = each.of.tasks;
    made["ideal_milliseconds"] = ideal_time(each.of).count();
    made["median"] = json::parse(to_json(summarise(each.runs).median));
    made["runs"] = runs_json(each.runs);
    text += (&each == &cells.front() ? "\n" : ",\n") + json::serialize(made);
  }
  return text + "\n]}\n";
}

} // namespace haul::bench
