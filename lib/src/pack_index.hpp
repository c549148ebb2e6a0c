#pragma once

#include <haul/task.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace haul {

// The index of a shard: a line of JSON for each member, in their order in the
// archive. Functions of values: no I/O.

/// Where a member stands in its archive.
struct pack_entry {
  std::string name;
  std::uint64_t offset = 0; ///< of its first byte
  std::uint64_t bytes = 0;
  bool operator==(const pack_entry&) const = default;
};

/// What else is known of a member; empty is not told. `code` may be any bytes.
struct pack_details {
  std::string code;
  std::string url; ///< redacted
  std::optional<haul::digest> digest;
};

/// Adds one line, with its end.
void add_index_line(std::string& to, const pack_entry& of, const pack_details& more);

/// Gives each entry of an index to `take`; whether it is the whole index of an
/// archive that has so many bytes: every line as `add_index_line` makes
/// them, and the last member in front of the archive's end. An archive without
/// members has none.
bool read_index(
    std::string_view text, std::uint64_t archive_bytes,
    const std::function<void(pack_entry)>& take);

} // namespace haul
