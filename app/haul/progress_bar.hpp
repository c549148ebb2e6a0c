#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace haul {

/// How far a run has come.
struct progress {
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::chrono::steady_clock::duration elapsed{};
};

/// What the bar is drawn with.
enum class bar_style {
  ascii, ///< `#` and the digits 1 to 9 for its last column
  utf8,  ///< blocks, the last of them in eighths
};

/// One line as tqdm draws it, without an end of line:
/// ` 45%|████▌     |  9/20 [00:01<00:02,  4.91it/s]` is percent, bar, done/total, time gone, time
/// left at this rate, and the rate over the whole time.
///
/// Fills `width` columns or stays below them, never goes beyond: what doesn't fit is left out, the
/// rate first, then the times, the bar, the counts and in the end everything.
std::string render(const progress& shown, std::size_t width, bar_style style);

/// The same with other texts behind the bar: the first of `after_bar` that fits beside a bar; the
/// last of them, which should be the shortest, also without one.
std::string render(
    const progress& shown, std::span<const std::string> after_bar, std::size_t width,
    bar_style style);

/// ` 9/20`, as wide at the beginning as at the end.
std::string counts_text(const progress& shown);

/// `01:05` or `1:01:05`.
std::string clock_time(std::chrono::steady_clock::duration span);

/// How long the rest takes at the rate so far, as `clock_time`; `?` before anything is done.
std::string time_left(const progress& shown);

/// The first of these for a log: `9 of 20 (45%) after 00:10, about 00:12 left`, without an end of
/// line.
std::string render_plain(const progress& shown);

} // namespace haul
