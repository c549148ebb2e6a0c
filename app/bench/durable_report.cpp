#include "compare_durable.hpp"
#include "file_system.hpp"
#include "runs_json.hpp"
#include "table.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace haul::bench {

namespace json = boost::json;

namespace {

constexpr double ms_per_second = 1e3;

std::string title_of(const durable_way& way) {
  return way.setting.empty() ? "the disk alone" : way.setting;
}

// Two digits are enough, and less than nothing is chance.
std::string beyond(double seconds, double none) {
  return none > 0 ? fmt::format("{:.3f}", ms_per_second * std::max(0.0, seconds - none))
                  : std::string();
}

table place_table(const measured_place& place) {
  table made(
      {"setting", "files", "wall s", "least … most", "files/s", "ms/file", "ms/file beyond none",
       "× the disk alone", "disk flushes/file", "wrong files", "remarks"});
  const double none = seconds_each(way_of(place, "none"));
  const double alone = seconds_each(way_of(place, ""));
  const bool counted = summarise(way_of(place, "").runs).median.disk_flushes > 0;
  for (const durable_way& each : place.ways) {
    const summary came = summarise(each.runs);
    const figures& median = came.median;
    if (came.runs == 0) {
      made.add({title_of(each), "", "", "", "", "", "", "", "", "", median.problem});
      continue;
    }
    const auto files = static_cast<double>(each.files);
    const bool baseline = each.setting.empty() || each.setting == "none";
    made.add(
        {title_of(each), grouped(files), fmt::format("{:.2f}", median.wall_seconds),
         fmt::format("{:.2f} … {:.2f}", came.wall_seconds.least, came.wall_seconds.most),
         grouped(median.requests_per_second),
         fmt::format("{:.3f}", ms_per_second * seconds_each(each)),
         baseline ? std::string() : beyond(seconds_each(each), none),
         each.setting.empty() ? std::string() : ratio(seconds_each(each), alone),
         counted ? fmt::format("{:.3f}", median.disk_flushes / files) : std::string(),
         grouped(median.failures), median.problem});
  }
  return made;
}

// What files made durable together gain over files one by one. In memory the difference is chance.
std::string gain_line(const measured_place& place) {
  const double batch = seconds_each(way_of(place, "batch"));
  const double each = seconds_each(way_of(place, "each"));
  if (batch <= 0 || each <= 0 || in_memory(place.file_system))
    return {};
  return fmt::format(
      "- {}: `batch` takes {:.0f} % of the time of `each`\n", place.file_system,
      100 * batch / each);
}

} // namespace

const durable_way& way_of(const measured_place& place, std::string_view setting) {
  return *std::find_if(place.ways.begin(), place.ways.end(), [&](const durable_way& each) {
    return each.setting == setting;
  });
}

double seconds_each(const durable_way& way) {
  return way.files == 0 ? 0
                        : summarise(way.runs).median.wall_seconds / static_cast<double>(way.files);
}

std::string durable_tables(const durable_comparison& what, std::span<const measured_place> places) {
  std::string text;
  for (const measured_place& each : places)
    text += fmt::format(
        "Into {}: files of {} bytes from nginx over {} connections, {} times each in turn:\n\n{}\n",
        each.file_system, what.size, what.connections, what.repeat, place_table(each).markdown());
  for (const measured_place& each : places)
    text += gain_line(each);
  return text;
}

std::string durable_json(
    const durable_comparison& what, const machine_facts& machine,
    std::span<const measured_place> places) {
  json::object made;
  made["machine"] = facts_json(machine);
  made["bytes"] = what.size;
  made["connections"] = what.connections;
  json::array& into = made["places"].emplace_array();
  for (const measured_place& place : places) {
    json::object one;
    one["file_system"] = place.file_system;
    for (const durable_way& each : place.ways) {
      json::object& way = one[each.setting.empty() ? "alone" : each.setting].emplace_object();
      way["files"] = each.files;
      way["runs"] = runs_json(each.runs);
    }
    into.push_back(std::move(one));
  }
  return json::serialize(made) + "\n";
}

} // namespace haul::bench
