#include "amounts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace haul {

namespace {

constexpr std::array<std::string_view, 7> units = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

std::string scaled(double amount) {
  std::size_t unit = 0;
  while (amount >= 999.5 && unit + 1 < units.size()) { // which would be shown as 1000
    amount /= 1000;
    ++unit;
  }
  const int decimals = unit == 0 || amount >= 99.95 ? 0 : 1;
  return fmt::format("{:.{}f} {}", amount, decimals, units[unit]);
}

} // namespace

std::string byte_text(std::uint64_t bytes) {
  return scaled(static_cast<double>(bytes));
}

std::string rate_text(std::uint64_t bytes, std::chrono::steady_clock::duration time) {
  const double seconds = std::chrono::duration<double>(time).count();
  return seconds <= 0 ? "? B/s" : scaled(static_cast<double>(bytes) / seconds) + "/s";
}

std::string duration_text(std::chrono::steady_clock::duration time) {
  const auto whole = std::max(std::chrono::round<std::chrono::milliseconds>(time), {});
  const auto milliseconds = static_cast<std::uint64_t>(whole.count());
  if (milliseconds < 1000)
    return fmt::format("{} ms", milliseconds);
  if (milliseconds < 59'950)
    return fmt::format("{:.1f} s", static_cast<double>(milliseconds) / 1000);
  const std::uint64_t seconds = (milliseconds + 500) / 1000;
  if (seconds < 3600)
    return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  return fmt::format("{} h {} min", seconds / 3600, seconds / 60 % 60);
}

std::string count_text(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

} // namespace haul
