#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace haul {

/// The members of many shards, by name, in 16 bytes each: a hash in place of
/// the name.
///
/// Two names have the same hash once in 2^64 pairs. With a million members and
/// a million tasks the chance that one of them is taken for another is 1 in 18
/// million; with a hundred million of each, 1 in 1,800.
class pack_members {
 public:
  struct entry {
    std::uint64_t hash = 0;
    std::uint64_t place = 0; ///< shard in the upper 24 bits, then size
    friend auto operator<=>(const entry&, const entry&) = default;
  };

  /// Most numbers of shards; a size from the largest on is kept as that.
  static constexpr std::uint32_t most_shards = 1U << 24;
  static constexpr std::uint64_t largest_size = (1ULL << 40) - 1;

  struct member {
    std::uint32_t shard = 0;
    std::uint64_t bytes = 0;
  };

  static entry make_entry(std::string_view name, std::uint32_t shard, std::uint64_t bytes);

  void add(std::vector<entry> all);

  /// The member of that name in the shard with the highest number.
  std::optional<member> find(std::string_view name) const;

  std::size_t size() const;

 private:
  // Each sorted, and at least twice as long as the next: few to search, and
  // whatever is added is merged only so often.
  std::vector<std::vector<entry>> sorted_;
};

} // namespace haul
