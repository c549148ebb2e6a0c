#pragma once

#include "get_order.hpp"

#include <string>
#include <vector>

namespace haul {

/// What a person orders with `haul report`.
struct report_order {
  std::vector<std::string> results; ///< files in their order, at least one; `-` is standard input
  get_order list;    ///< the lists that were downloaded, as `haul get` was given them; often none
  std::string html;  ///< where the page goes; empty: nowhere
  bool json = false; ///< one object on standard output instead of text
};

/// Puts together what the results of any number of runs say, prints it, and returns the exit code:
/// 0 every row is done, 1 a row failed or is missing, 2 results, list, temporary files or the page
/// can't be used, which is said on standard error.
int run_report(const report_order& order);

} // namespace haul
