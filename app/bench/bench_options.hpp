#pragma once

#include "bare_files.hpp"
#include "cell.hpp"
#include "cell_process.hpp"
#include "company.hpp"
#include "compare_curl.hpp"
#include "compare_durable.hpp"
#include "compare_far.hpp"
#include "compare_files.hpp"
#include "compare_lists.hpp"
#include "compare_peers.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace haul::bench {

/// The command line of `haul-bench` as typed.
struct bench_options {
  // The matrix.
  std::vector<std::string> variants = {"sequential", "threaded", "asynchronous"};
  std::vector<std::size_t> concurrencies = {1, 10, 100, 1000};
  std::vector<unsigned> delays = {0, 10}; // milliseconds
  bool full = false;
  double seconds = 0.5;

  // Of all measuring.
  unsigned repeat = 3;
  bool no_pin = false;
  std::filesystem::path output;

  curl_comparison curl;
  list_comparison lists;
  peer_comparison peers;
  hosts_comparison hosts;
  names_comparison names;
  durable_comparison durable;
  files_comparison files;
  far_comparison far;

  // Of the processes that this program starts of itself.
  cell_order order;
  std::string order_variant;
  bare_form order_form;
  unsigned serve_delay = 0;
};

/// Declares the options on `app`, which keeps references to `into`.
void add_options(CLI::App& app, bench_options& into);

/// What is to be measured, `--full` counted in.
matrix matrix_of(const bench_options& from);

} // namespace haul::bench
