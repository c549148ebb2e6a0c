#include "member_file.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace haul {

namespace {

// Of each file that is merged, and of what comes of them: 64 KiB.
constexpr std::size_t entries_at_once = 16 * member_file::block;

} // namespace

result<void> member_file::reader::fill() {
  if (of_ == nullptr || !left_.empty())
    return {};
  read_.resize(std::min<std::uint64_t>(entries_at_once, of_->size() - next_));
  if (result<void> got = of_->read(next_, read_); !got)
    return got;
  next_ += read_.size();
  left_ = read_;
  return {};
}

result<member_file> member_file::merge(std::vector<reader> from, unnamed_file to) {
  member_file made(std::move(to));
  std::vector<entry> merged;
  merged.reserve(entries_at_once);
  for (reader& each : from)
    if (result<void> filled = each.fill(); !filled)
      return filled.error();
  std::erase_if(from, &reader::over);
  while (!from.empty()) {
    const auto least = std::ranges::min_element(from, {}, &reader::front);
    merged.push_back(least->front());
    least->left_ = least->left_.subspan(1);
    if (least->over())
      if (result<void> filled = least->fill(); !filled)
        return filled.error();
    if (least->over())
      from.erase(least);
    if (merged.size() != entries_at_once && !from.empty())
      continue;
    if (result<void> written = made.append(merged); !written)
      return written.error();
    merged.clear();
  }
  return made;
}

result<void> member_file::append(std::span<const entry> blocks) {
  for (std::size_t at = 0; at < blocks.size(); at += block)
    first_.push_back(blocks[at].hash);
  return file_.append(std::as_bytes(blocks));
}

result<void> member_file::read(std::uint64_t number, std::span<entry> into) const {
  return file_.read(number * sizeof(entry), std::as_writable_bytes(into));
}

result<std::optional<std::uint64_t>> member_file::find(std::uint64_t hash) const {
  // Where several have it, the last of them is in the last block that begins with no higher one.
  const auto behind = std::ranges::upper_bound(first_, hash);
  if (behind == first_.begin())
    return std::optional<std::uint64_t>();
  const auto number = static_cast<std::uint64_t>(behind - first_.begin() - 1) * block;
  std::array<entry, block> room;
  const std::span<entry> there(room.data(), std::min<std::uint64_t>(block, size() - number));
  if (const result<void> got = read(number, there); !got)
    return got.error();
  const auto end = std::ranges::upper_bound(there, hash, {}, &entry::hash);
  if (end == there.begin() || std::prev(end)->hash != hash)
    return std::optional<std::uint64_t>();
  return std::optional<std::uint64_t>(std::prev(end)->place);
}

} // namespace haul
