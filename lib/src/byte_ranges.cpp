#include "byte_ranges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace haul {

namespace {

// Digits in front, which are taken off, and so is `behind` them; at the end of the text nothing
// needs to be behind.
std::optional<std::uint64_t> take_number(std::string_view& text, char behind, bool at_end) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, failed] = std::from_chars(text.data(), end, value);
  if (failed != std::errc() || (stopped == end && !at_end) ||
      (stopped != end && *stopped != behind))
    return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(stopped - text.data()) + (stopped == end ? 0 : 1));
  return value;
}

} // namespace

void byte_ranges::add(byte_range added) {
  if (added.first >= added.end)
    return;
  // What touches it becomes one with it.
  const auto first = std::ranges::lower_bound(all_, added.first, {}, &byte_range::end);
  auto behind = first;
  for (; behind != all_.end() && behind->first <= added.end; ++behind) {
    added.first = std::min(added.first, behind->first);
    added.end = std::max(added.end, behind->end);
  }
  all_.insert(all_.erase(first, behind), added);
}

void byte_ranges::cut(std::uint64_t end) {
  while (!all_.empty() && all_.back().first >= end)
    all_.pop_back();
  if (!all_.empty())
    all_.back().end = std::min(all_.back().end, end);
}

std::uint64_t byte_ranges::bytes() const {
  std::uint64_t sum = 0;
  for (const byte_range& each : all_)
    sum += each.end - each.first;
  return sum;
}

byte_ranges byte_ranges::missing(std::uint64_t total) const {
  byte_ranges made;
  std::uint64_t from = 0;
  for (const byte_range& each : all_) {
    made.add({from, std::min(each.first, total)});
    from = each.end;
  }
  made.add({from, total});
  return made;
}

std::string byte_ranges::text(std::size_t most) const {
  std::string made;
  for (const byte_range& each : all_) {
    const std::string next =
        fmt::format("{}{}-{}", made.empty() ? "" : ",", each.first, each.end - 1);
    if (made.size() + next.size() > most)
      break;
    made += next;
  }
  return made;
}

std::optional<byte_ranges> byte_ranges::parse(std::string_view text) {
  byte_ranges made;
  if (text.ends_with(','))
    return std::nullopt;
  while (!text.empty()) {
    const std::optional<std::uint64_t> first = take_number(text, '-', false);
    const std::optional<std::uint64_t> last = first ? take_number(text, ',', true) : first;
    const bool ascending = made.empty() || (first && *first > made.end());
    if (!last || *last < *first || *last == std::numeric_limits<std::uint64_t>::max() || !ascending)
      return std::nullopt;
    made.all_.push_back({*first, *last + 1});
  }
  return made;
}

} // namespace haul
