#include "left_part.hpp"

#include "failure.hpp"
#include "part_note.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace haul {

namespace {

std::string note_name(const std::string& name) {
  return name + std::string(note_suffix);
}

std::string part_name(const std::string& name) {
  return name + std::string(part_suffix);
}

file_descriptor open_in(const folder& in, const std::string& name, int how) {
  // Without O_NONBLOCK, a pipe that was planted would hold up everything.
  return file_descriptor(
      ::openat(in.descriptor(), name.c_str(), how | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
}

std::string read_note(int file) {
  std::array<char, note_size> text = {};
  ssize_t bytes = 0;
  do
    bytes = ::read(file, text.data(), text.size());
  while (bytes < 0 && errno == EINTR);
  return std::string(text.data(), bytes > 0 ? static_cast<std::size_t>(bytes) : 0);
}

// Whether a file is a plain one that this user has made, and that has no other name: who shares the
// folder must not say what a download begins with, nor have it written elsewhere.
bool is_own(const struct stat& found) {
  return S_ISREG(found.st_mode) && found.st_uid == ::geteuid() && found.st_nlink == 1;
}

bool is_under(const folder& in, const std::string& name, const struct stat& file) {
  struct stat found = {};
  return ::fstatat(in.descriptor(), name.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0 &&
         found.st_dev == file.st_dev && found.st_ino == file.st_ino;
}

// How many bytes of a part in pieces can be gone on with; 0: none. Its note is written on, so it is
// opened again for that.
std::uint64_t usable_pieces(
    const file_descriptor& note, const struct stat& found, left_part& made) {
  const auto bytes = static_cast<std::uint64_t>(found.st_size);
  if (!made.of.total || bytes > *made.of.total || made.there->end() > bytes)
    return 0;
  const std::string path = fmt::format("/proc/self/fd/{}", note.get());
  made.note = file_descriptor(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!made.note)
    return 0;
  // All of it is there: the last byte is asked for once more, to hear that it is still the same.
  if (made.there->missing(*made.of.total).empty())
    made.there->cut(*made.of.total - 1);
  return made.there->bytes();
}

// How many bytes of a locked part can be gone on with; 0: none.
std::uint64_t usable(
    const file_descriptor& note, const struct stat& found, const std::string& asked,
    left_part& made) {
  struct stat noted = {};
  if (::fstat(note.get(), &noted) != 0 || !is_own(noted) || !is_own(found))
    return 0;
  const std::optional<part_note> read = parse_part_note(read_note(note.get()));
  if (!read || read->asked != note_of_url(asked) || read->file != found.st_ino ||
      read->boot.empty() || read->boot != this_boot())
    return 0;
  made.of = read->of;
  made.there = read->there;
  if (made.there)
    return usable_pieces(note, found, made);
  const auto bytes = static_cast<std::uint64_t>(found.st_size);
  if (!made.of.total || bytes < *made.of.total)
    return bytes;
  return bytes == *made.of.total && bytes > 0 ? bytes - 1 : 0; // as above
}

std::string text_of_note(
    const file_descriptor& part, const part_origin& of, const std::string& asked,
    const std::optional<byte_ranges>& there) {
  struct stat found = {};
  if (::fstat(part.get(), &found) != 0)
    return {}; // no note
  part_note written;
  written.asked = note_of_url(asked);
  written.of = of;
  written.file = found.st_ino;
  written.boot = this_boot();
  written.there = there;
  return format_part_note(written);
}

} // namespace

result<std::optional<left_part>> find_left_part(
    const folder& in, const std::string& name, const std::string& asked) {
  std::optional<left_part> found;
  const file_descriptor note = open_in(in, note_name(name), O_RDONLY);
  if (!note && (errno == ENOENT || errno == ELOOP))
    return found;
  file_descriptor part = note ? open_in(in, part_name(name), O_RDWR) : file_descriptor();
  if (!part) {
    if (errno == ENOENT)
      remove_note(in, name);
    else if (errno != ELOOP)
      return output_failure(fmt::format("'{}' can't be opened", printable(part_name(name))), errno);
    return found;
  }
  if (::flock(part.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK)
      return failure(
          stage::output, cause::output_in_use,
          fmt::format("another run is writing '{}'", printable(part_name(name))));
    return found; // no locks here: as a part without a note
  }
  struct stat locked = {};
  // Whoever held the lock before may have put the file in place meanwhile.
  if (::fstat(part.get(), &locked) != 0 || !is_under(in, part_name(name), locked))
    return found;
  left_part made;
  made.bytes = usable(note, locked, asked, made);
  const std::uint64_t end = made.there ? made.there->end() : made.bytes;
  if (made.bytes == 0 || ::ftruncate(part.get(), static_cast<off_t>(end)) != 0) {
    remove_note(in, name);
    ::unlinkat(in.descriptor(), part_name(name).c_str(), 0);
    return found;
  }
  made.file = std::move(part);
  found.emplace(std::move(made));
  return found;
}

file_descriptor leave_note(
    const folder& in, const std::string& name, const file_descriptor& part, const part_origin& of,
    const std::string& asked, const std::optional<byte_ranges>& there) {
  if (::flock(part.get(), LOCK_EX | LOCK_NB) != 0)
    return file_descriptor();
  const std::string text = text_of_note(part, of, asked, there);
  remove_note(in, name);
  const std::string called = note_name(name);
  // O_EXCL also refuses a link, wherever it leads.
  file_descriptor note(::openat(
      in.descriptor(), called.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (note && ::write(note.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()))
    return note;
  if (note)
    remove_note(in, name);
  return file_descriptor();
}

void renew_note(
    const file_descriptor& note, const file_descriptor& part, const part_origin& of,
    const std::string& asked, const byte_ranges& there) {
  const std::string text = text_of_note(part, of, asked, there);
  // One page of the size that the note has already: that is not done by halves.
  if (text.size() == note_size)
    static_cast<void>(::pwrite(note.get(), text.data(), text.size(), 0) == 0);
}

void remove_note(const folder& in, const std::string& name) {
  ::unlinkat(in.descriptor(), note_name(name).c_str(), 0);
}

} // namespace haul
