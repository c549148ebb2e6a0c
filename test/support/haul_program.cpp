#include "haul_program.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
namespace haul::test {

command_line haul_program::flags(std::vector<std::string> arguments) const {
  const std::vector<std::string> first = {"flags", "-d", folder().string()};
  arguments.insert(arguments.begin(), first.begin(), first.end());
  return haul_command(std::move(arguments));
}

std::vector<std::string> haul_program::files() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder()))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

command_line haul_command(std::vector<std::string> arguments) {
  const char* const binary = std::getenv("HAUL_BINARY");
  if (binary == nullptr)
    throw std::runtime_error("HAUL_BINARY does not name the program under test");
  command_line made;
  made.words = std::move(arguments);
  made.words.insert(made.words.begin(), binary);
  made.environment = {{"LC_ALL", "C.UTF-8"}, {"TERM", "xterm"}, {"COLUMNS", std::nullopt}};
  // Proxies of this machine are not what is tested.
  for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
    made.environment[name] = std::nullopt;
  return made;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

std::vector<std::string> code_lines(const std::vector<std::string>& lines) {
  const auto is_capital = [](char character) { return character >= 'A' && character <= 'Z'; };
  std::vector<std::string> chosen;
  for (const std::string& line : lines) {
    if (line.size() > 2 && is_capital(line[0]) && is_capital(line[1]) && line[2] == ' ')
      chosen.push_back(line);
  }
  return chosen;
}

std::size_t count_in(const std::vector<std::string>& report, const std::string& noun) {
  for (const std::string& line : report) {
    const std::size_t blank = line.find(' ');
    const bool number = !line.empty() && std::isdigit(static_cast<unsigned char>(line[0])) != 0;
    if (number && blank != std::string::npos && line.compare(blank + 1, noun.size(), noun) == 0)
      return std::stoul(line);
  }
  return 0;
}

} // namespace haul::test
