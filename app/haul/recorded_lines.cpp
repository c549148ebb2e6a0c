#include "recorded_lines.hpp"

#include "failure.hpp"
#include "folder.hpp"

#include <cerrno>
#include <unistd.h>

namespace haul {

namespace {

constexpr std::size_t read_at_once = 256 * 1024;
constexpr std::size_t longest_line = 16 * 1024 * 1024;

} // namespace

result<std::optional<std::string_view>> recorded_lines::next() {
  std::size_t searched = start_;
  while (true) {
    const std::size_t end = buffer_.find('\n', searched);
    if (end != std::string::npos) {
      const std::string_view line = std::string_view(buffer_).substr(start_, end - start_);
      start_ = end + 1;
      ++number_;
      return std::optional<std::string_view>(line);
    }
    buffer_.erase(0, start_);
    start_ = 0;
    searched = buffer_.size();
    if (searched > longest_line)
      return failure(stage::input, cause::bad_option, "a line is longer than 16 MiB");
    const result<bool> more = read_more();
    if (!more)
      return more.error();
    if (!*more)
      return std::optional<std::string_view>();
  }
}

result<bool> recorded_lines::read_more() {
  const std::size_t held = buffer_.size();
  buffer_.resize(held + read_at_once);
  ssize_t got = -1;
  do {
    got = ::pread(descriptor_, buffer_.data() + held, read_at_once, static_cast<off_t>(offset_));
  } while (got < 0 && errno == EINTR);
  if (got < 0)
    return output_failure("reading failed", errno);
  buffer_.resize(held + static_cast<std::size_t>(got));
  offset_ += static_cast<std::size_t>(got);
  return got > 0;
}

} // namespace haul
