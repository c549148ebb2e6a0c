#pragma once

#include "report_figures.hpp"

#include <string>
#include <vector>

namespace haul {

/// The report for a person: lines without their ends, safe for a terminal.
std::vector<std::string> report_text(const report_figures& figures);

} // namespace haul
