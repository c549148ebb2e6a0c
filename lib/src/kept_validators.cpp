#include "kept_validators.hpp"

#include "http_date.hpp"
#include "trimmed.hpp"

#include <algorithm>
#include <array>
#include <sys/stat.h>
#include <sys/xattr.h>

namespace haul {

namespace {

constexpr const char* etag_attribute = "user.haul.etag";
constexpr const char* date_attribute = "user.haul.last-modified";

constexpr std::size_t longest = 1024; // bytes: file systems have little room for attributes

std::string read_attribute(int file, const char* name) {
  std::array<char, longest> value = {};
  const ssize_t bytes = ::fgetxattr(file, name, value.data(), value.size());
  std::string text(value.data(), bytes > 0 ? static_cast<std::size_t>(bytes) : 0);
  // Whoever wrote it, it goes into a field of a request.
  const bool fine =
      std::ranges::none_of(text, [](unsigned char each) { return each < 0x20 || each == 0x7f; });
  return fine ? text : std::string();
}

void write_attribute(int file, const char* name, const std::string& value) {
  if (!value.empty() && value.size() <= longest)
    ::fsetxattr(file, name, value.data(), value.size(), 0);
}

} // namespace

void keep_validators(int file, const kept_validators& of, bool timed) {
  write_attribute(file, etag_attribute, of.etag);
  if (!timed)
    write_attribute(file, date_attribute, of.last_modified);
}

kept_validators read_validators(int file) {
  kept_validators made;
  made.etag = read_attribute(file, etag_attribute);
  made.last_modified = read_attribute(file, date_attribute);
  struct stat found = {};
  if (made.last_modified.empty() && ::fstat(file, &found) == 0)
    made.last_modified = format_http_date(found.st_mtime);
  return made;
}

kept_validators validators_of(const response_head& head) {
  kept_validators made;
  made.etag = std::string(trimmed(text_of(head.etag)));
  made.last_modified = std::string(trimmed(text_of(head.last_modified)));
  return made;
}

} // namespace haul
