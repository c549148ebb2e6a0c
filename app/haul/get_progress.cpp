#include "get_progress.hpp"

#include "amounts.hpp"

#include <fmt/format.h>

#include <array>

namespace haul {

namespace {

progress without_outcomes(const get_progress& shown) {
  progress plain;
  plain.done = shown.counts.total();
  plain.total = shown.total.value_or(0);
  plain.elapsed = shown.elapsed;
  return plain;
}

std::string outcomes(const tally& counts) {
  return fmt::format(
      ", {} ok, {} not found, {}", counts.ok, counts.not_found, count_text(counts.errors, "error"));
}

std::string load(const get_progress& shown) {
  const std::uint64_t bytes = shown.counts.bytes;
  return fmt::format(", {}, {}", byte_text(bytes), rate_text(bytes, shown.elapsed));
}

std::string in_flight(const get_progress& shown) {
  return fmt::format(", {} in flight", shown.in_flight);
}

std::string times(const get_progress& shown) {
  const progress plain = without_outcomes(shown);
  const std::string left = shown.total ? "<" + time_left(plain) : "";
  return fmt::format(" [{}{}]", clock_time(shown.elapsed), left);
}

std::string render_without_total(const get_progress& shown, std::size_t width) {
  const std::string done = fmt::format("{} done", shown.counts.total());
  const std::string results = outcomes(shown.counts);
  const std::array<std::string, 5> texts = {
      done + results + load(shown) + in_flight(shown) + times(shown),
      done + results + load(shown) + times(shown), done + results + times(shown), done + results,
      done};
  for (const std::string& text : texts) {
    if (text.size() <= width)
      return text;
  }
  return "";
}

} // namespace

std::string render(const get_progress& shown, std::size_t width, bar_style style) {
  if (!shown.total)
    return render_without_total(shown, width);
  const progress plain = without_outcomes(shown);
  const std::string counts = counts_text(plain);
  const std::string results = outcomes(shown.counts);
  const std::array<std::string, 5> after_bar = {
      counts + results + load(shown) + in_flight(shown) + times(shown),
      counts + results + load(shown) + times(shown), counts + results + times(shown),
      counts + results, counts};
  return render(plain, after_bar, width, style);
}

std::string render_plain(const get_progress& shown) {
  const std::string what = outcomes(shown.counts) + load(shown) + in_flight(shown);
  if (shown.total)
    return render_plain(without_outcomes(shown)) + what;
  return fmt::format("{} done after {}{}", shown.counts.total(), clock_time(shown.elapsed), what);
}

} // namespace haul
