#pragma once

#include "figures.hpp"
#include "variant.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace haul::bench {

/// What a process that runs one cell is told.
struct cell_order {
  variant_kind kind = variant_kind::asynchronous;
  std::size_t concurrency = 1;
  std::size_t tasks = 1;
  std::string base;              ///< the server's URL
  std::size_t file_size = 0;     ///< of the numbered files there; 0: flags are asked for
  std::filesystem::path folder;  ///< where the files go
  std::filesystem::path ca_file; ///< as in `haul::options`
};

/// The order as arguments of `haul-bench`; `bench_options.cpp` reads them.
std::vector<std::string> arguments_of(const cell_order& order);

/// Runs a cell in this process and measures it. Says in `problem` why it can't be run, or what
/// became of the first task that failed.
figures run_cell(const cell_order& order);

/// Serves flags, each after `delay`, until SIGTERM. Prints its URL first. The exit code.
int serve_cell(std::chrono::milliseconds delay);

} // namespace haul::bench
