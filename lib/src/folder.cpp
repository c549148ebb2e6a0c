#include "folder.hpp"

#include "failure.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

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

result<std::shared_ptr<folder>> folder::open(const std::filesystem::path& path) {
  std::error_code failed;
  std::filesystem::create_directories(path, failed);
  if (failed)
    return cannot_open(path.native(), failed.value());
  file_descriptor opened(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened)
    return cannot_open(path.native(), errno);
  if (::faccessat(opened.get(), ".", W_OK | X_OK, AT_EACCESS) != 0)
    return cannot_open(path.native(), errno);
  return std::shared_ptr<folder>(new folder(std::move(opened)));
}

result<std::shared_ptr<folder>> folder::below(const std::string& name, bool make) const {
  constexpr int how = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  file_descriptor opened(::openat(descriptor(), name.c_str(), how));
  if (!opened && errno == ENOENT) {
    if (!make)
      return std::shared_ptr<folder>();
    if (::mkdirat(descriptor(), name.c_str(), folder_mode) != 0 && errno != EEXIST)
      return cannot_open(name, errno);
    opened = file_descriptor(::openat(descriptor(), name.c_str(), how));
  }
  if (!opened)
    return cannot_open(name, errno);
  return std::shared_ptr<folder>(new folder(std::move(opened)));
}

} // namespace haul
