#include "verify_files.hpp"

#include "verifier.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <limits>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace haul {

namespace {

constexpr int look_only = O_PATH | O_DIRECTORY | O_CLOEXEC;
// What has taken the name meanwhile must not be waited for, nor become our terminal.
constexpr int read_only = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
constexpr std::size_t read_at_once = 256 * 1024;

std::string_view kind_of(const struct stat& found) {
  if (S_ISREG(found.st_mode))
    return "a file";
  if (S_ISLNK(found.st_mode))
    return "a link";
  return S_ISDIR(found.st_mode) ? "a folder" : "no regular file";
}

bool has_length(const record& written) {
  return written.status == status::ok || written.bytes != 0;
}

std::string expected(const record& written) {
  if (!has_length(written))
    return "a file was expected";
  return fmt::format("a file of {} bytes was expected", written.bytes);
}

verify_finding missing(const record& written) {
  return {verified::missing, "is missing, " + expected(written)};
}

verify_finding wrong(std::string words) {
  return {verified::wrong, std::move(words)};
}

verify_finding unreadable(const record& written, std::string_view reason) {
  return wrong(fmt::format("can't be read: {}; {}", reason, expected(written)));
}

verify_finding unreadable(const record& written, int number) {
  return unreadable(written, std::error_code(number, std::generic_category()).message());
}

// Why a folder on the way to a file could not be opened.
verify_finding blocked(int at, const std::string& name, const record& written, int number) {
  struct stat found = {};
  if (number == ENOENT)
    return missing(written);
  if (::fstatat(at, name.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0 || S_ISDIR(found.st_mode))
    return unreadable(written, number);
  return wrong(
      fmt::format("can't be reached: '{}' is {}, a folder was expected", name, kind_of(found)));
}

// What so many bytes of an open file hash to, or all that are left.
result<std::string> digest_of(int file, std::uint64_t most, const std::string& algorithm) {
  const task anything;
  result<verifier> hash = verifier::create(anything, algorithm);
  if (!hash)
    return hash.error();
  std::vector<char> buffer(read_at_once);
  while (most != 0) {
    const ssize_t got = ::read(file, buffer.data(), std::min<std::uint64_t>(buffer.size(), most));
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return output_failure("reading failed", errno);
    if (got == 0)
      break;
    most -= static_cast<std::uint64_t>(got);
    if (const result<void> taken = hash->take({buffer.data(), static_cast<std::size_t>(got)});
        !taken)
      return taken.error();
  }
  const result<std::optional<digest>> made = hash->recorded();
  if (!made)
    return made.error();
  return (*made)->hex;
}

verify_finding check_bytes(const file_descriptor& file, std::uint64_t most, const record& written) {
  const digest& recorded = *written.digest;
  const result<std::string> came = digest_of(file.get(), most, recorded.algorithm);
  if (!came)
    return unreadable(written, came.error().message);
  if (!equal_in_any_case(*came, recorded.hex))
    return wrong(
        fmt::format("has the {} {}, {} was expected", recorded.algorithm, *came, recorded.hex));
  return {};
}

verify_finding check_digest(int at, const std::string& name, const record& written) {
  const file_descriptor file(::openat(at, name.c_str(), read_only));
  struct stat found = {};
  if (!file || ::fstat(file.get(), &found) != 0)
    return unreadable(written, errno);
  if (!S_ISREG(found.st_mode))
    return wrong(fmt::format("is {}, {}", kind_of(found), expected(written)));
  return check_bytes(file, std::numeric_limits<std::uint64_t>::max(), written);
}

} // namespace

result<verify_files> verify_files::open(const std::filesystem::path& folder) {
  file_descriptor root(::open(folder.c_str(), look_only));
  if (!root)
    return output_failure(
        fmt::format("folder '{}' can't be used", printable(folder.native())), errno);
  return verify_files(std::move(root));
}

// `root_` only looks: members are read through it, by their names.
verify_finding verify_files::check_member(const record& written) {
  const result<std::optional<verify_members::place>> found =
      members_.find(root_.get(), written.shard, written.output);
  if (!found)
    return wrong(fmt::format("can't be found: {}", found.error().message));
  if (!*found)
    return {verified::missing, fmt::format("is missing in '{}'", written.shard)};
  const verify_members::place& member = **found;
  if (has_length(written) && member.bytes != written.bytes)
    return wrong(fmt::format("has {} bytes, {} were expected", member.bytes, written.bytes));
  return written.digest ? check_bytes(member.shard, member.bytes, written) : verify_finding();
}

verify_finding verify_files::check(const record& written) {
  if (const result<void> fine = check_output_name(written.output); !fine)
    return wrong("is no name that haul gives to a file, " + expected(written));
  if (!written.shard.empty())
    return check_member(written);
  // Down one component at a time, so that no link on the way is followed.
  file_descriptor held;
  int at = root_.get();
  std::string_view path = written.output;
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
       slash = path.find('/')) {
    const std::string name(path.substr(0, slash));
    file_descriptor below(::openat(at, name.c_str(), look_only | O_NOFOLLOW));
    if (!below)
      return blocked(at, name, written, errno);
    held = std::move(below);
    at = held.get();
    path.remove_prefix(slash + 1);
  }
  return check_in(at, std::string(path), written);
}

verify_finding verify_files::check_in(
    int at, const std::string& name, const record& written) const {
  struct stat found = {};
  if (::fstatat(at, name.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0)
    return errno == ENOENT ? missing(written) : unreadable(written, errno);
  if (!S_ISREG(found.st_mode))
    return wrong(fmt::format("is {}, {}", kind_of(found), expected(written)));
  const auto length = static_cast<std::uint64_t>(found.st_size);
  if (has_length(written) && length != written.bytes)
    return wrong(fmt::format("has {} bytes, {} were expected", length, written.bytes));
  return written.digest ? check_digest(at, name, written) : verify_finding();
}

} // namespace haul
