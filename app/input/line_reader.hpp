#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace haul {

/// A line of the input.
struct input_line {
  /// Without its end. Of a line that is too long: its first bytes only, at most 64.
  std::string_view text;
  std::string_view end;     ///< LF, CRs and LF, or, for the last line, what CRs there are
  std::uint64_t number = 0; ///< from 1
  bool too_long = false;    ///< it has more than `line_reader::longest` bytes in front of its LF
};

/// Cuts bytes into lines, however they come in pieces. Takes memory for one line and one piece,
/// and time in proportion to the bytes.
class line_reader {
 public:
  /// The most bytes of a line, its LF not counted.
  static constexpr std::size_t longest = 1024 * 1024;

  /// More of the input. Lines should be taken before more is pushed, or they pile up.
  void push(std::string_view bytes);

  /// There is no more: what has come behind the last LF is a line, unless that is nothing.
  void finish() { finished_ = true; }

  /// The next line; nothing when it isn't complete. A byte order mark in front of the first line
  /// is dropped. The views are good until the next call of any function.
  std::optional<input_line> next();

 private:
  input_line cut(std::string_view line, std::string_view end);
  void start_skipping();

  std::string buffer_;
  std::size_t start_ = 0;   // of the first byte that was not returned
  std::size_t scanned_ = 0; // no LF between `start_` and here
  std::uint64_t lines_ = 0;
  std::string beginning_; // of the line that is being skipped
  bool skipping_ = false;
  bool finished_ = false;
};

} // namespace haul
