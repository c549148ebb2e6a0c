#pragma once

#include "folder.hpp"

#include <haul/error.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

namespace haul {

/// Finds members in the shards of a folder, by their indexes. Nothing is written, and no link is
/// followed.
class verify_members {
 public:
  /// Where a member stands.
  struct place {
    file_descriptor shard; ///< at its first byte
    std::uint64_t bytes = 0;
  };

  /// The member `name` of `shard` in the folder `root`, which must be open; nothing when the shard
  /// stands and has no such member. An error when the shard or its index is missing or broken.
  /// Fastest for members of one shard in a row: its index is held in memory.
  result<std::optional<place>> find(int root, const std::string& shard, const std::string& name);

 private:
  struct extent {
    std::uint64_t offset;
    std::uint64_t bytes;
  };

  result<void> read(int root, const std::string& shard);

  std::string known_; // the shard whose members these are
  std::unordered_map<std::string, extent> members_;
};

} // namespace haul
