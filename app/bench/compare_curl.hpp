#pragma once

#include "contender.hpp"
#include "machine.hpp"
#include "run_matrix.hpp"

#include <haul/error.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace haul::bench {

/// Many small files from nginx, by haul's library and by Debian's curl with the same list.
struct curl_comparison {
  std::size_t files = 20'000;
  std::size_t size = 2048; ///< of each file, in bytes
  std::size_t connections = 64;
  unsigned repeat = 5;
  bool encrypted = false;
  cores on;
};

/// Runs both in turn, `repeat` times, and checks every file. Stops early after a stop signal. An
/// error when nginx or curl is missing or does not work.
result<std::vector<contender>> compare_with_curl(const curl_comparison& what);

/// The medians in Markdown, and each run as JSON.
std::string curl_table(const curl_comparison& what, const std::vector<contender>& contenders);
std::string curl_json(
    const curl_comparison& what, const machine_facts& machine,
    const std::vector<contender>& contenders);

} // namespace haul::bench
