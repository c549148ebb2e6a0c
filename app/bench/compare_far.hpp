#pragma once

#include "contender.hpp"
#include "machine.hpp"
#include "run_matrix.hpp"

#include <haul/error.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace haul::bench {

/// One large file over one connection to a far nginx with TLS: each program over HTTP/1.1 and over
/// HTTP/2, where it is the window of one stream that bounds the rate.
struct far_comparison {
  std::size_t bytes = std::size_t{1} << 30U; ///< of the file, at least 1
  unsigned delay = 50;                       ///< milliseconds in each direction
  std::size_t pipe_mib = 64;                 ///< how much may be under way in a direction, in MiB
  std::vector<std::string> programs = {
      "haul", "curl"};     ///< of `peer_programs`, made for large files
  unsigned patience = 300; ///< a run is ended after so many seconds
  unsigned repeat = 3;
  cores on;
};

struct measured_far {
  machine_facts versions; ///< of each program that was found, and of nginx

  /// Two for each program in turn: "haul HTTP/1.1" and "haul HTTP/2".
  std::vector<contender> contenders;
};

/// Runs each as often as is asked for, in the order of `order_in_round`, and compares the file
/// after each run. Stops early after a stop signal. An error when nginx does not work; a program
/// that is missing has a problem and no figures.
result<measured_far> compare_far(const far_comparison& what);

/// The medians in Markdown, and each run as JSON.
std::string far_table(const far_comparison& what, const measured_far& measured);
std::string far_json(
    const far_comparison& what, const machine_facts& machine, const measured_far& measured);

} // namespace haul::bench
