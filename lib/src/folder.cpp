#include "folder.hpp"

#include "failure.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace haul {

namespace {

constexpr mode_t folder_mode = 0777; // less the umask

error cannot_open(std::string_view name, int number) {
  return output_failure(fmt::format("folder '{}' can't be used", printable(name)), number);
}

struct flock whole_file(short type) {
  struct flock lock = {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  return lock;
}

// The folders in which something must be made for `path` to be there.
std::vector<std::filesystem::path> missing_below(const std::filesystem::path& path) {
  std::vector<std::filesystem::path> above;
  std::error_code failed;
  std::filesystem::path each = std::filesystem::absolute(path, failed).lexically_normal();
  while (!failed && !std::filesystem::exists(each, failed) && each.has_relative_path()) {
    each = each.parent_path();
    above.push_back(each);
  }
  return above;
}

// 0, or the number of the error.
int flush_folder(const std::filesystem::path& path) {
  const file_descriptor opened(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return opened && ::fsync(opened.get()) == 0 ? 0 : errno;
}

} // namespace

error output_failure(std::string what, int number) {
  const std::error_code why(number, std::generic_category());
  const bool full = number == ENOSPC || number == EDQUOT;
  return failure(
      stage::output, full ? cause::disk_full : cause::output_failed,
      fmt::format("{}: {}", what, why.message()), why);
}

file_descriptor& file_descriptor::operator=(file_descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

file_descriptor::~file_descriptor() {
  if (number_ >= 0)
    ::close(number_);
}

folder::folder(file_descriptor opened) : descriptor_(std::move(opened)) {
  struct flock shared = whole_file(F_RDLCK);
  ::fcntl(descriptor_.get(), F_OFD_SETLK, &shared); // `alone` notices when this fails
}

bool folder::alone() const {
  struct flock exclusive = whole_file(F_WRLCK);
  return ::fcntl(descriptor_.get(), F_OFD_GETLK, &exclusive) == 0 && exclusive.l_type == F_UNLCK;
}

result<std::shared_ptr<folder>> folder::open(const std::filesystem::path& path, bool durable) {
  std::error_code failed;
  const std::vector<std::filesystem::path> made_in = missing_below(path);
  std::filesystem::create_directories(path, failed);
  if (failed)
    return cannot_open(path.native(), failed.value());
  for (const std::filesystem::path& each : made_in) {
    if (const int number = durable ? flush_folder(each) : 0; number != 0)
      return cannot_open(each.native(), number);
  }
  file_descriptor opened(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened)
    return cannot_open(path.native(), errno);
  if (::faccessat(opened.get(), ".", W_OK | X_OK, AT_EACCESS) != 0)
    return cannot_open(path.native(), errno);
  std::shared_ptr<folder> made(new folder(std::move(opened)));
  made->may_have_parts_ = made_in.empty();
  return made;
}

result<std::shared_ptr<folder>> folder::below(
    const std::shared_ptr<folder>& above, const std::string& name, bool make) {
  constexpr int how = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  const int in = above->descriptor();
  file_descriptor opened(::openat(in, name.c_str(), how));
  bool fresh = false;
  if (!opened && errno == ENOENT) {
    if (!make)
      return std::shared_ptr<folder>();
    fresh = ::mkdirat(in, name.c_str(), folder_mode) == 0;
    if (!fresh && errno != EEXIST)
      return cannot_open(name, errno);
    opened = file_descriptor(::openat(in, name.c_str(), how));
  }
  if (!opened)
    return cannot_open(name, errno);
  std::shared_ptr<folder> made(new folder(std::move(opened)));
  if (fresh) {
    made->made_in_ = above;
    made->may_have_parts_ = false;
  }
  return made;
}

result<void> folder::flush() {
  if (made_in_ != nullptr) {
    if (result<void> above = made_in_->flush(); !above)
      return above;
    made_in_.reset();
  }
  if (::fsync(descriptor()) != 0)
    return output_failure("the folder can't be brought to the disk", errno);
  return {};
}

} // namespace haul
