#include "bare_files.hpp"

#include "folder.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
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

bool write_unnamed(int in, const file_names& as, const std::string& content) {
  file_descriptor opened(::openat(in, ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666));
  if (!opened ||
      ::write(opened.get(), content.data(), content.size()) != static_cast<ssize_t>(content.size()))
    return false;
  std::array<char, 32> link{};
  fmt::format_to_n(link.begin(), link.size() - 1, "/proc/self/fd/{}", opened.get());
  return ::linkat(AT_FDCWD, link.data(), in, as.name(), AT_SYMLINK_FOLLOW) == 0 &&
         ::close(opened.release()) == 0;
}

file_descriptor open_folder(const std::filesystem::path& path) {
  return file_descriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

} // namespace

result<void> write_bare(
    const std::filesystem::path& folder, std::size_t count, std::size_t size,
    const bare_form& form) {
  std::filesystem::path at = folder;
  file_descriptor in = open_folder(at);
  const std::string content(size, 's');
  file_names names;
  for (std::size_t number = 0; number != count; ++number) {
    names.set(number);
    if (form.files_a_folder != 0 && number % form.files_a_folder == 0) {
      at = folder / fmt::format("{:03}", number / form.files_a_folder);
      ::mkdir(at.c_str(), 0777); // what is missing can't be opened
      in = open_folder(at);
    }
    if (!in)
      return output_failure(fmt::format("'{}' can't be opened", at.string()), errno);
    if (!(form.unnamed ? write_unnamed : write_one)(in.get(), names, content))
      return output_failure(
          fmt::format("'{}' can't be written", (at / names.name()).string()), errno);
  }
  return {};
}

} // namespace haul::bench
