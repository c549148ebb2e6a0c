#pragma once

#include "folder.hpp"

#include <haul/error.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace haul {

/// Which files stand in an output folder. Looks only; no link below the folder is followed.
class standing_files {
 public:
  /// A folder that is missing has no files; one that can't be opened is an error.
  static result<standing_files> open(const std::filesystem::path& folder);

  /// How long the regular file of that name is; nothing when there is none, or when it is no name
  /// that haul gives to an output (see `check_output_name`). Fastest for names in one folder.
  std::optional<std::uint64_t> size(const std::string& output);

 private:
  explicit standing_files(file_descriptor root) : root_(std::move(root)) {}
  int folder_of(std::string_view path);

  file_descriptor root_; // none when the folder is missing
  std::string below_path_;
  file_descriptor below_; // the folder of the last name, when that was not the root
};

} // namespace haul
