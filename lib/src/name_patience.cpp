#include "name_patience.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace haul {

namespace {

// The number after `name` in a word such as `timeout:5`, when there is one in the range.
std::optional<int> number_after(std::string_view name, std::string_view word, int most) {
  if (!word.starts_with(name))
    return std::nullopt;
  word.remove_prefix(name.size());
  int number = 0;
  const auto [end, failed] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (failed != std::errc() || end != word.data() + word.size() || number < 1)
    return std::nullopt;
  return std::min(number, most);
}

} // namespace

name_patience read_patience(std::string_view text, name_patience preset) {
  std::istringstream lines{std::string(text)};
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string word;
    if (!(words >> word) || word != "options")
      continue;
    while (words >> word) {
      if (const std::optional<int> seconds = number_after("timeout:", word, 30))
        preset.wait = std::chrono::seconds(*seconds);
      if (const std::optional<int> rounds = number_after("attempts:", word, 5))
        preset.rounds = *rounds;
    }
  }
  return preset;
}

// c-ares 1.18 reads neither `timeout:` nor `attempts:` of the system's configuration, so this does.
// In place of its own 5 s in 4 rounds: a first name server that is dead would hold each look-up up
// for half of the time that a connection may take, and the second round would come after all of it.
// With 2 s in 3 rounds one dead server costs 2 s, and one that is slow has 14 s (2 + 4 + 8) for an
// answer to the first question, which counts in the later rounds too.
name_patience system_patience() {
  std::stringstream text;
  text << std::ifstream("/etc/resolv.conf").rdbuf();
  name_patience found = read_patience(text.str(), name_patience());
  if (const char* options = std::getenv("RES_OPTIONS"); options != nullptr)
    found = read_patience(fmt::format("options {}", options), found);
  return found;
}

} // namespace haul
