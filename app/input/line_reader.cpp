#include "line_reader.hpp"

namespace haul {

namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
constexpr std::size_t kept_of_a_long_line = 64;

} // namespace

void line_reader::push(std::string_view bytes) {
  // Only once more than half is done with: each byte is moved once at the most, taken together.
  if (start_ > buffer_.size() / 2) {
    buffer_.erase(0, start_);
    scanned_ -= start_;
    start_ = 0;
  }
  buffer_ += bytes;
}

std::optional<input_line> line_reader::next() {
  const std::size_t end = buffer_.find('\n', scanned_);
  if (end != std::string::npos) {
    const std::string_view line(buffer_.data() + start_, end - start_);
    const std::string_view line_end(buffer_.data() + end, 1);
    start_ = scanned_ = end + 1;
    return cut(line, line_end);
  }
  if (skipping_ || buffer_.size() - start_ > longest)
    start_skipping();
  scanned_ = buffer_.size();
  if (!finished_ || (start_ == buffer_.size() && !skipping_))
    return std::nullopt;
  const std::string_view rest(buffer_.data() + start_, buffer_.size() - start_);
  start_ = buffer_.size();
  return cut(rest, rest.substr(rest.size()));
}

void line_reader::start_skipping() {
  if (!skipping_)
    beginning_ = buffer_.substr(start_, kept_of_a_long_line);
  skipping_ = true;
  buffer_.clear();
  start_ = 0;
}

// `end` follows `line` in memory.
input_line line_reader::cut(std::string_view line, std::string_view end) {
  input_line made;
  made.number = ++lines_;
  made.too_long = skipping_ || line.size() > longest;
  if (made.too_long) {
    made.text = skipping_ ? std::string_view(beginning_) : line.substr(0, kept_of_a_long_line);
    made.end = end;
  } else {
    const std::size_t last = line.find_last_not_of('\r');
    const std::size_t size = last == std::string_view::npos ? 0 : last + 1;
    made.text = line.substr(0, size);
    made.end = std::string_view(line.data() + size, line.size() - size + end.size());
  }
  skipping_ = false;
  if (lines_ == 1 && made.text.starts_with(byte_order_mark))
    made.text.remove_prefix(byte_order_mark.size());
  return made;
}

} // namespace haul
