#include "peers_options.hpp"

#include <sched.h>

namespace haul::bench {

namespace {

// The large file is held in memory to be compared, twice.
constexpr std::size_t most_bytes = std::size_t{4} << 30U;

void add_what(CLI::App& peers, peer_comparison& into) {
  peers.add_option("--files", into.files, "How many small files")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  peers.add_option("--size", into.size, "How many bytes each of them has")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  peers
      .add_option(
          "--large-bytes", into.large_bytes, "How many bytes the large file has; 0: there is none")
      ->check(CLI::Range(std::size_t{0}, most_bytes))
      ->capture_default_str();
  auto* tls = peers.add_flag_callback("--tls", [&into] { into.plain = false; }, "Over TLS only");
  peers.add_flag_callback(
           "--plain", [&into] { into.encrypted = false; }, "Without TLS only")
      ->excludes(tls);
}

void add_protocol(CLI::App& peers, peer_comparison& into) {
  const auto choose = [&into](unsigned version) {
    into.http = version == 2 ? http_version::http2 : http_version::http1;
  };
  peers
      .add_option_function<unsigned>(
          "--http", choose,
          "Which HTTP is spoken, 1 or 2: without TLS by prior knowledge; programs that can't are "
          "left out")
      ->check(CLI::IsMember({1U, 2U}))
      ->default_str("1");
  peers.add_option("--server", into.server, "nginx, or nghttpd, which speaks HTTP/2 only")
      ->check(CLI::IsMember({"nginx", "nghttpd"}))
      ->capture_default_str();
  peers.parse_complete_callback([&into] {
    if (into.server == "nghttpd" && into.http == http_version::http1)
      throw CLI::ValidationError("--server", "nghttpd needs --http 2");
  });
}

void add_who(CLI::App& peers, peer_comparison& into) {
  peers.add_option("--programs", into.programs, "Which programs")
      ->delimiter(',')
      ->check(CLI::IsMember({"haul", "curl", "aria2", "wget2", "aiohttp", "httpx", "limit"}))
      ->capture_default_str();
  peers
      .add_option("--curl", into.curls, "This curl as well, named by its version; may be repeated")
      ->check(CLI::ExistingFile);
}

} // namespace

void add_peers_options(CLI::App& peers, peer_comparison& into) {
  add_what(peers, into);
  add_protocol(peers, into);
  add_who(peers, into);
  peers
      .add_option(
          "--connections", into.connections, "How many connections at once; with HTTP/2, requests")
      ->check(CLI::Range(1, 300)) // curl 7.88 knows no more
      ->capture_default_str();
  peers
      .add_option("--client-core", into.on.client, "Where the programs run; else on the first core")
      ->check(CLI::Range(0, CPU_SETSIZE - 1));
  peers.add_option("--server-core", into.on.server, "Where the server runs; else on the last core")
      ->check(CLI::Range(0, CPU_SETSIZE - 1));
  peers.add_option("--patience", into.patience, "Seconds after which a run is ended")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
}

} // namespace haul::bench
