#include "bare_files.hpp"

#include "folder.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace haul::bench {

namespace {

// `000042` and `000042.part`, in memory that is used again.
class file_names {
 public:
  void set(std::size_t number) {
    const auto end = fmt::format_to_n(name_.begin(), room, "{:06}", number).size;
    name_[end] = '\0';
    fmt::format_to_n(part_.begin(), room, "{:06}.part", number).out[0] = '\0';
  }
  const char* name() const { return name_.data(); }
  const char* part() const { return part_.data(); }

 private:
  static constexpr std::size_t room = 31;
  std::array<char, room + 1> name_{};
  std::array<char, room + 1> part_{};
};

bool write_one(int in, const file_names& as, const std::string& content) {
  file_descriptor opened(::openat(in, as.part(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  return opened &&
         ::write(opened.get(), content.data(), content.size()) ==
             static_cast<ssize_t>(content.size()) &&
         ::close(opened.release()) == 0 && ::renameat(in, as.part(), in, as.name()) == 0;
}

} // namespace

result<void> write_bare(const std::filesystem::path& folder, std::size_t count, std::size_t size) {
  const file_descriptor in(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!in)
    return output_failure(fmt::format("'{}' can't be opened", folder.string()), errno);
  const std::string content(size, 's');
  file_names names;
  for (std::size_t number = 0; number != count; ++number) {
    names.set(number);
    if (!write_one(in.get(), names, content))
      return output_failure(
          fmt::format("'{}' can't be written", (folder / names.name()).string()), errno);
  }
  return {};
}

} // namespace haul::bench
