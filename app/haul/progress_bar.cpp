#include "progress_bar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace haul {

namespace {

/// A bar of fewer columns says nothing that the percentage doesn't.
constexpr std::size_t narrowest_bar = 3;

/// In seconds, thirty years: what takes longer is not known, and would not fit the clock.
constexpr double longest_time = 1e9;

constexpr std::array<std::string_view, 8> eighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
constexpr std::array<std::string_view, 10> tenths = {"",  "1", "2", "3", "4",
                                                     "5", "6", "7", "8", "9"};

double seconds(std::chrono::steady_clock::duration span) {
  return std::chrono::duration<double>(span).count();
}

/// How many of `parts` equal parts of the work are done: rounded down, so that 100% means all.
std::uint64_t parts_done(const progress& shown, std::uint64_t parts) {
  return shown.done >= shown.total ? parts : shown.done * parts / shown.total;
}

std::string rate(const progress& shown) {
  const double elapsed = seconds(shown.elapsed);
  if (shown.done == 0 || elapsed <= 0) {
    return "?it/s";
  }
  const double each_second = static_cast<double>(shown.done) / elapsed;
  if (each_second < 1) {
    return fmt::format("{:5.2f}s/it", 1 / each_second);
  }
  return fmt::format("{:5.2f}it/s", each_second);
}

template<std::size_t Steps>
std::string fill(
    const progress& shown, std::size_t columns, std::string_view whole,
    const std::array<std::string_view, Steps>& partial) {
  const std::uint64_t steps = parts_done(shown, columns * Steps);
  const std::size_t full = steps / Steps;
  const std::string_view last = partial[steps % Steps];
  const std::size_t drawn = full + (last.empty() ? 0 : 1);

  std::string bar;
  for (std::size_t column = 0; column < full; ++column) {
    bar += whole;
  }
  bar += last;
  bar.append(columns - drawn, ' ');
  return bar;
}

std::string draw_bar(const progress& shown, std::size_t columns, bar_style style) {
  if (style == bar_style::utf8) {
    return fill(shown, columns, "█", eighths);
  }
  return fill(shown, columns, "#", tenths);
}

} // namespace

std::string clock_time(std::chrono::steady_clock::duration span) {
  const auto whole = static_cast<std::uint64_t>(seconds(span));
  const std::uint64_t hours = whole / 3600;
  const std::uint64_t minutes = whole / 60 % 60;
  if (hours == 0) {
    return fmt::format("{:02}:{:02}", minutes, whole % 60);
  }
  return fmt::format("{}:{:02}:{:02}", hours, minutes, whole % 60);
}

std::string time_left(const progress& shown) {
  if (shown.done == 0) {
    return "?";
  }
  const auto missing = static_cast<double>(shown.total - std::min(shown.done, shown.total));
  const double left = seconds(shown.elapsed) / static_cast<double>(shown.done) * missing;
  if (left > longest_time) {
    return "?";
  }
  return clock_time(std::chrono::duration_cast<std::chrono::steady_clock::duration>(
      std::chrono::duration<double>(left)));
}

std::string counts_text(const progress& shown) {
  const std::string total = fmt::to_string(shown.total);
  return fmt::format("{:>{}}/{}", shown.done, total.size(), total);
}

std::string render(const progress& shown, std::size_t width, bar_style style) {
  const std::string counts = counts_text(shown);
  const std::string gone = clock_time(shown.elapsed);
  const std::string left = time_left(shown);
  const std::array<std::string, 3> after_bar = {
      fmt::format("{} [{}<{}, {}]", counts, gone, left, rate(shown)),
      fmt::format("{} [{}<{}]", counts, gone, left), counts};
  return render(shown, after_bar, width, style);
}

std::string render(
    const progress& shown, std::span<const std::string> after_bar, std::size_t width,
    bar_style style) {
  const std::string share = fmt::format("{:3}%", parts_done(shown, 100));
  for (const std::string& text : after_bar) {
    const std::size_t taken = share.size() + text.size() + std::string_view("|| ").size();
    if (taken + narrowest_bar <= width) {
      return fmt::format("{}|{}| {}", share, draw_bar(shown, width - taken, style), text);
    }
  }
  if (share.size() + 1 + after_bar.back().size() <= width) {
    return fmt::format("{} {}", share, after_bar.back());
  }
  return share.size() <= width ? share : "";
}

std::string render_plain(const progress& shown) {
  const std::string gone = fmt::format(
      "{} of {} ({}%) after {}", shown.done, shown.total, parts_done(shown, 100),
      clock_time(shown.elapsed));
  return shown.done == 0 ? gone : fmt::format("{}, about {} left", gone, time_left(shown));
}

} // namespace haul
