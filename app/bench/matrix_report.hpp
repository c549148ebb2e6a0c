#pragma once

#include "machine.hpp"
#include "run_matrix.hpp"

#include <span>
#include <string>

namespace haul::bench {

/// The medians in Markdown: a table for each delay.
std::string matrix_tables(std::span<const measured_cell> cells);

/// Every run as JSON, one cell a line.
std::string matrix_json(const machine_facts& machine, std::span<const measured_cell> cells);

/// Gnuplot's language, the data within, all but the terminal and the name of the output: requests a
/// second over concurrency, one plot for each delay. Empty where only one concurrency was measured.
std::string requests_plot(std::span<const measured_cell> cells);

/// The same for the memory that the run itself took (`figures::memory_taken_kib`), at the longest
/// delay.
std::string memory_plot(std::span<const measured_cell> cells);

} // namespace haul::bench
