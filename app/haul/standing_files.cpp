#include "standing_files.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <utility>

namespace haul {

namespace {

constexpr int look_only = O_PATH | O_DIRECTORY | O_CLOEXEC;

} // namespace

result<standing_files> standing_files::open(const std::filesystem::path& folder) {
  file_descriptor root(::open(folder.c_str(), look_only));
  if (!root && errno != ENOENT)
    return output_failure(
        fmt::format("folder '{}' can't be used", printable(folder.native())), errno);
  return standing_files(std::move(root));
}

std::optional<std::uint64_t> standing_files::size(const std::string& output) {
  if (!root_ || !check_output_name(output))
    return std::nullopt;
  const std::size_t slash = output.rfind('/');
  const bool in_root = slash == std::string::npos;
  const int folder = in_root ? root_.get() : folder_of(std::string_view(output).substr(0, slash));
  if (folder < 0)
    return std::nullopt;
  const std::string name = in_root ? output : output.substr(slash + 1);
  struct stat found = {};
  if (::fstatat(folder, name.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(found.st_mode))
    return std::nullopt;
  return static_cast<std::uint64_t>(found.st_size);
}

int standing_files::folder_of(std::string_view path) {
  if (below_ && below_path_ == path)
    return below_.get();
  below_path_ = path;
  below_ = file_descriptor();
  int at = root_.get();
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string component(path.substr(0, slash));
    file_descriptor next(::openat(at, component.c_str(), look_only | O_NOFOLLOW));
    below_ = std::move(next);
    if (!below_ || slash == std::string_view::npos)
      return below_.get();
    at = below_.get();
    path.remove_prefix(slash + 1);
  }
}

} // namespace haul
