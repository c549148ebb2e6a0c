#include "flag_target.hpp"

#include <haul/text.hpp>

namespace haul {

namespace {

// 0 to 25, or nothing. Without the locale, which could call other bytes letters.
std::optional<std::size_t> letter_number(char letter) {
  if (letter >= 'a' && letter <= 'z')
    return static_cast<std::size_t>(letter - 'a');
  if (letter >= 'A' && letter <= 'Z')
    return static_cast<std::size_t>(letter - 'A');
  return std::nullopt;
}

std::string_view path_of(std::string_view target) {
  target = target.substr(0, target.find_first_of("?#"));
  constexpr std::string_view scheme = "http://";
  if (!equal_in_any_case(target.substr(0, scheme.size()), scheme))
    return target;
  const std::size_t slash = target.find('/', scheme.size());
  if (slash == std::string_view::npos)
    return "/";
  return target.substr(slash);
}

std::optional<std::size_t> code_of(std::string_view path) {
  if (path.size() != std::string_view("/xx/xx.gif").size() || path[0] != '/' || path[3] != '/' ||
      !equal_in_any_case(path.substr(6), ".gif"))
    return std::nullopt;
  const std::optional<std::size_t> folder = code_number(path.substr(1, 2));
  if (folder != code_number(path.substr(4, 2)))
    return std::nullopt;
  return folder;
}

// FNV-1a: the same on every machine, unlike std::hash.
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325;
  for (const char each : text)
    value = (value ^ static_cast<unsigned char>(each)) * 0x100000001b3;
  return value;
}

} // namespace

std::optional<std::size_t> code_number(std::string_view code) {
  if (code.size() != 2)
    return std::nullopt;
  const std::optional<std::size_t> first = letter_number(code[0]);
  const std::optional<std::size_t> second = letter_number(code[1]);
  if (!first || !second)
    return std::nullopt;
  return *first * 26 + *second;
}

flag_target read_target(std::string_view target) {
  const std::string_view path = path_of(target);
  flag_target read;
  read.code = code_of(path);
  read.key = read.code ? *read.code : hash(path);
  return read;
}

} // namespace haul
