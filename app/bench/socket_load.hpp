#pragma once

#include "child_process.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace haul::bench {

/// What `wrk` or `h2load` printed when it had asked for one URL over and over.
struct load_report {
  double answers = 0; ///< 0 when it did not say

  /// What went wrong, in its words; empty when every answer was fine.
  std::string problem;
};

load_report read_load(std::string_view printed);
load_report read_http2_load(std::string_view printed);

/// `wrk` with one thread, for a second, which is the least it knows: it takes answers from the
/// sockets and throws them away.
program load_program(
    const std::filesystem::path& wrk, const std::string& url, std::size_t connections);

/// The same over HTTP/2: `h2load` with one thread, for so many answers, over at most four
/// connections with a hundred streams each, which is its quickest way.
program http2_load_program(
    const std::filesystem::path& h2load, const std::string& url, std::size_t answers);

} // namespace haul::bench
