#include "sink.hpp"

#include "failure.hpp"
#include "left_part.hpp"
#include "pack_names.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <utility>

namespace haul {

namespace {

constexpr mode_t file_mode = 0666; // less the umask

file_descriptor create_part(int folder, const std::string& part) {
  // O_EXCL also refuses a link, wherever it leads.
  return file_descriptor(::openat(
      folder, part.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, file_mode));
}

error in_use(const std::string& part) {
  return failure(
      stage::output, cause::output_in_use,
      fmt::format("'{}' exists, and another run is at work in the same folder", printable(part)));
}

} // namespace

sink::sink(std::shared_ptr<folder> in, std::string name, bool replace, file_descriptor opened)
    : folder_(std::move(in)),
      name_(std::move(name)),
      part_(name_ + std::string(part_suffix)),
      replace_(replace),
      file_(std::move(opened)) {
}

// What this one had goes with the other.
sink& sink::operator=(sink&& other) noexcept {
  std::swap(folder_, other.folder_);
  std::swap(name_, other.name_);
  std::swap(part_, other.part_);
  std::swap(replace_, other.replace_);
  std::swap(file_, other.file_);
  std::swap(bytes_, other.bytes_);
  std::swap(there_, other.there_);
  std::swap(note_, other.note_);
  std::swap(unnoted_, other.unnoted_);
  std::swap(origin_, other.origin_);
  std::swap(asked_, other.asked_);
  std::swap(noted_, other.noted_);
  std::swap(changed_at_, other.changed_at_);
  std::swap(holds_, other.holds_);
  std::swap(held_, other.held_);
  return *this;
}

sink::~sink() {
  if (file_ && !noted_)
    ::unlinkat(folder_->descriptor(), part_.c_str(), 0);
}

result<sink> sink::create(std::shared_ptr<folder> in, std::string name, bool replace) {
  const std::string part = name + std::string(part_suffix);
  file_descriptor opened = create_part(in->descriptor(), part);
  if (!opened && errno == EEXIST) {
    if (!in->alone())
      return in_use(part);
    remove_note(*in, name);
    ::unlinkat(in->descriptor(), part.c_str(), 0);
    opened = create_part(in->descriptor(), part);
  }
  if (!opened)
    return output_failure(fmt::format("'{}' can't be created", printable(part)), errno);
  return sink(std::move(in), std::move(name), replace, std::move(opened));
}

sink sink::create_held(std::shared_ptr<folder> in, std::string member) {
  sink made(std::move(in), std::move(member), false, file_descriptor());
  made.holds_ = true;
  return made;
}

result<std::optional<sink>> sink::resume(
    std::shared_ptr<folder> in, std::string name, bool replace, const std::string& asked) {
  std::optional<sink> made;
  result<std::optional<left_part>> found = find_left_part(*in, name, asked);
  if (!found)
    return found.error();
  if (!*found)
    return made;
  made.emplace(sink(std::move(in), std::move(name), replace, std::move((*found)->file)));
  made->noted_ = true;
  made->bytes_ = (*found)->bytes;
  made->origin_ = std::move((*found)->of);
  made->asked_ = asked;
  made->there_ = std::move((*found)->there);
  made->note_ = std::move((*found)->note);
  if (made->there_)
    return made;
  if (::lseek(made->file_.get(), 0, SEEK_END) != static_cast<off_t>(made->bytes_))
    return output_failure(fmt::format("'{}' can't be written", printable(made->part_)), errno);
  return made;
}

void sink::set_origin(part_origin of, std::string asked) {
  origin_ = std::move(of);
  asked_ = std::move(asked);
}

void sink::keep() {
  if (noted_ && there_)
    renew_note(note_, file_, *origin_, asked_, *there_);
  unnoted_ = 0;
  if (!noted_ && origin_ && bytes_ > 0 && !holds_) {
    file_descriptor note = leave_note(*folder_, name_, file_, *origin_, asked_, there_);
    noted_ = static_cast<bool>(note);
    if (noted_)
      folder_->note_part();
    if (there_)
      note_ = std::move(note);
  }
  if (!noted_)
    origin_.reset(); // tried once
}

void sink::give_up() {
  if (std::exchange(noted_, false))
    remove_note(*folder_, name_);
  note_ = file_descriptor();
  origin_.reset();
}

result<void> sink::start_over() {
  give_up();
  there_.reset();
  return cut(0);
}

result<void> sink::cut(std::uint64_t bytes) {
  bytes_ = bytes;
  held_.resize(holds_ ? bytes : 0);
  if (holds_)
    return {};
  const auto end = static_cast<off_t>(bytes);
  if (::ftruncate(file_.get(), end) != 0 || ::lseek(file_.get(), end, SEEK_SET) != end)
    return output_failure(fmt::format("'{}' can't be written", printable(part_)), errno);
  return {};
}

// More has come than is held in memory.
result<void> sink::stop_holding() {
  result<sink> made = create(folder_, body_name(name_), replace_);
  if (!made)
    return made.error();
  name_ = std::move(made->name_);
  part_ = std::move(made->part_);
  file_ = std::move(made->file_);
  holds_ = false;
  bytes_ = 0;
  return write(std::exchange(held_, {}));
}

result<std::size_t> sink::read(std::uint64_t offset, std::span<char> into) const {
  if (holds_) {
    const std::size_t count = std::min(into.size(), held_.size() - offset);
    std::copy_n(held_.begin() + static_cast<std::ptrdiff_t>(offset), count, into.begin());
    return count;
  }
  ssize_t bytes = 0;
  do
    bytes = ::pread(file_.get(), into.data(), into.size(), static_cast<off_t>(offset));
  while (bytes < 0 && errno == EINTR);
  if (bytes < 0)
    return output_failure(fmt::format("'{}' can't be read", printable(part_)), errno);
  return static_cast<std::size_t>(bytes);
}

result<void> sink::write(std::span<const char> piece) {
  if (holds_ && held_.size() + piece.size() > most_held) {
    if (result<void> opened = stop_holding(); !opened)
      return opened;
  }
  if (holds_) {
    held_.insert(held_.end(), piece.begin(), piece.end());
    bytes_ += piece.size();
    return {};
  }
  while (!piece.empty()) {
    const ssize_t written = ::write(file_.get(), piece.data(), piece.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return output_failure(
          fmt::format("'{}' can't be written", printable(part_)), written == 0 ? EIO : errno);
    piece = piece.subspan(static_cast<std::size_t>(written));
    bytes_ += static_cast<std::uint64_t>(written);
  }
  if (origin_ && !noted_ && bytes_ >= worth_a_note)
    keep();
  return {};
}

void sink::start_flush() const {
  ::sync_file_range(file_.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
}

result<void> sink::flush() const {
  if (::fdatasync(file_.get()) != 0)
    return output_failure(
        fmt::format("'{}' can't be brought to the disk", printable(part_)), errno);
  return {};
}

result<std::uint64_t> sink::room() const {
  struct statvfs found = {};
  if (::fstatvfs(folder_->descriptor(), &found) != 0)
    return output_failure("the room on the disk can't be told", errno);
  return static_cast<std::uint64_t>(found.f_bavail) * found.f_frsize;
}

void sink::set_time(std::int64_t changed_at) {
  changed_at_ = changed_at;
  if (!file_)
    return;
  timespec times[2] = {};
  times[0].tv_nsec = UTIME_OMIT;
  times[1].tv_sec = changed_at;
  ::futimens(file_.get(), times);
}

result<void> sink::commit() {
  if (replace_)
    keep_mode();
  // Before the lock goes with the descriptor: a part without a note is nobody's to go on with.
  give_up();
  // Network file systems tell of a failed write only now.
  const bool closed = ::close(file_.release()) == 0;
  result<void> placed =
      closed ? put_in_place()
             : result<void>(
                   output_failure(fmt::format("'{}' can't be written", printable(part_)), errno));
  if (!placed)
    ::unlinkat(folder_->descriptor(), part_.c_str(), 0);
  return placed;
}

// A file that only its owner may read stays so when it is replaced.
void sink::keep_mode() const {
  struct stat made = {};
  struct stat old = {};
  if (::fstatat(folder_->descriptor(), name_.c_str(), &old, AT_SYMLINK_NOFOLLOW) != 0 ||
      !S_ISREG(old.st_mode) || ::fstat(file_.get(), &made) != 0)
    return;
  const mode_t narrow = made.st_mode & old.st_mode & 0777;
  if (narrow != (made.st_mode & 0777))
    ::fchmod(file_.get(), narrow);
}

result<void> sink::put_in_place() {
  const int in = folder_->descriptor();
  int failed = ::renameat2(in, part_.c_str(), in, name_.c_str(), replace_ ? 0 : RENAME_NOREPLACE);
  if (failed != 0 && !replace_ && (errno == EINVAL || errno == ENOSYS)) {
    // A file system that can't rename without replacing can still link without replacing.
    failed = ::linkat(in, part_.c_str(), in, name_.c_str(), 0);
    if (failed == 0)
      failed = ::unlinkat(in, part_.c_str(), 0);
  }
  if (failed == 0)
    return {};
  if (errno == EEXIST)
    return failure(
        stage::output, cause::output_in_use,
        fmt::format("'{}' was made by somebody else meanwhile", printable(name_)));
  return output_failure(fmt::format("'{}' can't be put in place", printable(name_)), errno);
}

} // namespace haul
