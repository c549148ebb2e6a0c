#include "compare_lists.hpp"
#include "runs_json.hpp"
#include "table.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace haul::bench {

namespace json = boost::json;

namespace {

constexpr double kib_per_mib = 1024;

table list_table(const measured_list& list) {
  table made(
      {"program", "wall s", "least … most", "files/s", "CPU µs/file", "peak MiB", "wrong files",
       "remarks"});
  const auto rows = static_cast<double>(list.rows);
  for (const contender& each : list.contenders) {
    const summary came = summarise(each.runs);
    const figures& median = came.median;
    if (came.runs == 0) {
      made.add({each.name, "", "", "", "", "", "", median.problem});
      continue;
    }
    made.add(
        {each.name, fmt::format("{:.2f}", median.wall_seconds),
         fmt::format("{:.2f} … {:.2f}", came.wall_seconds.least, came.wall_seconds.most),
         grouped(median.requests_per_second),
         fmt::format("{:.1f}", 1e6 * median.cpu_seconds() / rows),
         fmt::format("{:.1f}", median.memory_peak_kib / kib_per_mib), grouped(median.failures),
         median.problem});
  }
  return made;
}

std::string growth_line(
    const list_comparison& what, std::span<const measured_list> lists, std::size_t program) {
  return fmt::format(
      "- {}: peak memory {:+.1f} %, rate {:+.1f} %\n", what.programs[program],
      100 * growth_of(lists, program, &figures::memory_peak_kib),
      100 * growth_of(lists, program, &figures::requests_per_second));
}

} // namespace

double growth_of(
    std::span<const measured_list> lists, std::size_t program, double figures::* member) {
  const double first = summarise(lists.front().contenders[program].runs).median.*member;
  const double last = summarise(lists.back().contenders[program].runs).median.*member;
  return first > 0 && last > 0 ? last / first - 1 : 0;
}

std::string lists_tables(const list_comparison& what, std::span<const measured_list> lists) {
  std::string text;
  for (const measured_list& each : lists)
    text += fmt::format(
        "{} rows of {} bytes from nginx over {} connections, {} times each in turn:\n\n{}\n",
        grouped(static_cast<double>(each.rows)), what.size, what.connections, what.repeat,
        list_table(each).markdown());
  if (lists.size() < 2)
    return text;
  text += fmt::format(
      "From {} rows to {}:\n\n", grouped(static_cast<double>(lists.front().rows)),
      grouped(static_cast<double>(lists.back().rows)));
  for (std::size_t program = 0; program != what.programs.size(); ++program)
    text += growth_line(what, lists, program);
  return text;
}

std::string lists_json(
    const list_comparison& what, const machine_facts& machine,
    std::span<const measured_list> lists) {
  json::object made;
  made["machine"] = facts_json(machine);
  made["bytes"] = what.size;
  made["connections"] = what.connections;
  made["patience_seconds"] = what.patience;
  json::array& into = made["lists"].emplace_array();
  for (const measured_list& list : lists) {
    json::object one;
    one["rows"] = list.rows;
    for (const contender& each : list.contenders)
      one[each.name] = runs_json(each.runs);
    into.push_back(std::move(one));
  }
  return json::serialize(made) + "\n";
}

} // namespace haul::bench
