#include "matrix_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace haul::bench {

using std::chrono::milliseconds;

namespace {

constexpr const char* beginning = R"(set logscale xy
set grid
set xlabel 'requests at once'
set style line 1 linecolor rgb '#7a7a7a' pointtype 5 linewidth 2
set style line 2 linecolor rgb '#d95f02' pointtype 9 linewidth 2
set style line 3 linecolor rgb '#1b6ca8' pointtype 7 linewidth 2
set style line 4 linecolor rgb '#b0b0b0' dashtype 2
)";

// A curve needs two points.
bool worth_drawing(std::span<const measured_cell> cells) {
  return std::any_of(cells.begin(), cells.end(), [&](const measured_cell& each) {
    return each.of.kind != variant_kind::sequential &&
           each.of.concurrency != cells.back().of.concurrency;
  });
}

// One style for each variant.
int style_of(variant_kind kind) {
  return static_cast<int>(kind) + 1;
}

std::string block_name(variant_kind kind, milliseconds delay) {
  return fmt::format("${}_{}", to_string(kind), delay.count());
}

// A number for each cell that came to something, as gnuplot's data block; empty when there is none.
template<class Values>
std::string data_block(
    std::span<const measured_cell> cells, variant_kind kind, milliseconds delay,
    const Values& values_of) {
  std::string lines;
  for (const measured_cell& each : cells) {
    const summary came = summarise(each.runs);
    if (each.of.kind == kind && each.of.delay == delay && came.runs != 0)
      lines += fmt::format("{} {}\n", each.of.concurrency, values_of(came));
  }
  if (lines.empty())
    return lines;
  return fmt::format("{} << END\n{}END\n", block_name(kind, delay), lines);
}

std::string plot_command(const std::vector<std::string>& curves) {
  return fmt::format("plot {}\n", fmt::join(curves, ", \\\n  "));
}

// The curves of the variants that have data, which is put in front of the text.
template<class Values>
std::vector<std::string> curves_of(
    std::span<const measured_cell> cells, milliseconds delay, const std::string& how,
    const Values& values_of, std::string& text) {
  std::vector<std::string> curves;
  for (const variant_kind kind : all_variants) {
    const std::string block = data_block(cells, kind, delay, values_of);
    if (block.empty())
      continue;
    text.insert(0, block);
    curves.push_back(fmt::format(
        "{} with {} linestyle {} title '{}'", block_name(kind, delay), how, style_of(kind),
        to_string(kind)));
  }
  return curves;
}

std::string rates(const summary& came) {
  const spread& rate = came.requests_per_second;
  return fmt::format("{:.1f} {:.1f} {:.1f}", rate.median, rate.least, rate.most);
}

std::string memory(const summary& came) {
  const double mib = came.median.memory_taken_kib() / 1024;
  return fmt::format("{:.3f}", std::max(mib, 0.001)); // the scale is logarithmic
}

} // namespace

std::string requests_plot(std::span<const measured_cell> cells) {
  if (!worth_drawing(cells))
    return {};
  const std::vector<milliseconds> delays = delays_of(cells);
  double most = 1;
  for (const measured_cell& each : cells)
    most = std::max(most, summarise(each.runs).requests_per_second.most);
  std::string text = beginning;
  text += fmt::format(
      "set key right bottom\nset ylabel 'requests/s'\nset yrange [*:{:.0f}]\nset multiplot layout "
      "{},{}\n",
      2 * most, (delays.size() + 1) / 2, delays.size() == 1 ? 1 : 2);
  for (const milliseconds delay : delays) {
    std::vector<std::string> curves = curves_of(cells, delay, "yerrorlines", rates, text);
    text += delay.count() == 0 ? "set title 'no delay'\n"
                               : fmt::format("set title 'delay {} ms'\n", delay.count());
    if (delay.count() != 0)
      curves.push_back(
          fmt::format("x * 1000.0 / {} with lines linestyle 4 title 'ideal'", delay.count()));
    if (!curves.empty())
      text += plot_command(curves);
  }
  return text + "unset multiplot\n";
}

std::string memory_plot(std::span<const measured_cell> cells) {
  if (!worth_drawing(cells))
    return {};
  const std::vector<milliseconds> delays = delays_of(cells);
  const milliseconds longest = *std::max_element(delays.begin(), delays.end());
  std::string text = beginning;
  text += fmt::format(
      "set key left top\nset ylabel 'MiB for the run, kernel stacks included'\nset title 'delay {} "
      "ms'\n",
      longest.count());
  const std::vector<std::string> curves = curves_of(cells, longest, "linespoints", memory, text);
  return curves.empty() ? std::string() : text + plot_command(curves);
}

} // namespace haul::bench
