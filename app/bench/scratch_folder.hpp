#pragma once

#include <filesystem>
#include <string_view>

namespace haul::bench {

/// A new folder that is removed with its content by the destructor.
class scratch_folder {
 public:
  /// In memory, where there is `/dev/shm`, else with the other temporary ones. Throws
  /// `std::filesystem::filesystem_error` when it can't be made, as the other does.
  scratch_folder();
  /// In this folder.
  explicit scratch_folder(const std::filesystem::path& parent);
  ~scratch_folder();
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// A new folder in it.
  std::filesystem::path make(std::string_view name) const;

 private:
  std::filesystem::path path_;
};

} // namespace haul::bench
