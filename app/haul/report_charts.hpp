#pragma once

#include "report_figures.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace haul {

/// `text` for the contents of an HTML element or the value of an attribute in quotes: controls and
/// what reorders text are made visible, as `printable` does it.
std::string html_text(std::string_view text);

/// Rows a second over time, errors among them in their own colour. Empty without any moment.
std::string course_chart(const report_course& course);

/// How many rows took how long, by powers of ten. Empty without any record.
std::string latency_chart(const report_latency& latency);

/// A bar to stand below the text of a table's cell, `value` of `most` long. `kind` is a class of
/// the page's style.
std::string cell_bar(double value, double most, std::string_view kind);

} // namespace haul
