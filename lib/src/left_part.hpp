#pragma once

#include "byte_ranges.hpp"
#include "folder.hpp"
#include "resumption.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace haul {

// Parts that outlive whoever began them: `NAME.haul-part`, with a note of what it is of beside it,
// `NAME.haul-from`. While somebody writes a part that has a note, he holds a lock on it. Blocking.

/// A part that can go on, locked.
struct left_part {
  file_descriptor file; ///< open for reading and writing
  part_origin of;
  std::uint64_t bytes = 0; ///< known to be there; the file has no more, unless it is in pieces

  /// Of a part in pieces: which bytes are there, and the note that says so, as `leave_note` gives
  /// it. Some byte is always missing.
  std::optional<byte_ranges> there;
  file_descriptor note;
};

/// The part of `name` in `in` that was begun by asking for the URL `asked`. Nothing when there is
/// none with a note; what proves to be of no use is removed: of another URL, written before the
/// system was started again, by somebody else. One that another run is writing is an error
/// (`cause::output_in_use`).
result<std::optional<left_part>> find_left_part(
    const folder& in, const std::string& name, const std::string& asked);

/// Locks the part and writes its note, which is empty when that was not possible: without note a
/// part does not outlive its run. `there` is for a part in pieces.
file_descriptor leave_note(
    const folder& in, const std::string& name, const file_descriptor& part, const part_origin& of,
    const std::string& asked, const std::optional<byte_ranges>& there);

/// Writes the note of a part in pieces anew, in one step: a kill leaves the old one or the new one.
/// When it fails, the old one stays.
void renew_note(
    const file_descriptor& note, const file_descriptor& part, const part_origin& of,
    const std::string& asked, const byte_ranges& there);

void remove_note(const folder& in, const std::string& name);

} // namespace haul
