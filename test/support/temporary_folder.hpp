#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace haul::test {

/// A folder of the test's own, removed with its content by the destructor.
class temporary_folder {
 public:
  temporary_folder();
  ~temporary_folder();
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// Every name below the folder with its content; a link with `-> ` and where it leads, a folder
  /// that is empty with `/`.
  std::map<std::string, std::string> content() const;

 private:
  std::filesystem::path path_;
};

std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, std::string_view content);

} // namespace haul::test
