#include "disk_alone.hpp"

#include "failure.hpp"
#include "folder.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>

namespace haul::bench {

namespace {

error cannot(std::string_view what, const std::filesystem::path& file) {
  return output_failure(fmt::format("'{}' can't be {}", file.string(), what), errno);
}

// `in` is the folder of `file`.
result<void> write_one(
    const file_descriptor& in, const std::filesystem::path& file, std::string_view content) {
  const std::string name = file.filename();
  const std::string part = name + ".part";
  file_descriptor opened(
      ::openat(in.get(), part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!opened)
    return cannot("made", file);
  if (::write(opened.get(), content.data(), content.size()) != static_cast<ssize_t>(content.size()))
    return cannot("written", file);
  if (::fdatasync(opened.get()) != 0 || ::close(opened.release()) != 0)
    return cannot("brought to the disk", file);
  if (::renameat(in.get(), part.c_str(), in.get(), name.c_str()) != 0)
    return cannot("renamed", file);
  if (::fsync(in.get()) != 0)
    return cannot("brought to the disk by its name", file);
  return {};
}

} // namespace

result<void> write_alone(
    const workload& files, const std::filesystem::path& folder, std::size_t count) {
  std::filesystem::path at;
  file_descriptor in;
  for (std::size_t number = 0; number != count; ++number) {
    const std::filesystem::path file = folder / files.make_task(number).output;
    if (!in || file.parent_path() != at) {
      at = file.parent_path();
      std::error_code ignored; // what is missing can't be opened
      std::filesystem::create_directories(at, ignored);
      in = file_descriptor(::open(at.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    }
    if (!in)
      return cannot("opened", at);
    if (const result<void> written = write_one(in, file, files.content(number)); !written)
      return written.error();
  }
  return {};
}

} // namespace haul::bench
