#include "file_system.hpp"

#include "folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sstream>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace haul::bench {

namespace {

struct known_kind {
  long magic;
  std::string_view name;
};

// As the kernel's headers have them, but for ZFS, which is not part of the kernel. Those of ext2 to
// ext4 are one number, and today one driver.
constexpr std::array kinds = {
    known_kind{0x01021994, "tmpfs"},  known_kind{0x858458f6, "ramfs"},
    known_kind{0xef53, "ext4"},       known_kind{0x58465342, "xfs"},
    known_kind{0x9123683e, "btrfs"},  known_kind{0xf2f52010, "f2fs"},
    known_kind{0x2fc12fc1, "zfs"},    known_kind{0x794c7630, "overlayfs"},
    known_kind{0x6969, "nfs"},        known_kind{0xff534d42, "cifs"},
    known_kind{0xfe534d42, "smb"},    known_kind{0x65735546, "fuse"},
    known_kind{0x01021997, "9p"},     known_kind{0x0bd00bd0, "lustre"},
    known_kind{0x00c36400, "ceph"},   known_kind{0x47504653, "gpfs"},
    known_kind{0x19830326, "beegfs"}, known_kind{0x4d44, "vfat"},
    known_kind{0x2011bab0, "exfat"},
};

// What the kernel counts for a disk it counts for the whole of it.
std::filesystem::path whole_disk(const std::filesystem::path& device) {
  std::error_code failed;
  if (!std::filesystem::exists(device / "partition", failed))
    return device;
  return std::filesystem::canonical(device, failed).parent_path();
}

} // namespace

std::string file_system_name(long magic) {
  const auto* const found = std::find_if(
      kinds.begin(), kinds.end(), [&](const known_kind& each) { return each.magic == magic; });
  return found == kinds.end() ? fmt::format("{:#x}", magic) : std::string(found->name);
}

std::string file_system_of(const std::filesystem::path& folder) {
  struct statfs found = {};
  if (::statfs(folder.c_str(), &found) != 0)
    return "unknown";
  return file_system_name(static_cast<long>(found.f_type));
}

bool in_memory(std::string_view file_system) {
  return file_system == "tmpfs" || file_system == "ramfs";
}

void bring_to_disk(const std::filesystem::path& folder) {
  const file_descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened)
    ::syncfs(opened.get());
}

std::optional<double> disk_flushes(const std::filesystem::path& folder) {
  struct stat found = {};
  if (::stat(folder.c_str(), &found) != 0)
    return std::nullopt;
  const std::filesystem::path device =
      fmt::format("/sys/dev/block/{}:{}", major(found.st_dev), minor(found.st_dev));
  std::ifstream file(whole_disk(device) / "stat");
  return flushes_in(std::string(std::istreambuf_iterator<char>(file), {}));
}

std::optional<double> flushes_in(std::string_view stat) {
  constexpr int before = 15; // reads, writes, discards and times
  std::istringstream words{std::string(stat)};
  double number = 0;
  for (int at = 0; at <= before; ++at) {
    if (!(words >> number))
      return std::nullopt;
  }
  return number;
}

} // namespace haul::bench
