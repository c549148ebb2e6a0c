#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace haul::bench {

/// The name of a kind of file system by the magic number that `statfs` gives: `ext4`, `tmpfs`. One
/// that is not known here is named by its number: `0x1234`.
std::string file_system_name(long magic);

/// The name of the file system that `folder` is on; `unknown` when there is no such folder.
std::string file_system_of(const std::filesystem::path& folder);

/// Whether what stands on a file system of this name is in memory only, so that nothing is waited
/// for when it is to be made durable.
bool in_memory(std::string_view file_system);

/// Writes out what is not on the disk yet of the file system that `folder` is on, whoever wrote it:
/// a sync of one file may bring along what others have left, in ext4 at least.
void bring_to_disk(const std::filesystem::path& folder);

/// How often the disk below `folder` was told to empty its write cache since it was there, whoever
/// wanted it. Nothing where no block device is below it (in memory, over a network).
std::optional<double> disk_flushes(const std::filesystem::path& folder);

/// The same number in the text of a block device's `stat` in sysfs. Nothing when it is not there,
/// as before Linux 5.5.
std::optional<double> flushes_in(std::string_view stat);

} // namespace haul::bench
