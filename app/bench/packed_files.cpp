#include "packed_files.hpp"

#include "folder.hpp"
#include "pack_archive.hpp"

#include <algorithm>
#include <charconv>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace haul::bench {

namespace {

// Outputs end in their number.
std::size_t number_of(std::string_view output) {
  output.remove_prefix(output.find_last_of('/') + 1); // all of it where there is none
  std::size_t number = 0;
  std::from_chars(output.data(), output.data() + output.size(), number);
  return number;
}

bool holds(int tar, const pack_entry& member, const std::string& content, std::string& buffer) {
  buffer.resize(member.bytes);
  const ssize_t read =
      ::pread(tar, buffer.data(), buffer.size(), static_cast<off_t>(member.offset));
  return read == static_cast<ssize_t>(buffer.size()) && buffer == content;
}

// Marks those that are right, and takes back the mark of what stands there twice.
void mark_members(
    const workload& files, const std::filesystem::path& path, std::vector<bool>& right) {
  const file_descriptor tar(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const result<std::vector<pack_entry>> members = read_archive(tar.get());
  if (!members)
    return;
  std::string buffer;
  for (const pack_entry& each : *members) {
    const std::size_t number = number_of(each.name);
    if (number < right.size() && files.make_task(number).output == each.name)
      right[number] = !right[number] && holds(tar.get(), each, files.content(number), buffer);
  }
}

} // namespace

std::size_t count_wrong_members(
    const workload& files, const std::filesystem::path& folder, std::size_t count) {
  std::vector<bool> right(count);
  for (const auto& each : std::filesystem::directory_iterator(folder)) {
    if (each.path().extension() == ".tar")
      mark_members(files, each.path(), right);
  }
  return count - static_cast<std::size_t>(std::count(right.begin(), right.end(), true));
}

} // namespace haul::bench
