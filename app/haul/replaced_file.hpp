#pragma once

#include <haul/error.hpp>

#include <filesystem>
#include <string_view>

namespace haul {

/// A file that is always whole for whoever reads it: each text is written beside it, to a name with
/// `.tmp` behind it, and then takes its place.
class replaced_file {
 public:
  /// An error when the folder can't be written, or something else than a regular file stands there.
  /// Leaves a file that stands as it is.
  static result<replaced_file> open(std::filesystem::path path);

  /// Replaces what stands there. Blocks as long as the file system does. After an error the file is
  /// as it was; the next call tries again.
  result<void> write(std::string_view text) const;

 private:
  explicit replaced_file(std::filesystem::path path);
  std::filesystem::path path_;
  std::filesystem::path beside_;
};

} // namespace haul
