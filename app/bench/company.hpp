#pragma once

#include "contender.hpp"
#include "machine.hpp"
#include "pause_watch.hpp"
#include "run_matrix.hpp"

#include <haul/error.hpp>

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace haul::bench {

/// Ten hosts, of which one is slow with each answer and one asks for pauses; the others are quick.
struct hosts_comparison {
  std::size_t rows = 4000;                ///< of each host: those that wait fit into the look-ahead
  std::vector<unsigned> delays = {0, 10}; ///< milliseconds that the quick ones wait
  unsigned slow = 30;                     ///< seconds that the slow one waits
  unsigned pause = 5;                     ///< seconds in `Retry-After`
  unsigned repeat = 5;
  cores on;
};

/// Distinct names, of which one in so many is slow to be looked up.
struct names_comparison {
  std::size_t names = 10'000;
  std::size_t one_in = 100;
  unsigned delay = 5; ///< seconds until the name server answers for a slow one
  unsigned repeat = 3;
  cores on;
};

/// The same rows alone and in the company of slow ones, by `haul get`. Here the wall time goes from
/// the start of its process to the last answer that the server sent to one of those rows.
struct measured_company {
  std::string title;
  std::size_t rows = 0; ///< those that are measured
  contender alone;
  contender together;
  pause_counts pauses; ///< of all runs
  double whole_seconds =
      0; ///< the median until all rows were done, slow ones too; 0: not waited for
};

/// Runs one of the measured, alone or together.
using company_run = std::function<result<figures>(std::size_t which, bool together)>;

/// Runs each alone and together, `repeat` times in turn, every other time together first, and
/// keeps what they come to. Says on standard error how it goes. Stops early after a stop signal,
/// and with the first error.
result<void> run_company(
    std::vector<measured_company>& measured, unsigned repeat, const company_run& run);

/// The rate in company as a part of the rate alone; 0 where one was not measured.
double kept_rate(const measured_company& of);

/// Measures, and checks every file of the rows that are measured. An error when the servers can't
/// be started.
result<std::vector<measured_company>> compare_hosts(const hosts_comparison& what);
result<std::vector<measured_company>> compare_names(const names_comparison& what);

/// The medians in Markdown, and each run as JSON.
std::string company_tables(std::span<const measured_company> measured);
std::string company_json(const machine_facts& machine, std::span<const measured_company> measured);

} // namespace haul::bench
