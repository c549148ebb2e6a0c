#include "append_file.hpp"
#include "failure.hpp"
#include "recorded_lines.hpp"
#include "recorded_rows.hpp"
#include "standing_files.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <limits>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace haul {

namespace {

constexpr std::string_view compacted_suffix = ".haul-compacted";
constexpr std::size_t write_at_once = 1024 * 1024;
constexpr std::uint64_t nowhere = std::numeric_limits<std::uint64_t>::max();

// The records that count, on their way into a new file that takes the place of the old one.
class compaction {
 public:
  compaction(
      const std::filesystem::path& path, standing_files standing, recorded_rows::done_rules rules)
      : path_(path),
        part_path_(path.native() + std::string(compacted_suffix)),
        standing_(std::move(standing)),
        rules_(rules) {}
  ~compaction();
  compaction(const compaction&) = delete;
  compaction& operator=(const compaction&) = delete;

  result<recorded_rows> run(int old_file);

 private:
  result<void> begin_part(int old_file);
  result<void> keep_what_counts(int old_file);
  result<void> drop_what_is_superseded(int first);
  result<void> keep(const record& done, std::string_view line);
  result<void> flush();
  result<void> replace();
  result<record> parse(std::string_view line, std::uint64_t number) const;
  bool is_done(const record& written);
  error cannot(std::string_view what) const;

  const std::filesystem::path& path_;
  const std::filesystem::path part_path_;
  standing_files standing_;
  recorded_rows::done_rules rules_;

  recorded_rows rows_;
  // Rows with several records, which only edited lists and joined files have: where in the part the
  // last one starts, if it is there.
  std::unordered_map<std::uint64_t, std::uint64_t> repeated_;
  std::optional<append_file> part_;
  std::string pending_;          // not written yet
  std::uint64_t part_bytes_ = 0; // pending ones, too
};

compaction::~compaction() {
  if (part_)
    ::unlink(part_path_.c_str());
}

result<recorded_rows> compaction::run(int old_file) {
  result<void> done = begin_part(old_file);
  if (done)
    done = keep_what_counts(old_file);
  if (done && !repeated_.empty()) {
    const append_file first = std::move(*part_);
    done = begin_part(first.descriptor());
    if (done)
      done = drop_what_is_superseded(first.descriptor());
  }
  if (done)
    done = replace();
  if (!done)
    return done.error();
  return std::move(rows_);
}

// Whoever holds the lock on the results may remove what a killed run left under this name.
result<void> compaction::begin_part(int old_file) {
  ::unlink(part_path_.c_str());
  result<append_file> opened = append_file::open(part_path_);
  if (!opened)
    return opened.error();
  part_.emplace(std::move(*opened));
  part_bytes_ = 0;
  struct stat old = {};
  if (::fstat(old_file, &old) != 0 || ::fchmod(part_->descriptor(), old.st_mode & 07777) != 0)
    return cannot("can't be given the mode of the old one");
  return {};
}

result<void> compaction::keep_what_counts(int old_file) {
  recorded_lines lines(old_file);
  while (true) {
    const result<std::optional<std::string_view>> line = lines.next();
    if (!line)
      return failure(
          line.error().stage, line.error().cause,
          fmt::format("'{}': {}", printable(path_.native()), line.error().message));
    if (!*line)
      return flush();
    const result<record> written = parse(**line, lines.number());
    if (!written)
      return written.error();
    const bool done = is_done(*written);
    if (rows_.knows(written->row))
      repeated_[written->row] = done ? part_bytes_ : nowhere;
    if (!done)
      continue;
    if (const result<void> kept = keep(*written, **line); !kept)
      return kept;
  }
}

result<void> compaction::drop_what_is_superseded(int first) {
  recorded_lines lines(first);
  rows_ = recorded_rows();
  std::uint64_t offset = 0;
  while (true) {
    const result<std::optional<std::string_view>> line = lines.next();
    if (!line)
      return line.error();
    if (!*line)
      return flush();
    const result<record> written = parse(**line, lines.number());
    if (!written)
      return written.error();
    const auto last = repeated_.find(written->row);
    if (last == repeated_.end() || last->second == offset) {
      if (const result<void> kept = keep(*written, **line); !kept)
        return kept;
    }
    offset += (*line)->size() + 1;
  }
}

// As it stands: a later version may know more of it.
result<void> compaction::keep(const record& done, std::string_view line) {
  rows_.add(done);
  pending_ += line;
  pending_ += '\n';
  part_bytes_ += line.size() + 1;
  return pending_.size() < write_at_once ? result<void>() : flush();
}

result<void> compaction::flush() {
  const result<void> written = part_->append(pending_);
  pending_.clear();
  return written;
}

result<void> compaction::replace() {
  if (const result<void> synced = part_->sync(); !synced)
    return synced;
  if (::rename(part_path_.c_str(), path_.c_str()) != 0)
    return cannot("can't be replaced");
  part_.reset();
  const std::filesystem::path parent = path_.has_parent_path() ? path_.parent_path() : ".";
  const file_descriptor folder(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder || ::fsync(folder.get()) != 0)
    return cannot("may not stand a power cut");
  return {};
}

result<record> compaction::parse(std::string_view line, std::uint64_t number) const {
  result<record> parsed = parse_record(line);
  if (!parsed)
    return failure(
        stage::input, cause::bad_option,
        fmt::format(
            "'{}', line {}: no record of a row: {}", printable(path_.native()), number,
            printable(parsed.error().message)));
  return parsed;
}

bool compaction::is_done(const record& written) {
  switch (written.status) {
  case status::ok: return rules_.standing && standing_.size(written.output) == written.bytes;
  case status::skipped:
  case status::unchanged: return rules_.standing && standing_.size(written.output).has_value();
  case status::not_found: return rules_.not_found;
  case status::error: break;
  }
  return false;
}

error compaction::cannot(std::string_view what) const {
  const int number = errno;
  return output_failure(fmt::format("'{}' {}", printable(path_.native()), what), number);
}

} // namespace

result<recorded_rows> recorded_rows::read(
    const std::filesystem::path& path, const std::filesystem::path& folder, done_rules rules) {
  if (path == "-")
    return recorded_rows();
  // Held until the new file, locked as well, stands in the place of the old one.
  const result<file_descriptor> old = open_locked(path, false);
  if (!old && old.error().system == std::errc::no_such_file_or_directory)
    return recorded_rows();
  if (!old)
    return old.error();
  result<standing_files> standing = standing_files::open(folder);
  if (!standing)
    return standing.error();
  return compaction(path, std::move(*standing), rules).run(old->get());
}

} // namespace haul
