#include "output.hpp"

#include "child_process.hpp"
#include "failure.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>

namespace haul::bench {

namespace {

error cannot(std::string message) {
  return failure(stage::output, cause::output_failed, std::move(message));
}

} // namespace

result<void> write_result(const std::filesystem::path& file, std::string_view content) {
  std::ofstream to(file, std::ios::binary);
  to << content;
  if (!to.flush())
    return cannot(fmt::format("'{}' can't be written", file.string()));
  return {};
}

result<void> draw_plot(
    const std::filesystem::path& folder, const std::string& name, std::string_view plot) {
  const std::filesystem::path script = folder / (name + ".gnuplot");
  if (const result<void> written = write_result(script, plot); !written)
    return written;
  program gnuplot;
  gnuplot.file = find_program("gnuplot");
  if (gnuplot.file.empty())
    return cannot("gnuplot is not installed (Debian's package gnuplot-nox): no plots");
  const std::string svg = "set terminal svg size 1000,760 font 'sans-serif,13' background 'white'";
  const std::string png = "set terminal pngcairo size 1000,760 font 'sans,11'";
  for (const auto& [terminal, suffix] : {std::pair(svg, ".svg"), std::pair(png, ".png")}) {
    const std::filesystem::path drawn = folder / (name + suffix);
    gnuplot.arguments = {
        "-e", fmt::format("{}; set output '{}'", terminal, drawn.string()), script.string()};
    result<child_process> started = child_process::start(gnuplot);
    if (!started)
      return started.error();
    started->read_all();
    if (const ended_process ended = started->wait(); !ended.fine())
      return cannot(fmt::format("gnuplot could not draw {}: {}", drawn.string(), ended.describe()));
  }
  return {};
}

} // namespace haul::bench
