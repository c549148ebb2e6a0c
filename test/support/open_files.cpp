#include "open_files.hpp"

#include <string>
#include <system_error>

namespace haul::test {

std::vector<int> descriptors_in(const std::filesystem::path& folder) {
  std::vector<int> found;
  for (const std::filesystem::directory_entry& each :
       std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone; // the descriptor of the walk itself
    if (std::filesystem::read_symlink(each.path(), gone).parent_path() ==
        std::filesystem::canonical(folder))
      found.push_back(std::stoi(each.path().filename().string()));
  }
  return found;
}

} // namespace haul::test
