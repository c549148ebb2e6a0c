#include "compare_peers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace haul::bench {

namespace {

constexpr const char* beginning = R"(set datafile missing '?'
set style data histogram
set style histogram errorbars gap 1.5 linewidth 2
set style fill solid 0.85 border rgb '#404040'
set boxwidth 0.9
set grid ytics
set yrange [0:*]
set xtics rotate by -30
set key left top
)";

using chosen_races = std::vector<const peer_race*>;

chosen_races races_of(const measured_peers& measured, bool large) {
  chosen_races made;
  for (const peer_race& each : measured.races) {
    const bool any = std::ranges::any_of(
        each.contenders, [](const contender& of) { return summarise(of.runs).runs != 0; });
    if (each.large == large && any)
      made.push_back(&each);
  }
  return made;
}

// The height of a bar and the ends of its line; as missing where nothing was measured.
std::string bar_of(const contender& of, bool large) {
  const summary came = summarise(of.runs);
  if (came.runs == 0)
    return " ? ? ?";
  const spread& shown = large ? came.wall_seconds : came.requests_per_second;
  return fmt::format(" {:.4f} {:.4f} {:.4f}", shown.median, shown.least, shown.most);
}

std::string bar_of(const peer_race& race, std::string_view name) {
  const auto found = std::ranges::find(race.contenders, name, &contender::name);
  return found == race.contenders.end() ? " ? ? ?" : bar_of(*found, race.large);
}

// Over HTTP/2 some contend with TLS only, so the race with the most has all. The limit has no
// spread of its own, and its halves would be the highest bars.
std::string data_of(const chosen_races& races, bool large) {
  const peer_race& all = **std::ranges::max_element(
      races, {}, [](const peer_race* each) { return each->contenders.size(); });
  std::string text = "$peers << END\n";
  for (const contender& each : all.contenders) {
    if (each.name == sockets_name || each.name == files_name)
      continue;
    text += fmt::format("\"{}\"", each.name);
    for (const peer_race* const race : races)
      text += bar_of(*race, each.name);
    text += "\n";
  }
  if (!large && limit_seconds(*races.front()) > 0) {
    text += "\"limit\"";
    for (const peer_race* const race : races) {
      const double limit = limit_seconds(*race);
      const double rate = limit > 0 ? static_cast<double>(race->files) / limit : 0;
      text += fmt::format(" {0:.4f} {0:.4f} {0:.4f}", rate);
    }
    text += "\n";
  }
  return text + "END\n";
}

} // namespace

std::string peers_plot(const measured_peers& measured, bool large) {
  const chosen_races races = races_of(measured, large);
  if (races.empty())
    return {};
  std::string text = data_of(races, large) + beginning;
  text += large ? "set ylabel 'seconds'\n" : "set ylabel 'files/s'\n";
  std::string bars;
  for (std::size_t at = 0; at != races.size(); ++at)
    bars += fmt::format(
        "{}$peers using {}:{}:{}{} linecolor rgb '{}' title '{}'", at == 0 ? "plot " : ", ",
        2 + 3 * at, 3 + 3 * at, 4 + 3 * at, at == 0 ? ":xtic(1)" : "",
        races[at]->encrypted ? "#d95f02" : "#1b6ca8", races[at]->encrypted ? "TLS" : "plain");
  return text + bars + "\n";
}

} // namespace haul::bench
