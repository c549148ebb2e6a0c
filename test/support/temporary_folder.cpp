#include "temporary_folder.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace haul::test {

namespace fs = std::filesystem;

temporary_folder::temporary_folder() {
  std::string name = (fs::temp_directory_path() / "haul-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    throw std::runtime_error("no temporary folder: " + name);
  path_ = name;
}

temporary_folder::~temporary_folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::map<std::string, std::string> temporary_folder::content() const {
  std::map<std::string, std::string> found;
  for (const fs::directory_entry& each : fs::recursive_directory_iterator(path_)) {
    const std::string name =
        fs::relative(each.path().parent_path(), path_) / each.path().filename();
    const std::string key = name.starts_with("./") ? name.substr(2) : name;
    if (each.is_symlink())
      found[key] = "-> " + fs::read_symlink(each.path()).string();
    else if (each.is_regular_file())
      found[key] = read_file(each.path());
    else if (fs::is_empty(each.path()))
      found[key] = "/";
  }
  return found;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    throw std::runtime_error("can't read " + path.string());
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

void write_file(const fs::path& path, std::string_view content) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  if (!file.flush())
    throw std::runtime_error("can't write " + path.string());
}

} // namespace haul::test
