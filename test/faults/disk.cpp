#include "disk.hpp"

#include "process.hpp"

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sched.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>
#include <vector>

namespace haul::test {

namespace {

constexpr unsigned long shut_down = _IOR('X', 125, __u32); // EXT4_IOC_SHUTDOWN
constexpr std::uintmax_t image_bytes = 64 * 1024 * 1024;

void must_run(std::vector<std::string> words) {
  command_line command;
  command.words = std::move(words);
  const finished_process ran = run(command);
  if (ran.ended.code != 0)
    throw std::runtime_error(command.words.front() + " failed: " + ran.errors);
}

// Mounts that are this process's own can't be left behind, nor be held by somebody else.
bool leave_shared_mounts() {
  return ::unshare(CLONE_NEWNS) == 0 &&
         ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

} // namespace

boost::test_tools::assertion_result can_mount(boost::unit_test::test_unit_id) {
  static const bool left = leave_shared_mounts();
  const int why = errno;
  boost::test_tools::assertion_result made(left);
  if (!left)
    made.message() << "needs the right to mount file systems: " << std::strerror(why);
  return made;
}

memory_disk::memory_disk(const std::string& size) {
  check_call(::mount("tmpfs", path().c_str(), "tmpfs", 0, ("size=" + size).c_str()), "mount");
}

memory_disk::~memory_disk() {
  ::umount2(path().c_str(), MNT_DETACH);
}

void memory_disk::resize(const std::string& size) const {
  remount(0, "size=" + size);
}

void memory_disk::make_read_only() const {
  remount(MS_RDONLY, "");
}

void memory_disk::make_writable() const {
  remount(0, "");
}

void memory_disk::remount(unsigned long flags, const std::string& options) const {
  check_call(
      ::mount("tmpfs", path().c_str(), "tmpfs", MS_REMOUNT | flags, options.c_str()), "remount");
}

ext4_disk::ext4_disk() {
  std::ofstream(image()).close();
  std::filesystem::resize_file(image(), image_bytes);
  must_run({"/sbin/mkfs.ext4", "-q", "-E", "lazy_itable_init=0", image()});
  mount_it();
}

ext4_disk::~ext4_disk() {
  ::umount2(path().c_str(), MNT_DETACH);
}

void ext4_disk::cut_power(power_cut how) const {
  const int root = check_call(::open(path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), "open");
  auto flag = static_cast<__u32>(how);
  const int outcome = ::ioctl(root, shut_down, &flag);
  ::close(root);
  check_call(outcome, "shutdown");
}

void ext4_disk::restart() const {
  check_call(::umount2(path().c_str(), 0), "umount");
  mount_it();
}

void ext4_disk::mount_it() const {
  must_run({"/bin/mount", "-t", "ext4", "-o", "loop", image(), path().string()});
}

} // namespace haul::test
