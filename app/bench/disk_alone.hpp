#pragma once

#include "workload.hpp"

#include <haul/error.hpp>

#include <cstddef>
#include <filesystem>

namespace haul::bench {

/// Writes the first `count` outputs of `files` into `folder` one after the other, each durable
/// before the next is begun, with no network and nothing of haul's: create, write, `fdatasync`,
/// close, rename, `fsync` of its folder. What a disk takes at least for files that are brought to
/// it one by one. The folders below `folder` are made when missing; a file that stands is replaced.
result<void> write_alone(
    const workload& files, const std::filesystem::path& folder, std::size_t count);

} // namespace haul::bench
