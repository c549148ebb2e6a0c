#pragma once

#include "report_figures.hpp"

#include <string>

namespace haul {

/// The report as one page of HTML that needs no network and runs no script, fit for phones, light
/// or dark as the reader's system is. What came from inputs and servers is escaped.
std::string report_html(const report_figures& figures);

} // namespace haul
