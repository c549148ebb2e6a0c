#pragma once

#include "process.hpp"
#include "temporary_folder.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace haul::test {

/// A folder that is there for one test, and runs of the command that write into it.
class haul_program {
 public:
  const std::filesystem::path& folder() const { return folder_.path(); }

  /// `haul flags -d FOLDER` and more, in a plain environment: UTF-8, a terminal that can all.
  command_line flags(std::vector<std::string> arguments) const;

  /// The names in the folder, sorted.
  std::vector<std::string> files() const;

  /// What a file in the folder holds.
  std::string content(const std::string& name) const { return read_file(folder() / name); }

 private:
  temporary_folder folder_;
};

/// The program under test, named by the environment variable HAUL_BINARY, and its arguments.
command_line haul_command(std::vector<std::string> arguments);

/// The lines of a text, each without its end.
std::vector<std::string> lines_of(const std::string& text);

/// The lines among `lines` that begin with two capital letters and a blank: one for each code.
std::vector<std::string> code_lines(const std::vector<std::string>& lines);

/// The number before ` flag`, ` error`, ` not found` and the like in a report, 0 without such a
/// line.
std::size_t count_in(const std::vector<std::string>& report, const std::string& noun);

} // namespace haul::test
