#pragma once

#include <haul/error.hpp>

#include <cstddef>
#include <filesystem>

namespace haul::bench {

/// How files get their names, and where.
struct bare_form {
  /// Into folders of so many each, `000`, `001` and so on; 0: all into one.
  std::size_t files_a_folder = 0;
  /// With `O_TMPFILE`: a file has no name before it is whole, and then gets it by `linkat` through
  /// `/proc`, which needs no privilege. Else it has another one and is renamed.
  bool unnamed = false;
};

/// Writes `count` files of `size` bytes into `folder`, which is there, and does no more than that
/// takes when each gets its name once it is whole: `openat`, `write`, `close` and `renameat`, with
/// the folder held open, the names made in place and one buffer for all. What the file system takes
/// of a program that downloads them. A file that stands is replaced, its unfinished one is an
/// error; where files are unnamed, one that stands is an error.
result<void> write_bare(
    const std::filesystem::path& folder, std::size_t count, std::size_t size,
    const bare_form& form = {});

} // namespace haul::bench
