#pragma once

#include <haul/error.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

namespace haul {

/// An error of the file system: `what`, and why the system refused.
error output_failure(std::string what, int number);

/// A descriptor that is closed with its owner.
class file_descriptor {
 public:
  explicit file_descriptor(int number = -1) : number_(number) {}
  file_descriptor(file_descriptor&& other) noexcept : number_(other.release()) {}
  file_descriptor& operator=(file_descriptor&& other) noexcept;
  ~file_descriptor();

  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

/// A folder held open: names are looked up in it whatever happens to the path that led there.
///
/// Holds a shared lock for as long as it is open, so that haul can tell a part file that a killed
/// run left behind from one that another run is writing.
class folder {
 public:
  /// Opens `path`, which is the person's own and may go through links; makes it when missing.
  /// `durable`: what was made withstands a loss of power then.
  static result<std::shared_ptr<folder>> open(
      const std::filesystem::path& path, bool durable = false);

  /// Opens the folder `name` (one component) in another, never through a link. When it is missing
  /// it is made, or with `make` false nothing (null) is returned.
  static result<std::shared_ptr<folder>> below(
      const std::shared_ptr<folder>& above, const std::string& name, bool make);

  int descriptor() const { return descriptor_.get(); }

  /// Brings to the disk which names are in it; and where it was made by this, that it is there
  /// itself. For one thread at a time.
  result<void> flush();

  /// Whether there may be parts in it to go on with: not when this process has made it, as long as
  /// it has left none there.
  bool may_have_parts() const { return may_have_parts_; }
  void note_part() { may_have_parts_ = true; }

  /// Whether nobody else holds this folder open as one of these, in this process or another. Who
  /// comes after a true answer will find this one. False where locks don't work.
  bool alone() const;

 private:
  explicit folder(file_descriptor opened);
  file_descriptor descriptor_;
  std::shared_ptr<folder> made_in_; // until that was brought to the disk
  bool may_have_parts_ = true;
};

} // namespace haul
