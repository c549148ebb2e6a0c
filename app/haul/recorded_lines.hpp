#pragma once

#include "line_buffer.hpp"

#include <haul/error.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace haul {

/// The lines of a file that is open, from its beginning, however long it is. What stands behind the
/// last end of a line was torn by a kill and is left out.
class recorded_lines {
 public:
  /// `descriptor` must stay open; its own position is neither used nor moved.
  explicit recorded_lines(int descriptor) : descriptor_(descriptor) {}

  /// The next line without its end, valid until the next call; nothing when there are no more. An
  /// error when the system fails, or for a line of more than 16 MiB.
  result<std::optional<std::string_view>> next();

  /// The number of the last line, from 1.
  std::uint64_t number() const { return lines_.number(); }

 private:
  result<bool> read_more();

  int descriptor_;
  std::uint64_t offset_ = 0; // in the file, of what is to be read next
  line_buffer lines_;
};

} // namespace haul
