#include "pack_archive.hpp"

#include "failure.hpp"
#include "host_name.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <sys/stat.h>
#include <utility>

namespace haul {

namespace {

// libarchive takes names as text in the locale of the thread, whatever that is
// elsewhere.
class names_are_utf8 {
 public:
  names_are_utf8() {
    static const locale_t utf8 = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    if (utf8 != nullptr)
      before_ = ::uselocale(utf8);
  }
  ~names_are_utf8() {
    if (before_ != nullptr)
      ::uselocale(before_);
  }
  names_are_utf8(const names_are_utf8&) = delete;
  names_are_utf8& operator=(const names_are_utf8&) = delete;

 private:
  locale_t before_ = nullptr;
};

la_ssize_t pass_on(archive*, void* into, const void* bytes, std::size_t count) {
  (*static_cast<const pack_archive::taker*>(into))({static_cast<const char*>(bytes), count});
  return static_cast<la_ssize_t>(count);
}

error said_by(archive* from, std::string_view what) {
  const char* const why = ::archive_error_string(from);
  return failure(
      stage::output, cause::output_failed,
      fmt::format("{}: {}", what, printable(why == nullptr ? "libarchive fails" : why)));
}

} // namespace

void pack_archive::free_archive::operator()(archive* each) const {
  ::archive_write_free(each);
}

void pack_archive::free_entry::operator()(archive_entry* each) const {
  ::archive_entry_free(each);
}

pack_archive::writer pack_archive::make_writer(int (*set_format)(archive*)) {
  writer made(::archive_write_new());
  set_format(made.get());
  ::archive_write_set_bytes_per_block(made.get(), 0); // collected by who takes them
  ::archive_write_open(made.get(), into_.get(), nullptr, pass_on, nullptr);
  return made;
}

pack_archive::pack_archive(taker into)
    : into_(std::make_unique<taker>(std::move(into))),
      entry_(::archive_entry_new()),
      plain_(make_writer(::archive_write_set_format_ustar)),
      extended_(make_writer(::archive_write_set_format_pax_restricted)),
      current_(plain_.get()) {
  ::archive_entry_set_mode(entry_.get(), S_IFREG | 0644);
}

// What is missing of a member, and the end, are still made up for: for nobody.
pack_archive::~pack_archive() {
  *into_ = [](std::span<const char>) {};
}

result<void> pack_archive::begin_member(const pack_head& head) {
  archive_entry* const entry = entry_.get();
  ::archive_entry_set_pathname(entry, head.name.c_str());
  ::archive_entry_set_size(entry, static_cast<la_int64_t>(head.bytes));
  ::archive_entry_set_mtime(entry, static_cast<time_t>(head.changed_at), 0);
  current_ = plain_.get();
  if (is_ascii(head.name) && ::archive_write_header(current_, entry) == ARCHIVE_OK)
    return {};
  current_ = extended_.get();
  const names_are_utf8 meanwhile;
  if (::archive_write_header(current_, entry) == ARCHIVE_OK)
    return {};
  // A warning is about what was not written as it is: the name.
  return said_by(current_, fmt::format("'{}' can't be a member", printable(head.name)));
}

result<void> pack_archive::write(std::span<const char> piece) {
  const la_ssize_t written = ::archive_write_data(current_, piece.data(), piece.size());
  if (written < 0)
    return said_by(current_, "the archive can't be written");
  if (static_cast<std::size_t>(written) != piece.size())
    return failure(stage::internal, cause::internal, "a member is longer than it says");
  return {};
}

void pack_archive::end_member() {
  ::archive_write_finish_entry(current_);
}

result<void> pack_archive::finish() {
  if (::archive_write_close(plain_.get()) < ARCHIVE_WARN)
    return said_by(plain_.get(), "the archive can't be written");
  return {};
}

result<std::vector<pack_entry>> read_archive(int file) {
  const names_are_utf8 meanwhile;
  struct free_reader {
    void operator()(archive* each) const { ::archive_read_free(each); }
  };
  const std::unique_ptr<archive, free_reader> reader(::archive_read_new());
  constexpr std::size_t at_once = 64 * 1024;
  constexpr const char* complaint = "it is no whole tar";
  archive_entry* entry = nullptr;
  std::vector<pack_entry> made;
  ::archive_read_support_format_tar(reader.get());
  if (::archive_read_open_fd(reader.get(), file, at_once) != ARCHIVE_OK)
    return said_by(reader.get(), complaint);
  int said = ARCHIVE_OK;
  while ((said = ::archive_read_next_header(reader.get(), &entry)) == ARCHIVE_OK) {
    const char* const name = ::archive_entry_pathname(entry);
    if (name == nullptr || ::archive_entry_filetype(entry) != AE_IFREG)
      continue;
    pack_entry& each = made.emplace_back();
    each.name = name;
    each.offset = static_cast<std::uint64_t>(::archive_filter_bytes(reader.get(), 0));
    each.bytes = static_cast<std::uint64_t>(::archive_entry_size(entry));
  }
  // A tar that just stops ends as well, but not behind the mark of an end.
  if (said != ARCHIVE_EOF)
    return said_by(reader.get(), complaint);
  return made;
}

} // namespace haul
