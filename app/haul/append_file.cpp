#include "append_file.hpp"

#include "failure.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace haul {

namespace {

constexpr mode_t file_mode = 0666; // less the umask
constexpr int most_tries = 100;

std::string quoted(const std::filesystem::path& path) {
  return fmt::format("'{}'", printable(path.native()));
}

// Non-blocking, or a pipe that somebody put there would hold us until it is read.
result<file_descriptor> open_regular(const std::filesystem::path& path, bool make) {
  const int flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  file_descriptor opened(::open(path.c_str(), flags | (make ? O_CREAT : 0), file_mode));
  if (!opened) {
    const int number = errno;
    const char* why = number == ELOOP ? "is a link, which is not followed" : "can't be opened";
    return output_failure(fmt::format("{} {}", quoted(path), why), number);
  }
  struct stat found = {};
  if (::fstat(opened.get(), &found) != 0)
    return output_failure(quoted(path) + " can't be used", errno);
  if (!S_ISREG(found.st_mode))
    return output_failure(quoted(path) + " is not a regular file", EINVAL);
  return opened;
}

// Whether another process has put a new file in the place of this one since it was opened.
bool was_replaced(int descriptor, const std::filesystem::path& path) {
  struct stat held = {};
  struct stat standing = {};
  return ::fstat(descriptor, &held) != 0 || ::lstat(path.c_str(), &standing) != 0 ||
         held.st_dev != standing.st_dev || held.st_ino != standing.st_ino;
}

error in_use(const std::filesystem::path& path) {
  return failure(
      stage::output, cause::output_in_use,
      fmt::format("{} is in use by another run of haul", quoted(path)));
}

void wait_until_writable(int descriptor) {
  pollfd waited = {};
  waited.fd = descriptor;
  waited.events = POLLOUT;
  ::poll(&waited, 1, -1);
}

} // namespace

result<file_descriptor> open_locked(const std::filesystem::path& path, bool make) {
  for (int tries = 0; tries < most_tries; ++tries) {
    result<file_descriptor> opened = open_regular(path, make);
    if (!opened)
      return opened;
    if (::flock(opened->get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
      return in_use(path);
    if (!was_replaced(opened->get(), path))
      return opened;
  }
  return in_use(path);
}

append_file::append_file(file_descriptor opened, std::string name, bool standard_output)
    : file_(std::move(opened)),
      name_(std::move(name)),
      standard_output_(standard_output) {
}

result<append_file> append_file::open(const std::filesystem::path& path) {
  if (path == "-") {
    file_descriptor copy(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0));
    if (!copy)
      return output_failure("standard output can't be used", errno);
    return append_file(std::move(copy), "standard output", true);
  }
  result<file_descriptor> opened = open_locked(path, true);
  if (!opened)
    return opened.error();
  return append_file(std::move(*opened), quoted(path), false);
}

result<void> append_file::append(std::string_view bytes) {
  if (failed_ != 0)
    return fail(failed_);
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
    if (written >= 0)
      bytes.remove_prefix(static_cast<std::size_t>(written));
    else if (errno == EAGAIN)
      wait_until_writable(file_.get());
    else if (errno != EINTR)
      return fail(errno);
  }
  return {};
}

result<void> append_file::clear() {
  if (!standard_output_ && ::ftruncate(file_.get(), 0) != 0)
    return fail(errno);
  return {};
}

result<void> append_file::sync() {
  if (failed_ != 0 || ::fsync(file_.get()) != 0)
    return fail(failed_ != 0 ? failed_ : errno);
  return {};
}

result<void> append_file::fail(int number) {
  failed_ = number;
  return output_failure(fmt::format("{} can't be written", name_), number);
}

} // namespace haul
