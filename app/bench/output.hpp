#pragma once

#include <haul/error.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace haul::bench {

/// Writes a file of results, over one of the same name.
result<void> write_result(const std::filesystem::path& file, std::string_view content);

/// Draws a plot as NAME.svg and NAME.png in `folder`, and leaves what draws it beside them as
/// NAME.gnuplot. An error when gnuplot is missing or fails.
result<void> draw_plot(
    const std::filesystem::path& folder, const std::string& name, std::string_view plot);

} // namespace haul::bench
