#include "compare_curl.hpp"
#include "runs_json.hpp"
#include "table.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace haul::bench {

namespace json = boost::json;

std::string curl_table(const curl_comparison& what, const std::vector<contender>& contenders) {
  table made(
      {"program", "wall s", "least … most", "files/s", "CPU µs/file", "of it user", "switches/file",
       "wrong files", "remarks"});
  const auto files = static_cast<double>(what.files);
  for (const contender& each : contenders) {
    const summary came = summarise(each.runs);
    const figures& median = came.median;
    const double switches = median.voluntary_switches + median.involuntary_switches;
    made.add(
        {each.name, fmt::format("{:.3f}", median.wall_seconds),
         fmt::format("{:.3f} … {:.3f}", came.wall_seconds.least, came.wall_seconds.most),
         grouped(median.requests_per_second),
         fmt::format("{:.1f}", 1e6 * median.cpu_seconds() / files),
         fmt::format("{:.1f}", 1e6 * median.user_seconds / files),
         fmt::format("{:.2f}", switches / files), grouped(median.failures), median.problem});
  }
  const double haul_time = summarise(contenders[0].runs).median.wall_seconds;
  const double curl_time = summarise(contenders[1].runs).median.wall_seconds;
  std::string text = fmt::format(
      "{} files of {} bytes from nginx{} over {} connections, {} times each in turn:\n\n{}",
      grouped(files), what.size, what.encrypted ? " with TLS" : "", what.connections,
      contenders[1].runs.size(), made.markdown());
  if (haul_time > 0 && curl_time > 0)
    text += fmt::format("\nhaul takes {:.0f} % of curl's time.\n", 100 * haul_time / curl_time);
  return text;
}

std::string curl_json(
    const curl_comparison& what, const machine_facts& machine,
    const std::vector<contender>& contenders) {
  json::object made;
  made["machine"] = facts_json(machine);
  made["files"] = what.files;
  made["bytes"] = what.size;
  made["connections"] = what.connections;
  made["encrypted"] = what.encrypted;
  for (const contender& each : contenders)
    made[each.name] = runs_json(each.runs);
  return json::serialize(made) + "\n";
}

} // namespace haul::bench
