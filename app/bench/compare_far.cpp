#include "compare_far.hpp"

#include "far_relay.hpp"
#include "loop_thread.hpp"
#include "nginx.hpp"
#include "race_course.hpp"
#include "stop_signal.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <utility>

namespace haul::bench {

namespace {

constexpr std::size_t bytes_per_mib = 1024 * 1024;

peer_comparison comparison_of(const far_comparison& what, http_version version) {
  peer_comparison made;
  made.connections = 1;
  made.http = version;
  made.patience = what.patience;
  made.on = what.on;
  return made;
}

// A server of its own for each version, so that no program needs to be told how to refuse HTTP/2.
result<nginx> start_server(
    const far_comparison& what, const scratch_folder& scratch, http_version version) {
  const std::filesystem::path home =
      scratch.make(version == http_version::http1 ? "http1" : "http2");
  std::filesystem::create_directory_symlink(scratch.path() / "www", home / "www");
  return nginx::start(home, true, what.on.server, version);
}

// Everything a version needs, to be run over and over.
struct far_site {
  far_site(
      const far_comparison& what, boost::asio::io_context& context, const web_server& from,
      const scratch_folder& scratch, http_version version)
      : called(comparison_of(what, version)),
        relay(
            context, from.port(), std::chrono::milliseconds(what.delay),
            what.pipe_mib * bytes_per_mib),
        files(fmt::format("https://127.0.0.1:{}", relay.port()), what.bytes),
        course{called, from, scratch, files, 1} {}
  peer_comparison called;
  far_relay relay;
  file_workload files;
  race_course course;
};

void run_round(
    const std::vector<peer>& peers, const far_site& one, const far_site& two, unsigned round,
    measured_far& into) {
  for (const std::size_t at : order_in_round(round, into.contenders.size())) {
    const far_site& site = at % 2 == 0 ? one : two;
    const std::filesystem::path folder = site.course.scratch.make("files");
    figures came = run_peer(peers[at / 2], site.course, folder);
    std::filesystem::remove_all(folder);
    if (stop_signal() != 0)
      return;
    contender& of = into.contenders[at];
    fmt::print(
        stderr, "{} far {:16} {:.3f} s {}\n", round, of.name, came.wall_seconds, came.problem);
    of.runs.push_back(std::move(came));
  }
}

measured_far prepare(const std::vector<peer>& peers) {
  measured_far made;
  for (const peer& each : peers) {
    made.contenders.push_back({each.name + " HTTP/1.1", {}});
    made.contenders.push_back({each.name + " HTTP/2", {}});
    if (!each.version.empty())
      made.versions.emplace_back(each.name, each.version);
  }
  if (const auto server = find_program("nginx"); !server.empty())
    made.versions.emplace_back("nginx", version_of(server, {"-v"}));
  return made;
}

} // namespace

result<measured_far> compare_far(const far_comparison& what) {
  const scratch_folder scratch;
  file_workload({}, what.bytes).write_files(scratch.make("www"), 1);
  const result<nginx> first = start_server(what, scratch, http_version::http1);
  if (!first)
    return first.error();
  const result<nginx> second = start_server(what, scratch, http_version::http2);
  if (!second)
    return second.error();
  std::vector<peer> peers;
  peers.reserve(what.programs.size());
  for (const std::string& name : what.programs)
    peers.push_back(find_peer(name));
  measured_far made = prepare(peers);
  boost::asio::io_context context(1);
  const far_site one(what, context, *first, scratch, http_version::http1);
  const far_site two(what, context, *second, scratch, http_version::http2);
  const loop_thread carrying(context, what.on.server);
  for (unsigned round = 1; round <= what.repeat && stop_signal() == 0; ++round)
    run_round(peers, one, two, round, made);
  return made;
}

} // namespace haul::bench
