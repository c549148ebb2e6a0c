#pragma once

#include "codes.hpp"
#include "site.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace haul {

/// What a person orders with `haul flags`.
struct flags_order {
  /// The codes to download, as `expand_codes` gives them; never empty once the command line is
  /// read.
  std::vector<std::string> codes;
  site from;
  std::size_t max_requests = 30;
  std::filesystem::path directory = "downloaded";

  /// As `options::ca_file`.
  std::filesystem::path ca_file;

  /// For connecting, for the first byte and between bytes, each.
  std::chrono::milliseconds timeout{3100};

  /// What the servers of DELAY and ERROR draw from; without one each run is another.
  std::optional<std::uint64_t> seed;
  bool verbose = false;
};

/// Adds the options of `haul flags` to its command line. While that is parsed they are checked and
/// put into `order`, which must live until then; an option that is refused throws `CLI::ParseError`
/// naming it.
void add_flags_options(CLI::App& flags, flags_order& order);

} // namespace haul
