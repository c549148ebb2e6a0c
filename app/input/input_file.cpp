#include "input_file.hpp"

#include "input_failure.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace haul {

namespace asio = boost::asio;

namespace {

error system_failure(const std::string& what, int number) {
  const std::error_code code(number, std::generic_category());
  return input_failure(what + ": " + code.message(), code);
}

bool is_readable(int descriptor) {
  pollfd asked = {descriptor, POLLIN, 0};
  return ::poll(&asked, 1, 0) > 0;
}

} // namespace

result<input_file> input_file::open(
    const asio::any_io_executor& executor, const std::string& path) {
  const bool standard = path == "-";
  // Opening a pipe must not wait for who writes into it.
  const int descriptor = standard
                             ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                             : ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  const int number = errno;
  input_file opened(standard ? "standard input" : path, descriptor);
  if (descriptor < 0)
    return system_failure("can't open " + opened.name_, number);
  const result<void> prepared = opened.prepare(executor);
  if (prepared.has_error())
    return prepared.error();
  return opened;
}

// Asio would set O_NONBLOCK on what it watches, also for those who share it. So it is made to watch
// an epoll instance, which is ours alone and readable when the file is.
result<void> input_file::prepare(const asio::any_io_executor& executor) {
  struct stat found = {};
  if (::fstat(descriptor_, &found) != 0)
    return system_failure("can't read " + name_, errno);
  if (S_ISDIR(found.st_mode))
    return system_failure("can't read " + name_, EISDIR);
  if (S_ISREG(found.st_mode)) {
    size_ = static_cast<std::size_t>(found.st_size);
    return {};
  }
  const int watcher = ::epoll_create1(EPOLL_CLOEXEC);
  if (watcher < 0)
    return system_failure("can't watch " + name_, errno);
  watch_.emplace(executor, watcher);
  epoll_event wanted = {};
  wanted.events = EPOLLIN;
  if (::epoll_ctl(watcher, EPOLL_CTL_ADD, descriptor_, &wanted) == 0)
    return {};
  if (errno != EPERM)
    return system_failure("can't watch " + name_, errno);
  watch_.reset(); // a device that is always ready, as /dev/null is
  return {};
}

input_file::input_file(input_file&& other) noexcept
    : name_(std::move(other.name_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_),
      watch_(std::move(other.watch_)) {
  other.watch_.reset();
}

input_file& input_file::operator=(input_file&& other) noexcept {
  std::swap(name_, other.name_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(size_, other.size_);
  std::swap(watch_, other.watch_);
  return *this;
}

input_file::~input_file() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

asio::awaitable<result<std::string>> input_file::read() {
  while (watch_ && !is_readable(descriptor_)) {
    const auto [failed] = co_await watch_->async_wait(
        asio::posix::stream_descriptor::wait_read, asio::as_tuple(asio::use_awaitable));
    if (failed) {
      error stopped = input_failure("reading " + name_ + " was cancelled", failed);
      stopped.cause = cause::cancelled;
      co_return stopped;
    }
  }
  co_return read_now();
}

result<std::string> input_file::read_now() const {
  std::string bytes(read_size, '\0');
  ssize_t count = 0;
  do {
    count = ::read(descriptor_, bytes.data(), bytes.size());
  } while (count < 0 && errno == EINTR);
  if (count < 0)
    return system_failure("can't read " + name_, errno);
  bytes.resize(static_cast<std::size_t>(count));
  return bytes;
}

} // namespace haul
