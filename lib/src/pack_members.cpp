#include "pack_members.hpp"

#include "pack_names.hpp"

#include <algorithm>
#include <cstring>

namespace haul {

namespace {

constexpr unsigned size_bits = 40;

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

void pack_members::add(std::vector<entry> all) {
  std::sort(all.begin(), all.end());
  while (!sorted_.empty() && sorted_.back().size() < 2 * all.size()) {
    std::vector<entry> both;
    both.reserve(all.size() + sorted_.back().size());
    std::merge(
        all.begin(), all.end(), sorted_.back().begin(), sorted_.back().end(),
        std::back_inserter(both));
    all = std::move(both);
    sorted_.pop_back();
  }
  if (!all.empty())
    sorted_.push_back(std::move(all));
}

std::optional<pack_members::member> pack_members::find(std::string_view name) const {
  std::optional<std::uint64_t> place;
  if (sorted_.empty())
    return std::nullopt;
  const std::uint64_t hash = hash_of(name);
  for (const std::vector<entry>& part : sorted_) {
    const auto end = std::ranges::upper_bound(part, hash, {}, &entry::hash);
    if (end != part.begin() && std::prev(end)->hash == hash)
      place = std::max(place.value_or(0), std::prev(end)->place);
  }
  if (!place)
    return std::nullopt;
  member found;
  found.shard = static_cast<std::uint32_t>(*place >> size_bits);
  found.bytes = *place & largest_size;
  return found;
}

std::size_t pack_members::size() const {
  std::size_t all = 0;
  for (const std::vector<entry>& part : sorted_)
    all += part.size();
  return all;
}

} // namespace haul
