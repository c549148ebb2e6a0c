#pragma once

#include "report_figures.hpp"

#include <haul/error.hpp>

#include <string>

namespace haul {

/// The report as one page of HTML that needs no network and runs no script, fit for phones, light
/// or dark as the reader's system is. What came from inputs and servers is escaped.
std::string report_html(const report_figures& figures);

/// Writes that page to `path`, which is replaced if it is there. The error (`cause::output_failed`
/// or `cause::disk_full`) names the file.
result<void> write_report_html(const report_figures& figures, const std::string& path);

} // namespace haul
