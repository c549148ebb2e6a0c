#include "recorded_lines.hpp"

#include "failure.hpp"
#include "folder.hpp"

#include <cerrno>
#include <unistd.h>

namespace haul {

namespace {

constexpr std::size_t read_at_once = 256 * 1024;

} // namespace

result<std::optional<std::string_view>> recorded_lines::next() {
  while (true) {
    if (const std::optional<std::string_view> line = lines_.next())
      return line;
    if (lines_.too_long())
      return failure(stage::input, cause::bad_option, "a line is longer than 16 MiB");
    const result<bool> more = read_more();
    if (!more)
      return more.error();
    if (!*more)
      return std::optional<std::string_view>();
  }
}

result<bool> recorded_lines::read_more() {
  std::string& bytes = lines_.begun();
  const std::size_t held = bytes.size();
  bytes.resize(held + read_at_once);
  ssize_t got = -1;
  do {
    got = ::pread(descriptor_, bytes.data() + held, read_at_once, static_cast<off_t>(offset_));
  } while (got < 0 && errno == EINTR);
  if (got < 0)
    return output_failure("reading failed", errno);
  bytes.resize(held + static_cast<std::size_t>(got));
  offset_ += static_cast<std::size_t>(got);
  return got > 0;
}

} // namespace haul
