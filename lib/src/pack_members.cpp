#include "pack_members.hpp"

#include "pack_names.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

namespace haul {

namespace {

constexpr unsigned size_bits = 40;
constexpr std::size_t marks_per_member = 8 * sizeof(pack_members::entry); // as much memory again

std::uint64_t hash_of(std::string_view name) {
  const auto digest = digest_of_member(name);
  std::uint64_t hash = 0;
  std::memcpy(&hash, digest.data(), sizeof(hash));
  return hash;
}

} // namespace

pack_members::entry pack_members::make_entry(
    std::string_view name, std::uint32_t shard, std::uint64_t bytes) {
  entry made;
  made.hash = hash_of(name);
  made.place = std::uint64_t(shard) << size_bits | std::min(bytes, largest_size);
  return made;
}

pack_members::pack_members(std::shared_ptr<folder> in, std::size_t most_in_memory)
    : folder_(std::move(in)),
      most_in_memory_(most_in_memory) {
}

result<void> pack_members::add(std::vector<entry> all) {
  add_in_memory(std::move(all));
  failed_.reset();
  if (size_in_memory() <= most_in_memory_)
    return {};
  result<void> moved = move_to_disk();
  if (!moved)
    failed_ = moved.error();
  return moved;
}

void pack_members::add_in_memory(std::vector<entry> all) {
  if (!marks_.empty())
    mark(all);
  std::sort(all.begin(), all.end());
  while (!in_memory_.empty() && in_memory_.back().size() < 2 * all.size()) {
    std::vector<entry> both;
    both.reserve(all.size() + in_memory_.back().size());
    std::merge(
        all.begin(), all.end(), in_memory_.back().begin(), in_memory_.back().end(),
        std::back_inserter(both));
    all = std::move(both);
    in_memory_.pop_back();
  }
  if (!all.empty())
    in_memory_.push_back(std::move(all));
}

void pack_members::mark(const std::vector<entry>& all) {
  for (const entry& each : all)
    marks_[each.hash % marks_.size()] = true;
}

// Into one file, with those that would not be twice as long as it.
result<void> pack_members::move_to_disk() {
  if (marks_.empty()) {
    marks_.resize(std::max<std::size_t>(1, most_in_memory_ * marks_per_member));
    std::ranges::for_each(in_memory_, [this](const auto& each) { mark(each); });
  }
  std::vector<member_file::reader> from(in_memory_.begin(), in_memory_.end());
  std::uint64_t entries = size_in_memory();
  auto first = on_disk_.end();
  while (first != on_disk_.begin() && std::prev(first)->size() < 2 * entries) {
    entries += (--first)->size();
    from.emplace_back(*first);
  }
  result<unnamed_file> to = unnamed_file::create(*folder_, "the folder of the shards");
  if (!to)
    return to.error();
  result<member_file> merged = member_file::merge(std::move(from), *std::move(to));
  if (!merged)
    return merged.error();
  on_disk_.erase(first, on_disk_.end());
  on_disk_.push_back(*std::move(merged));
  in_memory_.clear();
  return {};
}

result<std::optional<pack_members::member>> pack_members::find(std::string_view name) const {
  if (failed_)
    return *failed_;
  std::optional<member> found;
  if (in_memory_.empty() && on_disk_.empty())
    return found;
  const std::uint64_t hash = hash_of(name);
  if (!marks_.empty() && !marks_[hash % marks_.size()])
    return found;
  std::optional<std::uint64_t> place;
  for (const std::vector<entry>& part : in_memory_) {
    const auto end = std::ranges::upper_bound(part, hash, {}, &entry::hash);
    if (end != part.begin() && std::prev(end)->hash == hash)
      place = std::max(place, std::optional(std::prev(end)->place));
  }
  for (const member_file& part : on_disk_) {
    const result<std::optional<std::uint64_t>> there = part.find(hash);
    if (!there)
      return there.error();
    place = std::max(place, *there); // nothing is less than anything
  }
  if (!place)
    return found;
  found.emplace();
  found->shard = static_cast<std::uint32_t>(*place >> size_bits);
  found->bytes = *place & largest_size;
  return found;
}

std::size_t pack_members::size() const {
  std::size_t all = size_in_memory();
  for (const member_file& part : on_disk_)
    all += part.size();
  return all;
}

std::size_t pack_members::size_in_memory() const {
  std::size_t all = 0;
  for (const std::vector<entry>& part : in_memory_)
    all += part.size();
  return all;
}

} // namespace haul
