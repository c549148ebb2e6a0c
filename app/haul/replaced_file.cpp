#include "replaced_file.hpp"

#include "append_file.hpp"
#include "failure.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <utility>

namespace haul {

namespace {

// Nobody collects a file of that name: Prometheus' node exporter reads `*.prom`.
std::filesystem::path with_suffix(std::filesystem::path path) {
  path += ".tmp";
  return path;
}

} // namespace

replaced_file::replaced_file(std::filesystem::path path)
    : path_(std::move(path)),
      beside_(with_suffix(path_)) {
}

result<replaced_file> replaced_file::open(std::filesystem::path path) {
  replaced_file made(std::move(path));
  std::error_code failed;
  const auto standing = std::filesystem::symlink_status(made.path_, failed);
  if (std::filesystem::exists(standing) && !std::filesystem::is_regular_file(standing))
    return output_failure(
        fmt::format("'{}' is not a regular file", printable(made.path_.native())), EINVAL);
  const result<append_file> tried = append_file::open(made.beside_);
  if (!tried)
    return tried.error();
  std::filesystem::remove(made.beside_, failed);
  return made;
}

// A lock keeps two runs from writing one file at the same time.
result<void> replaced_file::write(std::string_view text) const {
  result<append_file> opened = append_file::open(beside_);
  if (!opened)
    return opened.error();
  result<void> written = opened->clear();
  if (written)
    written = opened->append(text);
  if (written && std::rename(beside_.c_str(), path_.c_str()) != 0)
    written =
        output_failure(fmt::format("'{}' can't be replaced", printable(path_.native())), errno);
  std::error_code ignored;
  if (!written)
    std::filesystem::remove(beside_, ignored);
  return written;
}

} // namespace haul
