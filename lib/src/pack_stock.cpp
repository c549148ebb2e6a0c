#include "pack_stock.hpp"

#include "failure.hpp"
#include "pack_archive.hpp"
#include "pack_names.hpp"
#include "sink.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace haul {

namespace {

file_descriptor open_in(const folder& in, const std::string& name) {
  // Never through a link; and a pipe that was planted must not hold up
  // everything.
  return file_descriptor(
      ::openat(in.descriptor(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
}

// How long a file is; nothing when it is none.
std::optional<std::uint64_t> size_of(const file_descriptor& file) {
  struct stat found = {};
  if (!file || ::fstat(file.get(), &found) != 0 || !S_ISREG(found.st_mode))
    return std::nullopt;
  return static_cast<std::uint64_t>(found.st_size);
}

// Less than is there where it can't be read: not a whole index then.
std::string read_all(const file_descriptor& file) {
  std::string text(size_of(file).value_or(0), '\0');
  std::size_t filled = 0;
  while (filled != text.size()) {
    const ssize_t bytes = ::read(file.get(), text.data() + filled, text.size() - filled);
    if (bytes < 0 && errno == EINTR)
      continue;
    if (bytes <= 0)
      break;
    filled += static_cast<std::size_t>(bytes);
  }
  text.resize(filled);
  return text;
}

bool is_unfinished_shard(std::string_view name) {
  if (!name.ends_with(part_suffix))
    return false;
  name.remove_suffix(part_suffix.size());
  return shard_number(name, archive_suffix) || shard_number(name, index_suffix);
}

} // namespace

result<pack_stock> pack_stock::open(std::shared_ptr<folder> in, std::size_t most_in_memory) {
  pack_stock made(std::move(in), most_in_memory);
  const result<found_files> found = made.look_around();
  if (!found)
    return found.error();
  if (made.folder_->alone())
    made.clean_up(*found);
  for (const std::uint32_t number : found->archives) {
    made.next_ = std::max(made.next_, number + 1);
    const result<std::vector<pack_entry>> entries = made.entries_of(number);
    if (!entries)
      return entries.error();
    std::vector<pack_members::entry> members;
    members.reserve(entries->size());
    for (const pack_entry& each : *entries)
      members.push_back(pack_members::make_entry(each.name, number, each.bytes));
    if (const result<void> added = made.add(std::move(members)); !added)
      return added.error();
  }
  return made;
}

result<pack_stock::found_files> pack_stock::look_around() {
  struct close_listing {
    void operator()(DIR* each) const { ::closedir(each); }
  };
  const int again = ::openat(folder_->descriptor(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, close_listing> listing(::fdopendir(again));
  if (listing == nullptr)
    return output_failure("the folder can't be listed", errno);
  found_files found;
  while (const dirent* each = ::readdir(listing.get())) {
    const std::string_view name = each->d_name;
    if (const auto archive = shard_number(name, archive_suffix))
      found.archives.push_back(*archive);
    else if (const auto index = shard_number(name, index_suffix))
      found.indexes.push_back(*index);
    else if (is_unfinished_shard(name))
      found.unfinished.emplace_back(name);
    has_bodies_ = has_bodies_ || is_noted_body(name);
  }
  return found;
}

// Whatever is listed was there before this folder was known to be nobody
// else's: a run that comes now takes other names.
void pack_stock::clean_up(const found_files& found) const {
  for (const std::string& name : found.unfinished)
    ::unlinkat(folder_->descriptor(), name.c_str(), 0);
  for (const std::uint32_t number : found.indexes) {
    if (std::ranges::find(found.archives, number) == found.archives.end())
      ::unlinkat(folder_->descriptor(), shard_name(number, index_suffix).c_str(), 0);
  }
}

result<std::vector<pack_entry>> pack_stock::entries_of(std::uint32_t number) const {
  std::vector<pack_entry> entries;
  const file_descriptor archive = open_in(*folder_, shard_name(number, archive_suffix));
  if (!archive && errno != ELOOP && errno != ENOENT)
    return output_failure(
        fmt::format("'{}' can't be opened", shard_name(number, archive_suffix)), errno);
  const std::optional<std::uint64_t> bytes = size_of(archive);
  if (!bytes)
    return entries; // a link, a folder: nobody's shard
  const file_descriptor index = open_in(*folder_, shard_name(number, index_suffix));
  if (read_index(
          read_all(index), *bytes, [&](pack_entry each) { entries.push_back(std::move(each)); }))
    return entries;
  return make_index(number, archive.get());
}

result<std::vector<pack_entry>> pack_stock::make_index(std::uint32_t number, int archive) const {
  result<std::vector<pack_entry>> entries = read_archive(archive);
  if (!entries)
    return failure(
        stage::output, cause::output_failed,
        fmt::format(
            "'{}' can't be read: {}", shard_name(number, archive_suffix), entries.error().message));
  // It saves the next run the work: no matter if it can't be written.
  result<sink> index = sink::create(folder_, shard_name(number, index_suffix), true);
  std::string text;
  for (const pack_entry& each : *entries)
    add_index_line(text, each, {});
  if (index && index->write(text))
    static_cast<void>(index->commit());
  return entries;
}

result<std::optional<std::uint64_t>> pack_stock::find(const std::string& name) const {
  const result<std::optional<pack_members::member>> found = members_.find(name);
  if (!found)
    return found.error();
  return *found ? std::optional((*found)->bytes) : std::nullopt;
}

result<file_descriptor> pack_stock::open_member(const std::string& name) {
  const result<std::optional<pack_members::member>> looked_up = members_.find(name);
  if (!looked_up)
    return looked_up.error();
  const std::optional<pack_members::member>& found = *looked_up;
  if (found && known_ != found->shard) {
    known_.reset();
    offsets_.clear();
    const result<std::vector<pack_entry>> entries = entries_of(found->shard);
    if (!entries)
      return entries.error();
    for (const pack_entry& each : *entries)
      offsets_[each.name] = each.offset;
    known_ = found->shard;
  }
  const auto at = found ? offsets_.find(name) : offsets_.end();
  if (at == offsets_.end())
    return failure(
        stage::output, cause::output_failed,
        fmt::format("'{}' is in no shard any more", printable(name)));
  file_descriptor opened = open_in(*folder_, shard_name(found->shard, archive_suffix));
  if (!opened || ::lseek(opened.get(), static_cast<off_t>(at->second), SEEK_SET) < 0)
    return output_failure(
        fmt::format("'{}' can't be opened", shard_name(found->shard, archive_suffix)), errno);
  return opened;
}

} // namespace haul
