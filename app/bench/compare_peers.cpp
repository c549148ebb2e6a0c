#include "compare_peers.hpp"

#include "child_process.hpp"
#include "nghttpd.hpp"
#include "nginx.hpp"
#include "peer_program.hpp"
#include "race_course.hpp"
#include "scratch_folder.hpp"
#include "stop_signal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <numeric>
#include <utility>

namespace haul::bench {

namespace {

// One who runs in a race: downloads everything into a folder that is there and empty.
struct entrant {
  std::string name;
  std::function<figures(const race_course& on, const std::filesystem::path& folder)> run;
};

// What takes answers from the sockets and nothing else.
peer find_load(http_version version) {
  const bool two = version == http_version::http2;
  peer made;
  made.name = two ? "h2load" : "wrk";
  made.file = find_program(made.name);
  if (made.file.empty())
    made.problem =
        fmt::format("not installed (Debian's package {})", two ? "nghttp2-client" : "wrk");
  else
    made.version = version_of(made.file, {two ? "--version" : "-v"});
  return made;
}

// Everybody there is, each peer once for all races.
struct field {
  std::vector<peer> peers;
  peer load;
  bool limit = false;
};

// There may be two of one version.
void add_curl(field& to, peer another) {
  const std::string name = another.name;
  const auto taken = [&](const peer& each) { return each.name == another.name; };
  for (int count = 2; std::ranges::any_of(to.peers, taken); ++count)
    another.name = fmt::format("{} ({})", name, count);
  to.peers.push_back(std::move(another));
}

field find_field(const peer_comparison& what) {
  field made;
  for (const std::string& name : what.programs) {
    if (name == limit_name) {
      made.limit = true;
      made.load = find_load(what.http);
      continue;
    }
    made.peers.push_back(find_peer(name));
    if (name != "curl")
      continue;
    for (const std::filesystem::path& file : what.curls)
      add_curl(made, find_peer(name, file));
  }
  return made;
}

std::vector<entrant> entrants_of(const race_course& on, const field& from, bool large) {
  const bool encrypted = !on.server.certificate().empty();
  std::vector<entrant> made;
  for (const peer& each : from.peers) {
    if ((!large || each.how->large) && speaks(*each.how, on.what.http, encrypted))
      made.push_back({each.name, [&each](const race_course& at, const auto& folder) {
                        return run_peer(each, at, folder);
                      }});
  }
  if (from.limit && !large) {
    made.push_back({std::string(sockets_name), [&from](const race_course& at, const auto&) {
                      return run_sockets(from.load, at);
                    }});
    made.push_back({std::string(files_name), run_files});
  }
  return made;
}

void run_round(
    const race_course& on, const std::vector<entrant>& entrants, peer_race& race, unsigned round) {
  for (const std::size_t at : order_in_round(round, entrants.size())) {
    const std::filesystem::path folder = on.scratch.make("files");
    figures came = entrants[at].run(on, folder);
    std::filesystem::remove_all(folder);
    if (stop_signal() != 0)
      return;
    fmt::print(
        stderr, "{}/{} {}{} {:16} {:.3f} s {}\n", round, on.what.repeat,
        race.large ? "large" : "small", race.encrypted ? " TLS" : "", entrants[at].name,
        came.wall_seconds, came.problem);
    race.contenders[at].runs.push_back(std::move(came));
  }
}

peer_race run_race(const race_course& on, const field& from, bool large) {
  const std::vector<entrant> entrants = entrants_of(on, from, large);
  peer_race made;
  made.encrypted = !on.server.certificate().empty();
  made.large = large;
  made.files = on.count;
  made.bytes = large ? on.what.large_bytes : on.what.size;
  for (const entrant& each : entrants)
    made.contenders.push_back({each.name, {}});
  for (unsigned round = 1; round <= on.what.repeat && stop_signal() == 0; ++round)
    run_round(on, entrants, made, round);
  return made;
}

result<web_server> start_server(
    const peer_comparison& what, const std::filesystem::path& home, bool encrypted) {
  if (what.server == "nghttpd")
    return start_nghttpd(home, encrypted, what.on.server);
  result<nginx> made = nginx::start(home, encrypted, what.on.server, what.http);
  if (!made)
    return made.error();
  return web_server(std::move(*made));
}

// The large file is the only one of its folder's numbered ones.
result<void> run_races(
    const peer_comparison& what, const scratch_folder& scratch, const field& from, bool encrypted,
    std::vector<peer_race>& into) {
  const result<web_server> server = start_server(what, scratch.path(), encrypted);
  if (!server)
    return server.error();
  const many_workload rewritten(server->url(), what.size);
  const queried_workload queried(server->url() + "/hundred", what.size);
  const workload& small =
      what.server == "nginx" ? static_cast<const workload&>(rewritten) : queried;
  into.push_back(run_race({what, *server, scratch, small, what.files}, from, false));
  if (what.large_bytes == 0 || stop_signal() != 0)
    return {};
  const file_workload large(server->url(), what.large_bytes);
  into.push_back(run_race({what, *server, scratch, large, 1}, from, true));
  return {};
}

machine_facts versions_of(const peer_comparison& what, const field& from) {
  machine_facts made;
  for (const peer& each : from.peers) {
    if (!each.version.empty())
      made.emplace_back(each.name, each.version);
  }
  if (!from.load.version.empty())
    made.emplace_back(from.load.name, from.load.version);
  if (const auto server = find_program(what.server); !server.empty())
    made.emplace_back(
        what.server, version_of(server, {what.server == "nginx" ? "-v" : "--version"}));
  return made;
}

} // namespace

std::vector<std::size_t> order_in_round(unsigned round, std::size_t contenders) {
  std::vector<std::size_t> made(contenders);
  std::iota(made.begin(), made.end(), std::size_t{0});
  if (round % 2 == 0)
    std::reverse(made.begin(), made.end());
  return made;
}

result<measured_peers> compare_peers(const peer_comparison& what) {
  const scratch_folder scratch;
  const std::filesystem::path served = scratch.make("www");
  file_workload({}, what.size).write_files(scratch.make("www/hundred"), distinct_files);
  if (what.large_bytes != 0)
    file_workload({}, what.large_bytes).write_files(served, 1);
  const field from = find_field(what);
  measured_peers made;
  made.versions = versions_of(what, from);
  for (const bool encrypted : {false, true}) {
    if (!(encrypted ? what.encrypted : what.plain) || stop_signal() != 0)
      continue;
    if (const auto ran = run_races(what, scratch, from, encrypted, made.races); !ran)
      return ran.error();
  }
  return made;
}

} // namespace haul::bench
