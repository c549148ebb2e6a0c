#include "verify_members.hpp"

#include "failure.hpp"
#include "pack_index.hpp"
#include "pack_names.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace haul {

namespace {

error unusable(const std::string& shard, std::string_view why) {
  return failure(
      stage::output, cause::output_failed, fmt::format("shard '{}' {}", printable(shard), why));
}

result<file_descriptor> open_regular(int root, const std::string& name, std::uint64_t& bytes) {
  // What has taken the name must not be waited for, nor become our terminal.
  file_descriptor file(
      ::openat(root, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat found = {};
  if (!file || ::fstat(file.get(), &found) != 0)
    return unusable(name, errno == ENOENT ? "is missing" : "can't be opened");
  if (!S_ISREG(found.st_mode))
    return unusable(name, "is no file");
  bytes = static_cast<std::uint64_t>(found.st_size);
  return file;
}

} // namespace

result<void> verify_members::read(int root, const std::string& shard) {
  known_.clear();
  members_.clear();
  const std::optional<std::uint32_t> number = shard_number(shard, archive_suffix);
  if (!number)
    return unusable(shard, "is no name of a shard");
  std::uint64_t archive_bytes = 0;
  std::uint64_t index_bytes = 0;
  const result<file_descriptor> archive = open_regular(root, shard, archive_bytes);
  if (!archive)
    return archive.error();
  const result<file_descriptor> index =
      open_regular(root, shard_name(*number, index_suffix), index_bytes);
  if (!index)
    return index.error();
  std::string text(index_bytes, '\0');
  if (::pread(index->get(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    return unusable(shard, "has an index that can't be read");
  const bool whole = read_index(text, archive_bytes, [this](const pack_entry& each) {
    members_[each.name] = extent{each.offset, each.bytes};
  });
  if (!whole)
    return unusable(shard, "and its index don't belong together");
  known_ = shard;
  return {};
}

result<std::optional<verify_members::place>> verify_members::find(
    int root, const std::string& shard, const std::string& name) {
  std::optional<place> made;
  if (known_ != shard) {
    if (const result<void> known = read(root, shard); !known)
      return known.error();
  }
  const auto found = members_.find(name);
  if (found == members_.end())
    return made;
  std::uint64_t bytes = 0;
  result<file_descriptor> opened = open_regular(root, shard, bytes);
  if (!opened)
    return opened.error();
  if (::lseek(opened->get(), static_cast<off_t>(found->second.offset), SEEK_SET) < 0)
    return unusable(shard, "can't be read");
  made.emplace();
  made->shard = *std::move(opened);
  made->bytes = found->second.bytes;
  return made;
}

} // namespace haul
