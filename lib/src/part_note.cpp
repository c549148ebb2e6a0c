#include "part_note.hpp"

#include "hex.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <map>

namespace haul {

namespace {

constexpr std::string_view first_line = "haul part 1";
constexpr std::string_view first_line_in_pieces = "haul part 2";
constexpr std::string_view last_line = "end";

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, failed] = std::from_chars(text.data(), end, value);
  if (text.empty() || failed != std::errc() || stopped != end)
    return std::nullopt;
  return value;
}

// The line in front, which is taken off; nothing when no end of a line is left.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos)
    return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

// Lines of a name, a blank and a value, between the first and the last one.
std::optional<std::map<std::string, std::string, std::less<>>> fields_of(std::string_view text) {
  std::map<std::string, std::string, std::less<>> fields;
  const std::optional<std::string_view> first = take_line(text);
  if (first != first_line && first != first_line_in_pieces)
    return std::nullopt;
  while (const std::optional<std::string_view> line = take_line(text)) {
    if (*line == last_line && text.empty()) {
      if (fields.contains("there") != (first == first_line_in_pieces))
        return std::nullopt; // in part 1 it would say that there is more than is
      return fields;
    }
    const std::size_t blank = line->find(' ');
    if (blank == std::string_view::npos)
      return std::nullopt;
    fields.emplace(line->substr(0, blank), line->substr(blank + 1));
  }
  return std::nullopt;
}

// The lines of the ranges, filled up so that the whole note has its size.
std::string lines_in_pieces(const byte_ranges& there, std::size_t rest) {
  constexpr std::string_view names = "there \npad \n";
  const std::size_t room = note_size - std::min(note_size, rest + names.size());
  const std::string ranges = there.text(room);
  return fmt::format("there {}\npad {}\n", ranges, std::string(room - ranges.size(), '.'));
}

} // namespace

std::string format_part_note(const part_note& written) {
  std::string text = fmt::format(
      "{}\nasked {}\nvalidator {}\n", written.there ? first_line_in_pieces : first_line,
      written.asked, written.of.validator);
  if (written.of.total)
    text += fmt::format("total {}\n", *written.of.total);
  if (!written.of.last_modified.empty())
    text += fmt::format("last-modified {}\n", written.of.last_modified);
  text += fmt::format("file {}\nboot {}\n", written.file, written.boot);
  const std::string end = fmt::format("{}\n", last_line);
  if (written.there)
    text += lines_in_pieces(*written.there, text.size() + end.size());
  return text + end;
}

std::optional<part_note> parse_part_note(std::string_view text) {
  const auto fields = fields_of(text);
  if (!fields)
    return std::nullopt;
  const auto value = [&](std::string_view name) {
    const auto found = fields->find(name);
    return found == fields->end() ? std::string() : found->second;
  };
  part_note made;
  made.asked = value("asked");
  made.of.validator = value("validator");
  made.of.last_modified = value("last-modified");
  made.of.total = number(value("total"));
  made.boot = value("boot");
  const std::optional<std::uint64_t> file = number(value("file"));
  if (!file || made.asked.empty() || !is_validator(made.of.validator) ||
      made.of.total.has_value() != fields->contains("total"))
    return std::nullopt;
  made.file = *file;
  if (fields->contains("there")) {
    made.there = byte_ranges::parse(value("there"));
    if (!made.there)
      return std::nullopt;
  }
  return made;
}

std::string note_of_url(std::string_view url) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> value = {};
  unsigned length = 0;
  EVP_Digest(url.data(), url.size(), value.data(), &length, EVP_sha256(), nullptr);
  return to_hex({value.data(), length});
}

const std::string& this_boot() {
  static const std::string name = [] {
    std::string line;
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::getline(file, line);
    return line;
  }();
  return name;
}

} // namespace haul
