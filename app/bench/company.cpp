#include "company.hpp"

#include "runs_json.hpp"
#include "stop_signal.hpp"
#include "table.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <utility>

namespace haul::bench {

namespace json = boost::json;

namespace {

void add_row(table& to, const contender& of) {
  const summary came = summarise(of.runs);
  to.add(
      {of.name, fmt::format("{:.3f}", came.median.wall_seconds),
       fmt::format("{:.3f} … {:.3f}", came.wall_seconds.least, came.wall_seconds.most),
       grouped(came.median.requests_per_second),
       fmt::format("{:.1f}", came.median.memory_peak_kib / 1024), grouped(came.median.failures),
       came.median.problem});
}

std::string remarks_on(const measured_company& of) {
  std::string text =
      fmt::format("- in company they keep {:.1f} % of their rate\n", 100 * kept_rate(of));
  if (of.pauses.asked != 0)
    text += fmt::format(
        "- the pausing host asked for a pause {} times; within one it saw {} requests, and {} that "
        "were under way when it asked\n",
        of.pauses.asked, of.pauses.within, of.pauses.under_way);
  if (of.whole_seconds > 0)
    text += fmt::format("- with the slow rows the whole run takes {:.2f} s\n", of.whole_seconds);
  return text;
}

} // namespace

result<void> run_company(
    std::vector<measured_company>& measured, unsigned repeat, const company_run& run) {
  for (unsigned round = 1; round <= repeat; ++round) {
    for (std::size_t which = 0; which != measured.size(); ++which) {
      measured_company& here = measured[which];
      std::array<contender*, 2> order = {&here.alone, &here.together};
      if (round % 2 == 0) // whoever comes second finds the machine as the first one left it
        std::swap(order[0], order[1]);
      for (contender* const each : order) {
        const result<figures> came = run(which, each == &here.together);
        if (!came)
          return came.error();
        if (stop_signal() != 0)
          return {};
        fmt::print(
            stderr, "{}/{} {}, {}: {:.3f} s {}\n", round, repeat, here.title, each->name,
            came->wall_seconds, came->problem);
        each->runs.push_back(*came);
      }
    }
  }
  return {};
}

double kept_rate(const measured_company& of) {
  const double alone = summarise(of.alone.runs).median.requests_per_second;
  const double together = summarise(of.together.runs).median.requests_per_second;
  return alone > 0 ? together / alone : 0;
}

std::string company_tables(std::span<const measured_company> measured) {
  std::string text;
  for (const measured_company& each : measured) {
    table made({"rows", "wall s", "least … most", "files/s", "peak MiB", "wrong files", "remarks"});
    add_row(made, each.alone);
    add_row(made, each.together);
    text += fmt::format(
        "{}; {} rows, {} times each in turn:\n\n{}\n{}\n", each.title,
        grouped(static_cast<double>(each.rows)), each.alone.runs.size(), made.markdown(),
        remarks_on(each));
  }
  return text;
}

std::string company_json(const machine_facts& machine, std::span<const measured_company> measured) {
  json::object made;
  made["machine"] = facts_json(machine);
  json::array& into = made["measured"].emplace_array();
  for (const measured_company& each : measured) {
    json::object one;
    one["title"] = each.title;
    one["rows"] = each.rows;
    one["alone"] = runs_json(each.alone.runs);
    one["together"] = runs_json(each.together.runs);
    one["kept_rate"] = kept_rate(each);
    one["pauses_asked"] = each.pauses.asked;
    one["requests_within_pauses"] = each.pauses.within;
    one["requests_under_way"] = each.pauses.under_way;
    one["whole_seconds"] = each.whole_seconds;
    into.push_back(std::move(one));
  }
  return json::serialize(made) + "\n";
}

} // namespace haul::bench
