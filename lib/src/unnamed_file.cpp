#include "unnamed_file.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <random>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace haul {

namespace {

error cannot(std::string_view what, std::string_view where, int number) {
  return output_failure(fmt::format("a temporary file in {} can't be {}", where, what), number);
}

} // namespace

result<unnamed_file> unnamed_file::create(const std::filesystem::path& in) {
  std::string where = fmt::format("'{}'", printable(in.native()));
  const file_descriptor folder(::open(in.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!folder)
    return cannot("made", where, errno);
  return create_in(folder.get(), std::move(where));
}

result<unnamed_file> unnamed_file::create(const folder& in, std::string where) {
  return create_in(in.descriptor(), std::move(where));
}

result<unnamed_file> unnamed_file::create_in(int folder, std::string where) {
  constexpr int how = O_RDWR | O_CLOEXEC | O_EXCL;
  file_descriptor unnamed(::openat(folder, ".", how | O_TMPFILE, 0600));
  if (unnamed)
    return unnamed_file(std::move(unnamed), std::move(where));
  // Not every file system can do that. For any other reason this fails in the same way.
  std::random_device random;
  const std::string name = fmt::format("haul-{:08x}{:08x}", random(), random());
  file_descriptor named(::openat(folder, name.c_str(), how | O_CREAT | O_NOFOLLOW, 0600));
  if (!named || ::unlinkat(folder, name.c_str(), 0) != 0)
    return cannot("made", where, errno);
  return unnamed_file(std::move(named), std::move(where));
}

result<void> unnamed_file::append(std::span<const std::byte> bytes) {
  std::uint64_t end = size_;
  while (!bytes.empty()) {
    const ssize_t written =
        ::pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(end));
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return cannot("written", where_, written == 0 ? EIO : errno);
    end += static_cast<std::uint64_t>(written);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  size_ = end;
  return {};
}

result<void> unnamed_file::read(std::uint64_t offset, std::span<std::byte> into) const {
  while (!into.empty()) {
    const ssize_t got = ::pread(file_.get(), into.data(), into.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return cannot("read", where_, got == 0 ? EIO : errno);
    offset += static_cast<std::uint64_t>(got);
    into = into.subspan(static_cast<std::size_t>(got));
  }
  return {};
}

} // namespace haul
