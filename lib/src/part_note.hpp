#pragma once

#include "byte_ranges.hpp"
#include "resumption.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace haul {

/// What stands in the file beside a part: what is needed to go on with it, and to tell that it is
/// about that part and no other.
struct part_note {
  std::string asked; ///< `note_of_url` of the URL that was asked, before redirects
  part_origin of;
  std::uint64_t file = 0; ///< the part's number in its file system
  std::string boot;       ///< which start of the system saw it written: `this_boot`

  /// Which bytes are there, of a part that is written in pieces; nothing: all that the file has.
  std::optional<byte_ranges> there;
  bool operator==(const part_note&) const = default;
};

/// The most bytes of a note that is read.
inline constexpr std::size_t note_size = 4096;

/// A few lines of text. That of a part in pieces has `note_size` bytes, so that it can be written
/// over in one go as the part grows; ranges for which there is no room are left out.
std::string format_part_note(const part_note& written);

/// Nothing when the text is not whole, or not a note.
std::optional<part_note> parse_part_note(std::string_view text);

/// A digest: a URL may hold secrets.
std::string note_of_url(std::string_view url);

/// Names the time since the system was started: what a process wrote meanwhile is not lost by that
/// process being killed. Empty when the system doesn't say.
const std::string& this_boot();

} // namespace haul
