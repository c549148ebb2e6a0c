#include "split_plan.hpp"

#include <algorithm>

namespace haul {

split_plan::split_plan(const byte_ranges& missing, std::size_t pieces, std::uint64_t least)
    : least_(least) {
  const std::uint64_t share = missing.bytes() / pieces + (missing.bytes() % pieces == 0 ? 0 : 1);
  for (const byte_range& each : missing.all())
    cut(each, std::max(least, share));
}

void split_plan::cut(const byte_range& gap, std::uint64_t target) {
  const std::uint64_t bytes = gap.end - gap.first;
  const std::uint64_t count =
      std::max<std::uint64_t>(std::min((bytes + target / 2) / target, bytes / least_), 1);
  std::uint64_t from = gap.first;
  for (std::uint64_t left = count; left != 0; --left) {
    const std::uint64_t size = (gap.end - from) / left;
    pieces_.push_back({from, from + size, false});
    from += size;
  }
}

split_plan::piece* split_plan::take_first() {
  if (pieces_.empty())
    return nullptr;
  pieces_.front().taken = true;
  return &pieces_.front();
}

split_plan::piece* split_plan::take() {
  const auto free = std::ranges::find(pieces_.rbegin(), pieces_.rend(), false, &piece::taken);
  if (free != pieces_.rend()) {
    free->taken = true;
    return &*free;
  }
  const auto left = [](const piece& of) { return of.end - of.next; };
  const auto largest = std::ranges::max_element(pieces_, {}, left);
  // Halved in front of the comparison: twice the least may be more than fits.
  if (largest == pieces_.end() || left(*largest) / 2 < least_)
    return nullptr;
  const std::uint64_t middle = largest->next + left(*largest) / 2;
  const auto made = pieces_.insert(std::next(largest), {middle, largest->end, true});
  largest->end = middle;
  return &*made;
}

bool split_plan::read_on(piece& of) {
  const auto at = std::ranges::find(pieces_, &of, [](const piece& each) { return &each; });
  const auto behind = std::next(at);
  if (behind == pieces_.end() || behind->taken || behind->next != of.end)
    return false;
  of.end = behind->end;
  pieces_.erase(behind);
  return true;
}

void split_plan::give_back(piece& of) {
  of.taken = false;
  if (of.next == of.end)
    pieces_.remove_if([&of](const piece& each) { return &each == &of; });
}

} // namespace haul
