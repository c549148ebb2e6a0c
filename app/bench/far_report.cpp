#include "compare_far.hpp"
#include "runs_json.hpp"
#include "table.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace haul::bench {

namespace json = boost::json;

namespace {

constexpr double bytes_per_mib = 1024 * 1024;
constexpr double milliseconds = 1e3;

double mebibytes(const far_comparison& what) {
  return static_cast<double>(what.bytes) / bytes_per_mib;
}

// `beside`: the same program's HTTP/1.1.
std::vector<std::string> row_of(
    const far_comparison& what, const contender& of, const contender& beside) {
  const summary came = summarise(of.runs);
  const figures& median = came.median;
  if (came.runs == 0)
    return {of.name, "", "", "", "", "", "", median.problem};
  const double rate = median.requests_per_second;
  return {
      of.name,
      fmt::format("{:.3f}", median.wall_seconds),
      fmt::format("{:.3f} … {:.3f}", came.wall_seconds.least, came.wall_seconds.most),
      grouped(rate * mebibytes(what)),
      ratio(rate, summarise(beside.runs).median.requests_per_second),
      fmt::format("{:.2f}", median.cpu_seconds()),
      grouped(median.failures),
      median.problem};
}

} // namespace

std::string far_table(const far_comparison& what, const measured_far& measured) {
  std::string text;
  for (const auto& [name, version] : measured.versions)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, version);
  const double round_trip = 2 * static_cast<double>(what.delay);
  text += fmt::format(
      ".\n\nOne file of {} MiB from nginx with TLS, {} ms away and back, {} MiB under way at most",
      short_number(mebibytes(what)), round_trip, what.pipe_mib);
  if (round_trip > 0)
    text += fmt::format(
        " (so {} MiB/s)", grouped(milliseconds * static_cast<double>(what.pipe_mib) / round_trip));
  text += fmt::format(", {} times each in turn:\n\n", what.repeat);
  table made(
      {"program", "wall s", "least … most", "MiB/s", "× HTTP/1.1", "CPU s", "wrong files",
       "remarks"});
  for (std::size_t at = 0; at != measured.contenders.size(); ++at)
    made.add(row_of(what, measured.contenders[at], measured.contenders[at - at % 2]));
  return text + made.markdown() + "\n";
}

std::string far_json(
    const far_comparison& what, const machine_facts& machine, const measured_far& measured) {
  json::object made;
  made["machine"] = facts_json(machine);
  made["versions"] = facts_json(measured.versions);
  made["bytes"] = what.bytes;
  made["delay_milliseconds"] = what.delay;
  made["pipe_mib"] = what.pipe_mib;
  made["patience_seconds"] = what.patience;
  json::object& runs = made["runs"].emplace_object();
  for (const contender& each : measured.contenders)
    runs[each.name] = runs_json(each.runs);
  return json::serialize(made) + "\n";
}

} // namespace haul::bench
