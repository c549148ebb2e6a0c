#pragma once

#include "contender.hpp"
#include "machine.hpp"
#include "run_matrix.hpp"

#include <haul/error.hpp>
#include <haul/options.hpp>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace haul::bench {

/// The two halves of the limit, among `peer_comparison::programs` as one.
inline constexpr std::string_view limit_name = "limit";
inline constexpr std::string_view sockets_name = "sockets alone";
inline constexpr std::string_view files_name = "file calls alone";

/// Many small files and one large file from one server, by `haul get`, by what people would take
/// instead, and beside what nothing can be quicker than.
struct peer_comparison {
  std::size_t files = 20'000;
  std::size_t size = 2048; ///< of each small file, in bytes
  std::size_t connections = 64;
  std::size_t large_bytes = std::size_t{1} << 30U; ///< 0: no large file
  bool plain = true;                               ///< without TLS
  bool encrypted = true;                           ///< with it
  http_version http = http_version::http1;

  /// "nginx", or "nghttpd", which speaks nothing but HTTP/2.
  std::string server = "nginx";
  unsigned patience = 300; ///< a run is ended after so many seconds
  std::vector<std::string> programs = {"haul",    "curl",  "aria2", "wget2",
                                       "aiohttp", "httpx", "limit"};
  std::vector<std::filesystem::path> curls; ///< further ones, each beside Debian's
  unsigned repeat = 5;
  cores on;
};

/// What everybody came to with the same files.
struct peer_race {
  bool encrypted = false;
  bool large = false; ///< one large file, else many small ones
  std::size_t files = 0;
  std::size_t bytes = 0; ///< of each

  /// In the order of `peer_comparison::programs`; a further curl stands behind Debian's, and in the
  /// place of the limit there are its two halves. Those of the sockets are for as many answers as
  /// there are files.
  std::vector<contender> contenders;
};

struct measured_peers {
  machine_facts versions; ///< of each program that was found, by its name
  std::vector<peer_race> races;
};

/// Runs every program that speaks what is to be spoken with the small files and those that are made
/// for it with the large one, plain and then over TLS. In a race each is run once before any comes
/// again, in the one order in the first round, in the other in the second, and so on. Every file is
/// checked after each run. Stops early after a stop signal. An error when the server does not work;
/// a program that is missing has a problem and no figures.
result<measured_peers> compare_peers(const peer_comparison& what);

/// The figures of that name in a race, in the median; all zero where there are none.
figures median_of(const peer_race& race, std::string_view name);

/// The least time that one core of a client needs: what `wrk` or `h2load` is busy for as many
/// answers, and the bare file calls. 0 where not both were measured.
double limit_seconds(const peer_race& race);

/// The order of the contenders in a round, from 1 on: forwards, backwards, forwards …
std::vector<std::size_t> order_in_round(unsigned round, std::size_t contenders);

/// The medians in Markdown, a table for each race; and each run as JSON.
std::string peers_tables(const peer_comparison& what, const measured_peers& measured);
std::string peers_json(
    const peer_comparison& what, const machine_facts& machine, const measured_peers& measured);

/// Gnuplot's language, the data within, all but the terminal and the name of the output: files a
/// second of each program in the races with small files, or seconds in those with the large one.
/// Empty where nothing was measured.
std::string peers_plot(const measured_peers& measured, bool large);

} // namespace haul::bench
