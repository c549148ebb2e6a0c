#include "workload.hpp"

#include "flags.hpp"

#include <fmt/format.h>

#include <cctype>
#include <fstream>
#include <stdexcept>
#include <string_view>

namespace haul::bench {

namespace {

// Whether the file holds this and nothing else. `buffer` is used again from file to file.
bool holds(const std::filesystem::path& path, std::string_view content, std::string& buffer) {
  std::ifstream file(path, std::ios::binary);
  buffer.resize(content.size() + 1);
  file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
  return file.gcount() >= 0 &&
         std::string_view(buffer.data(), static_cast<std::size_t>(file.gcount())) == content;
}

const flag& flag_of(std::size_t number) {
  return all_flags()[number % all_flags().size()];
}

} // namespace

std::vector<task> workload::make_tasks(std::size_t count) const {
  std::vector<task> made;
  made.reserve(count);
  for (std::size_t number = 0; number != count; ++number)
    made.push_back(make_task(number));
  return made;
}

std::size_t workload::count_wrong(const std::filesystem::path& folder, std::size_t count) const {
  std::size_t wrong = 0;
  std::string buffer;
  for (std::size_t number = 0; number != count; ++number)
    wrong += holds(folder / make_task(number).output, content(number), buffer) ? 0 : 1;
  return wrong;
}

task flag_workload::make_task(std::size_t number) const {
  std::string name(flag_of(number).code);
  for (char& letter : name)
    letter = static_cast<char>(std::tolower(letter));
  task made;
  made.code = fmt::format("{}-{}", flag_of(number).code, number);
  made.url = fmt::format("{}/{}/{}.gif?{}", base_, name, name, number);
  made.output = made.code + ".gif";
  return made;
}

std::string flag_workload::content(std::size_t number) const {
  return std::string(flag_of(number).gif);
}

task file_workload::make_task(std::size_t number) const {
  task made;
  made.code = fmt::format("{:06}", number);
  made.url = fmt::format("{}/{}", base_, made.code);
  made.output = made.code;
  return made;
}

std::string file_workload::content(std::size_t number) const {
  const std::string line = fmt::format("this is file {:06}\n", number);
  std::string made;
  while (made.size() < size_)
    made += line;
  made.resize(size_);
  return made;
}

task same_file_workload::make_task(std::size_t number) const {
  task made;
  made.code = fmt::format("{:06}", number);
  made.output = fmt::format("{}/{:03}/{}", label_, number / 1000, made.code);
  made.url = fmt::format("{}/{}", where_(number), made.output);
  return made;
}

std::string same_file_workload::content(std::size_t) const {
  return std::string(size_, 's');
}

void file_workload::write_files(const std::filesystem::path& folder, std::size_t count) const {
  for (std::size_t number = 0; number != count; ++number) {
    const std::filesystem::path path = folder / make_task(number).output;
    std::ofstream file(path, std::ios::binary);
    file << content(number);
    if (!file.flush())
      throw std::runtime_error(fmt::format("'{}' can't be written", path.string()));
  }
}

} // namespace haul::bench
