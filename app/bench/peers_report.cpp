#include "compare_peers.hpp"
#include "runs_json.hpp"
#include "table.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace haul::bench {

namespace json = boost::json;

namespace {

constexpr double bytes_per_mib = 1024 * 1024;
constexpr double kib_per_mib = 1024;

std::vector<std::string> head_of(const peer_comparison& what, const peer_race& race) {
  const char* const rate = race.large ? "MiB/s" : "files/s";
  const char* const unit = race.large ? "s" : "µs/file";
  return {
      "program",
      "wall s",
      "least … most",
      rate,
      fmt::format("CPU {}", unit),
      fmt::format("{} {}", what.server, unit),
      "× curl",
      "× limit",
      "peak MiB",
      "wrong files",
      "remarks"};
}

// Processor time: of the large file in seconds, of a small one in microseconds.
std::string cpu_text(const peer_race& race, double seconds) {
  return race.large ? fmt::format("{:.2f}", seconds)
                    : fmt::format("{:.1f}", 1e6 * seconds / static_cast<double>(race.files));
}

std::string rate_text(const peer_race& race, const figures& median) {
  const double rate = median.requests_per_second;
  return grouped(race.large ? rate * static_cast<double>(race.bytes) / bytes_per_mib : rate);
}

// Of the first curl that did what it was asked for; 0 when there is none.
double curl_seconds(const peer_race& race) {
  for (const contender& each : race.contenders) {
    const figures median = summarise(each.runs).median;
    if (each.name.starts_with("curl") && median.wall_seconds > 0 && median.failures == 0)
      return median.wall_seconds;
  }
  return 0;
}

std::vector<std::string> row_of(
    const peer_comparison& what, const peer_race& race, const contender& of) {
  const summary came = summarise(of.runs);
  const figures& median = came.median;
  std::vector<std::string> row = {of.name};
  if (came.runs == 0) {
    row.resize(head_of(what, race).size());
    row.back() = median.problem;
    return row;
  }
  const bool half = of.name == sockets_name || of.name == files_name;
  const auto only_whole = [&](const std::string& text) { return half ? std::string() : text; };
  row.insert(
      row.end(), {fmt::format("{:.3f}", median.wall_seconds),
                  fmt::format("{:.3f} … {:.3f}", came.wall_seconds.least, came.wall_seconds.most),
                  rate_text(race, median), cpu_text(race, median.cpu_seconds()),
                  of.name == files_name ? std::string() : cpu_text(race, median.server_cpu_seconds),
                  only_whole(ratio(median.wall_seconds, curl_seconds(race))),
                  only_whole(ratio(median.wall_seconds, limit_seconds(race))),
                  fmt::format("{:.1f}", median.memory_peak_kib / kib_per_mib),
                  only_whole(grouped(median.failures)), median.problem});
  return row;
}

void add_limit(table& to, const peer_race& race) {
  const double limit = limit_seconds(race);
  if (limit == 0)
    return;
  const double cpu =
      median_of(race, sockets_name).cpu_seconds() + median_of(race, files_name).cpu_seconds();
  to.add(
      {"limit", fmt::format("{:.3f}", limit), "", grouped(static_cast<double>(race.files) / limit),
       cpu_text(race, cpu), "", ratio(limit, curl_seconds(race)), ratio(limit, limit), "", "", ""});
}

std::string title_of(const peer_comparison& what, const peer_race& race) {
  const std::string files =
      race.large
          ? fmt::format(
                "One file of {} MiB", short_number(static_cast<double>(race.bytes) / bytes_per_mib))
          : fmt::format(
                "{} files of {} bytes", grouped(static_cast<double>(race.files)), race.bytes);
  const bool two = what.http == http_version::http2;
  const std::string many = two ? fmt::format(", {} at once", what.connections)
                               : fmt::format(" over {} connections", what.connections);
  return fmt::format(
      "{} from {}{}{}{}, {} times each in turn:\n\n", files, what.server,
      race.encrypted ? " with TLS" : "", two ? " over HTTP/2" : "", race.large ? "" : many,
      what.repeat);
}

std::string race_text(const peer_comparison& what, const peer_race& race) {
  table made(head_of(what, race));
  for (const contender& each : race.contenders)
    made.add(row_of(what, race, each));
  add_limit(made, race);
  return title_of(what, race) + made.markdown() + "\n";
}

// How quiet the machine was.
std::string disturbance_line(const measured_peers& measured) {
  std::vector<double> shares;
  for (const peer_race& race : measured.races) {
    for (const contender& each : race.contenders) {
      for (const figures& run : each.runs) {
        if (run.wall_seconds > 0)
          shares.push_back(100 * run.disturbance());
      }
    }
  }
  const spread came = spread_of(shares);
  return fmt::format(
      "Other processes took {:.0f} % of a core meanwhile ({:.0f} … {:.0f} over all runs).\n",
      came.median, came.least, came.most);
}

} // namespace

figures median_of(const peer_race& race, std::string_view name) {
  const auto found = std::ranges::find(
      race.contenders, name, [](const contender& each) { return std::string_view(each.name); });
  return found == race.contenders.end() ? figures() : summarise(found->runs).median;
}

double limit_seconds(const peer_race& race) {
  const double sockets = median_of(race, sockets_name).cpu_seconds();
  const double files = median_of(race, files_name).wall_seconds;
  return sockets > 0 && files > 0 ? sockets + files : 0;
}

std::string peers_tables(const peer_comparison& what, const measured_peers& measured) {
  std::string text;
  for (const auto& [name, version] : measured.versions) {
    const bool told = name.find(version) != std::string::npos; // as of a second curl
    text += fmt::format("{}{}{}", text.empty() ? "" : ", ", name, told ? "" : " " + version);
  }
  text += ".\n\n";
  for (const peer_race& each : measured.races)
    text += race_text(what, each);
  return text + disturbance_line(measured);
}

std::string peers_json(
    const peer_comparison& what, const machine_facts& machine, const measured_peers& measured) {
  json::object made;
  made["machine"] = facts_json(machine);
  made["versions"] = facts_json(measured.versions);
  made["server"] = what.server;
  made["http"] = what.http == http_version::http2 ? 2 : 1;
  made["connections"] = what.connections;
  made["patience_seconds"] = what.patience;
  json::array& into = made["races"].emplace_array();
  for (const peer_race& race : measured.races) {
    json::object one;
    one["encrypted"] = race.encrypted;
    one["large"] = race.large;
    one["files"] = race.files;
    one["bytes"] = race.bytes;
    one["limit_seconds"] = limit_seconds(race);
    json::object& runs = one["runs"].emplace_object();
    for (const contender& each : race.contenders)
      runs[each.name] = runs_json(each.runs);
    into.push_back(std::move(one));
  }
  return json::serialize(made) + "\n";
}

} // namespace haul::bench
