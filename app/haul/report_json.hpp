#pragma once

#include "report_figures.hpp"

#include <string>

namespace haul {

/// The report for a program: one JSON object on one line, as docs/results.md tells.
std::string report_json(const report_figures& figures);

} // namespace haul
