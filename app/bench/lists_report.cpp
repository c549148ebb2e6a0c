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

table pace_table(const measured_list& list) {
  table made(
      {"program", "1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th",
       "10th to 1st"});
  for (std::size_t at = 0; at != list.contenders.size(); ++at) {
    const tenths median = median_pace(list.paces[at]);
    std::vector<std::string> row = {list.contenders[at].name};
    for (const double each : median)
      row.push_back(each > 0 ? grouped(each) : "");
    row.push_back(
        median[0] > 0 ? fmt::format("{:+.1f} %", 100 * (median.back() / median[0] - 1)) : "");
    made.add(std::move(row));
  }
  return made;
}

json::array paces_json(std::span<const tenths> runs) {
  json::array made;
  for (const tenths& each : runs)
    made.push_back(json::array(each.begin(), each.end()));
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

tenths median_pace(std::span<const tenths> runs) {
  tenths made{};
  for (std::size_t at = 0; at != made.size(); ++at) {
    std::vector<double> rates;
    for (const tenths& each : runs) {
      if (each[at] > 0)
        rates.push_back(each[at]);
    }
    made[at] = spread_of(rates).median;
  }
  return made;
}

std::string lists_tables(const list_comparison& what, std::span<const measured_list> lists) {
  std::string text;
  for (const measured_list& each : lists)
    text += fmt::format(
        "{} rows of {} bytes from nginx over {} connections, {} times each in turn:\n\n{}\n"
        "Requests a second in each tenth of the run, as nginx saw them:\n\n{}\n",
        grouped(static_cast<double>(each.rows)), what.size, what.connections, what.repeat,
        list_table(each).markdown(), pace_table(each).markdown());
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
    json::object paces;
    for (std::size_t at = 0; at != list.contenders.size(); ++at) {
      one[list.contenders[at].name] = runs_json(list.contenders[at].runs);
      paces[list.contenders[at].name] = paces_json(list.paces[at]);
    }
    one["tenths"] = std::move(paces);
    into.push_back(std::move(one));
  }
  return json::serialize(made) + "\n";
}

} // namespace haul::bench
