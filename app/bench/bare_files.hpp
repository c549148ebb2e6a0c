#pragma once

#include <haul/error.hpp>

#include <cstddef>
#include <filesystem>

namespace haul::bench {

/// Writes `count` files of `size` bytes into `folder`, which is there, and does no more than that
/// takes when each is renamed once it is whole: `openat`, `write`, `close` and `renameat`, with the
/// folder held open, the names made in place and one buffer for all. What the file system takes of
/// a program that downloads them. A file that stands is replaced, its unfinished one is an error.
result<void> write_bare(const std::filesystem::path& folder, std::size_t count, std::size_t size);

} // namespace haul::bench
