#include "scratch_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>
#include <unistd.h>

namespace haul::bench {

namespace {

std::filesystem::path usual_parent() {
  constexpr const char* memory = "/dev/shm";
  if (::access(memory, W_OK | X_OK) == 0)
    return memory;
  return std::filesystem::temp_directory_path();
}

} // namespace

scratch_folder::scratch_folder() : scratch_folder(usual_parent()) {
}

scratch_folder::scratch_folder(const std::filesystem::path& parent) {
  std::string name = parent / "haul-bench-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr)
    throw std::filesystem::filesystem_error(
        "can't make a folder", name, std::error_code(errno, std::generic_category()));
  path_ = name;
}

scratch_folder::~scratch_folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path scratch_folder::make(std::string_view name) const {
  const std::filesystem::path made = path_ / name;
  std::filesystem::create_directory(made);
  return made;
}

} // namespace haul::bench
