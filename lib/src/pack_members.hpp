#pragma once

#include "member_file.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace haul {

/// The members of many shards, by name, in 16 bytes each: a hash in place of
/// the name. So many are in memory, the others in files without names.
/// Blocking.
///
/// Two names have the same hash once in 2^64 pairs. With a million members and
/// a million tasks the chance that one of them is taken for another is 1 in 18
/// million; with a hundred million of each, 1 in 1,800.
class pack_members {
 public:
  /// Its place is the shard in the upper 24 bits, then the size.
  using entry = member_file::entry;

  /// Most numbers of shards; a size from the largest on is kept as that.
  static constexpr std::uint32_t most_shards = 1U << 24;
  static constexpr std::uint64_t largest_size = (1ULL << 40) - 1;

  static constexpr std::size_t default_most_in_memory = 256 * 1024; // 8 MiB, with their marks

  struct member {
    std::uint32_t shard = 0;
    std::uint64_t bytes = 0;
  };

  static entry make_entry(std::string_view name, std::uint32_t shard, std::uint64_t bytes);

  /// The files are made in `in`, the folder of the shards, from `most_in_memory` members on.
  explicit pack_members(
      std::shared_ptr<folder> in, std::size_t most_in_memory = default_most_in_memory);

  /// Fails where a file can't be made, written or read. Nothing is forgotten then: all stays where
  /// it was, what was added in memory, and the next `add` tries again. Until that goes well `find`
  /// fails, too, so that nobody adds more and more.
  result<void> add(std::vector<entry> all);

  /// The member of that name in the shard with the highest number. Fails where that can't be told:
  /// a file can't be read, or `add` has failed.
  result<std::optional<member>> find(std::string_view name) const;

  std::size_t size() const;

 private:
  void mark(const std::vector<entry>& all);
  void add_in_memory(std::vector<entry> all);
  std::size_t size_in_memory() const;
  result<void> move_to_disk();

  std::shared_ptr<folder> folder_;
  std::size_t most_in_memory_;
  // Once there are files. Where a hash leads to one that is not set, no member
  // has it: most tasks are new, and need no look-up then. With ten million
  // members a quarter of the others have one that is set by chance.
  std::vector<bool> marks_;
  // Each sorted, and at least twice as long as the next: few to search, and
  // whatever is added is merged only so often.
  std::vector<std::vector<entry>> in_memory_;
  std::vector<member_file> on_disk_;
  std::optional<error> failed_;
};

} // namespace haul
