#include "results_lines.hpp"

#include "input_failure.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <system_error>
#include <unistd.h>

namespace haul {

namespace {

constexpr std::size_t read_at_once = 64 * 1024;
constexpr std::size_t magic_size = 4; // what tells gzip and zstd from anything else

std::string reason(int number) {
  return std::error_code(number, std::generic_category()).message();
}

} // namespace

results_lines::results_lines(std::string path, file_descriptor opened)
    : path_(std::move(path)),
      name_(path_ == "-" ? "standard input" : fmt::format("'{}'", printable(path_))),
      file_(std::move(opened)) {
}

result<results_lines> results_lines::open(const std::string& path) {
  const int number = path == "-" ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                                 : ::open(path.c_str(), O_RDONLY | O_NOCTTY | O_CLOEXEC);
  const int failed = errno;
  results_lines made(path, file_descriptor(number));
  if (number < 0)
    return made.cannot(reason(failed));
  return made;
}

result<std::optional<std::string_view>> results_lines::next() {
  while (true) {
    if (const std::optional<std::string_view> line = lines_.next())
      return line;
    if (lines_.too_long())
      return cannot(fmt::format("line {} is longer than 16 MiB", number() + 1));
    const result<bool> more = decode_more();
    if (!more)
      return more.error();
    if (*more)
      continue;
    const std::optional<std::string_view> rest = lines_.take_begun();
    torn_ = torn_ || rest.has_value();
    return rest;
  }
}

// Whether there was more.
result<bool> results_lines::decode_more() {
  if (!decoder_) {
    if (const result<void> begun = begin(); !begun)
      return begun.error();
  }
  while (true) {
    const result<std::string_view> piece = decoder_->next();
    if (!piece)
      return cannot(piece.error().message);
    if (!piece->empty()) {
      lines_.begun() += *piece;
      return true;
    }
    bytes_.clear();
    const result<bool> more = read_more();
    if (!more)
      return more.error();
    if (!*more)
      break;
    decoder_->feed({bytes_.data(), bytes_.size()});
  }
  if (const result<void> whole = decoder_->finish(); !whole)
    return cannot(whole.error().message);
  return false;
}

result<void> results_lines::begin() {
  while (bytes_.size() < magic_size) {
    const result<bool> more = read_more();
    if (!more)
      return more.error();
    if (!*more)
      break;
  }
  decoder_ = decoder::for_first_bytes(path_, {bytes_.data(), bytes_.size()});
  decoder_->feed({bytes_.data(), bytes_.size()});
  return {};
}

// Behind what is there already; whether there was more.
result<bool> results_lines::read_more() {
  const std::size_t held = bytes_.size();
  bytes_.resize(held + read_at_once);
  while (true) {
    const ssize_t got = ::read(file_.get(), bytes_.data() + held, read_at_once);
    if (got >= 0) {
      bytes_.resize(held + static_cast<std::size_t>(got));
      return got > 0;
    }
    // Who shares standard input with us may have set it so.
    pollfd wanted = {file_.get(), POLLIN, 0};
    if (errno == EAGAIN)
      ::poll(&wanted, 1, -1);
    else if (errno != EINTR)
      return cannot(reason(errno));
  }
}

error results_lines::cannot(std::string_view why) const {
  return input_failure(fmt::format("{} can't be read: {}", name_, why));
}

} // namespace haul
