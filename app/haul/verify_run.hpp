#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace haul {

/// What a person orders with `haul verify`.
struct verify_order {
  std::vector<std::string> results; ///< files in their order, at least one; `-` is standard input
  std::filesystem::path directory = ".";
  bool quiet = false; ///< says only what stops it, and the counts where `json` asks for them
  bool json = false;  ///< the counts as one object on standard output, all else on standard error
};

/// Checks the files of a folder against the results of the runs that wrote them, prints what is
/// missing or wrong and the counts, and returns the exit code: 0 all is well, 1 something is
/// missing or wrong, 2 folder, results or temporary files can't be used, which is said on standard
/// error.
int run_verify(const verify_order& order);

} // namespace haul
