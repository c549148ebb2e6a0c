#include "screen.hpp"

#include <algorithm>

namespace haul::test {

namespace {

std::size_t length_of_character(char first) {
  const auto byte = static_cast<unsigned char>(first);
  if (byte < 0x80)
    return 1;
  return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

} // namespace

screen::screen(std::string_view bytes, std::size_t columns) : columns_(columns) {
  constexpr std::string_view erase_to_the_end = "\x1b[K";
  while (!bytes.empty()) {
    std::size_t taken = 1;
    if (bytes.front() == '\r') {
      cursor_ = 0;
    } else if (bytes.front() == '\n') {
      end_line();
    } else if (bytes.starts_with(erase_to_the_end)) {
      taken = erase_to_the_end.size();
      row_.resize(std::min(cursor_, row_.size()));
    } else if (static_cast<unsigned char>(bytes.front()) < 0x20) {
      ++unknown_;
    } else {
      taken = std::min(length_of_character(bytes.front()), bytes.size());
      put(bytes.substr(0, taken));
    }
    bytes.remove_prefix(taken);
  }
  end_line();
}

void screen::put(std::string_view character) {
  if (cursor_ == columns_) {
    ++wraps_;
    end_line();
    cursor_ = 0;
  }
  if (row_.size() <= cursor_)
    row_.resize(cursor_ + 1, " ");
  row_[cursor_++] = character;
  widest_ = std::max(widest_, cursor_);
}

void screen::end_line() {
  std::string& line = lines_.emplace_back();
  for (const std::string& character : row_)
    line += character;
  line.erase(line.find_last_not_of(' ') + 1);
  row_.clear();
}

} // namespace haul::test
