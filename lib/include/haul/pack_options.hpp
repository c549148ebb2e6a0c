#pragma once

#include <cstdint>

namespace haul {

/// What outputs become.
enum class pack_format {
  none, ///< files of their own
  tar,  ///< members of shards, `part-00000.tar` and so on
};

/// How outputs are packed into shards: archives in `options::directory` of which each appears whole
/// or not at all, under the next free number, with an index beside it (`part-00000.jsonl`: a line
/// for each member, with the offset of its bytes). The name of a member is the task's output.
///
/// A task is ok once its shard is whole, so its completion comes with that of the others in it. A
/// kill loses the shard that is being written, never one that is whole.
struct pack_options {
  /// Default none.
  pack_format format = pack_format::none;

  /// How many members a shard has at the most. 1 to 1,000,000; default 10,000. So many more tasks
  /// than otherwise are in memory, waiting for their shard.
  std::uint64_t tasks = 10'000;

  /// A shard that has so many bytes takes no further member. 1 KiB to 1 TiB; default 1 GiB.
  std::uint64_t bytes = 1024ULL * 1024 * 1024;
};

} // namespace haul
