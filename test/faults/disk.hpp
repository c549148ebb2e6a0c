#pragma once

#include "temporary_folder.hpp"

#include <boost/test/tree/test_unit.hpp>
#include <boost/test/unit_test_suite.hpp>

#include <filesystem>
#include <string>

namespace haul::test {

/// Whether this process may mount file systems; for `boost::unit_test::precondition`, which skips
/// the test otherwise and says why. Mounts are seen by this process and its children only, and end
/// with them.
boost::test_tools::assertion_result can_mount(boost::unit_test::test_unit_id);

/// A small file system in memory.
class memory_disk {
 public:
  /// `size` as tmpfs takes it: `1m`.
  explicit memory_disk(const std::string& size);
  ~memory_disk();
  memory_disk(const memory_disk&) = delete;
  memory_disk& operator=(const memory_disk&) = delete;

  const std::filesystem::path& path() const { return at_.path(); }

  /// Gives it another size.
  void resize(const std::string& size) const;

  void make_read_only() const;
  void make_writable() const;

 private:
  void remount(unsigned long flags, const std::string& options) const;

  temporary_folder at_;
};

/// What becomes of the journal of a file system whose power is cut.
enum class power_cut {
  write_journal = 1, ///< what was logged comes through, as when the disk was just in time
  drop_all = 2,      ///< what was not forced to the disk is gone
};

/// An ext4 in a file, which takes no more writes from one moment on.
class ext4_disk {
 public:
  ext4_disk();
  ~ext4_disk();
  ext4_disk(const ext4_disk&) = delete;
  ext4_disk& operator=(const ext4_disk&) = delete;

  const std::filesystem::path& path() const { return at_.path(); }

  /// From now on all writes fail.
  void cut_power(power_cut how) const;

  /// What a start of the machine does: mounts anew, by the journal. Nobody may have a file open.
  void restart() const;

 private:
  std::string image() const { return (image_.path() / "ext4").string(); }
  void mount_it() const;

  temporary_folder image_;
  temporary_folder at_;
};

} // namespace haul::test
