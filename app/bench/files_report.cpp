#include "compare_files.hpp"
#include "runs_json.hpp"
#include "table.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace haul::bench {

namespace json = boost::json;

namespace {

std::string micros_each(double seconds, std::size_t files) {
  return fmt::format("{:.1f}", 1e6 * seconds / static_cast<double>(files));
}

table place_table(const files_comparison& what, const files_place& place) {
  table made(
      {"way", "wall s", "least … most", "files/s", "rate × the first", "CPU µs/file",
       "nginx µs/file", "wrong files", "remarks"});
  const double first = summarise(place.results.front().runs).median.requests_per_second;
  for (const contender& each : place.results) {
    const summary came = summarise(each.runs);
    const figures& median = came.median;
    if (came.runs == 0) {
      made.add({each.name, "", "", "", "", "", "", "", median.problem});
      continue;
    }
    const bool bare = each.name.starts_with("bare");
    made.add(
        {each.name, fmt::format("{:.3f}", median.wall_seconds),
         fmt::format("{:.3f} … {:.3f}", came.wall_seconds.least, came.wall_seconds.most),
         grouped(median.requests_per_second), ratio(median.requests_per_second, first),
         micros_each(median.cpu_seconds(), what.files),
         bare ? std::string() : micros_each(median.server_cpu_seconds, what.files),
         bare ? std::string() : grouped(median.failures), median.problem});
  }
  return made;
}

} // namespace

std::string files_tables(const files_comparison& what, std::span<const files_place> places) {
  std::string text;
  for (const files_place& each : places)
    text += fmt::format(
        "{}Into {}: {} files of {} bytes from nginx over {} connections, {} times each in "
        "turn:\n\n{}",
        text.empty() ? "" : "\n", each.file_system, grouped(static_cast<double>(what.files)),
        what.size, what.connections, what.repeat, place_table(what, each).markdown());
  return text;
}

std::string files_json(
    const files_comparison& what, const machine_facts& machine,
    std::span<const files_place> places) {
  json::object made;
  made["machine"] = facts_json(machine);
  made["files"] = what.files;
  made["bytes"] = what.size;
  made["connections"] = what.connections;
  json::array& into = made["places"].emplace_array();
  for (const files_place& place : places) {
    json::object one;
    one["file_system"] = place.file_system;
    json::object& runs = one["runs"].emplace_object();
    for (const contender& each : place.results)
      runs[each.name] = runs_json(each.runs);
    into.push_back(std::move(one));
  }
  return json::serialize(made) + "\n";
}

} // namespace haul::bench
