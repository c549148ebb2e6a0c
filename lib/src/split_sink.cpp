// What a sink does with a body that comes in pieces.
#include "failure.hpp"
#include "sink.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <unistd.h>
#include <utility>

namespace haul {

namespace {

constexpr std::uint64_t note_distance = 16 * 1024 * 1024; // bytes

} // namespace

byte_ranges sink::there() const {
  if (there_)
    return *there_;
  byte_ranges made;
  made.add({0, bytes_});
  return made;
}

std::uint64_t sink::next() const {
  if (!there_)
    return bytes_;
  return there_->empty() || there_->all().front().first != 0 ? 0 : there_->all().front().end;
}

std::optional<std::uint64_t> sink::last_of_gap() const {
  std::optional<std::uint64_t> last;
  if (there_ && next() < there_->end())
    last = there_->all()[next() == 0 ? 0 : 1].first - 1;
  return last;
}

result<void> sink::write_in_pieces() {
  if (there_)
    return {};
  if (holds_) {
    if (result<void> opened = stop_holding(); !opened)
      return opened;
  }
  there_ = there();
  // The note says that the part is whole up to its end, which must not be read of one with gaps.
  if (!std::exchange(noted_, false))
    return {};
  keep();
  if (noted_)
    return {};
  return output_failure(
      fmt::format("the note beside '{}' can't be written", printable(part_)), errno);
}

result<void> sink::write_at(std::uint64_t offset, std::span<const char> piece) {
  while (!piece.empty()) {
    const ssize_t written =
        ::pwrite(file_.get(), piece.data(), piece.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return output_failure(
          fmt::format("'{}' can't be written", printable(part_)), written == 0 ? EIO : errno);
    const auto bytes = static_cast<std::uint64_t>(written);
    there_->add({offset, offset + bytes});
    piece = piece.subspan(bytes);
    offset += bytes;
    bytes_ += bytes;
    unnoted_ += bytes;
  }
  const std::uint64_t due = noted_ ? note_distance : worth_a_note;
  if (origin_ && unnoted_ >= due)
    keep();
  return {};
}

} // namespace haul
