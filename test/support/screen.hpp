#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace haul::test {

/// What a person sees of the bytes written to a terminal: carriage return, end of line, `ESC[K` and
/// characters of UTF-8 that are one column wide. Anything else of a terminal's language is counted
/// as unknown instead of obeyed.
class screen {
 public:
  screen(std::string_view bytes, std::size_t columns);

  /// From the top, without blanks at the end; the line the cursor stands on is the last.
  const std::vector<std::string>& lines() const { return lines_; }

  /// How often a line went on below because it was too long.
  std::size_t wraps() const { return wraps_; }

  /// Control characters and escape sequences this screen doesn't know.
  std::size_t unknown() const { return unknown_; }

  /// How many columns were used at the most.
  std::size_t widest() const { return widest_; }

 private:
  void put(std::string_view character);
  void end_line();

  std::size_t columns_;
  std::vector<std::string> row_; ///< the cursor's line, one character in each
  std::size_t cursor_ = 0;
  std::vector<std::string> lines_;
  std::size_t wraps_ = 0;
  std::size_t unknown_ = 0;
  std::size_t widest_ = 0;
};

} // namespace haul::test
