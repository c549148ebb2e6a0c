#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace haul {

/// Cuts what is read of a file of records into lines. Memory: one line and what is read at once.
class line_buffer {
 public:
  /// The next line without its end, valid until the next call; nothing when more has to be read.
  std::optional<std::string_view> next() {
    const std::size_t end = bytes_.find('\n', searched_);
    if (end == std::string::npos) {
      bytes_.erase(0, start_);
      start_ = 0;
      searched_ = bytes_.size();
      return std::nullopt;
    }
    const std::string_view line = std::string_view(bytes_).substr(start_, end - start_);
    start_ = searched_ = end + 1;
    ++number_;
    return line;
  }

  /// After `next` gave nothing: whether the line that has begun is longer than any record.
  bool too_long() const { return bytes_.size() > longest; }

  /// After `next` gave nothing: the line that has begun, behind which more is put.
  std::string& begun() { return bytes_; }

  /// Where there is no more to read: the line that has begun, valid as above, nothing where none
  /// has.
  std::optional<std::string_view> take_begun() {
    start_ = searched_ = bytes_.size();
    if (bytes_.empty())
      return std::nullopt;
    ++number_;
    return bytes_;
  }

  /// The number of the last line, from 1.
  std::uint64_t number() const { return number_; }

 private:
  static constexpr std::size_t longest = std::size_t{16} * 1024 * 1024;

  std::string bytes_;
  std::size_t start_ = 0;    // of the line that comes next
  std::size_t searched_ = 0; // no line ends between that and here
  std::uint64_t number_ = 0;
};

} // namespace haul
