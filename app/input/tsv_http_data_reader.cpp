#include "tsv_http_data_reader.hpp"

#include "row_fields.hpp"

#include <array>
#include <cstdint>
#include <utility>

namespace haul {

namespace {

constexpr std::string_view format_name = "TsvHttpData-1.0";

// The 16 bytes of an MD5 in hexadecimal; nothing when it isn't base64 of 16 bytes.
std::optional<std::string> hexadecimal(std::string_view base64) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (base64.size() != 24 || !base64.ends_with("=="))
    return std::nullopt;
  base64.remove_suffix(2);
  std::string digits;
  std::uint32_t bits = 0;
  unsigned waiting = 0;
  for (const char each : base64) {
    const std::size_t value = alphabet.find(each);
    if (value == std::string_view::npos)
      return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    for (waiting += 6; waiting >= 4; waiting -= 4)
      digits += "0123456789abcdef"[(bits >> (waiting - 4)) & 0xf];
  }
  digits.resize(32); // 22 characters are 132 bits
  return digits;
}

// Unlike `split`, empty values stay.
std::vector<std::string_view> columns(std::string_view line) {
  std::vector<std::string_view> found;
  while (found.size() < 4) {
    const std::size_t tab = line.find('\t');
    found.push_back(trimmed(line.substr(0, tab)));
    if (tab == std::string_view::npos)
      break;
    line.remove_prefix(tab + 1);
  }
  return found;
}

} // namespace

tsv_http_data_reader::tsv_http_data_reader(std::string file) : line_row_reader(std::move(file)) {
}

std::string tsv_http_data_reader::prologue() const {
  return std::string(format_name) + '\n';
}

std::optional<row_result> tsv_http_data_reader::read(const input_line& line) {
  if (line.number == 1)
    return read_first(line);
  if (trimmed(line.text).empty())
    return std::nullopt;
  const std::vector<std::string_view> values = columns(line.text);
  if (values.size() > 3)
    return refuse(line, {}, "more than URL, length and MD5");
  row made{place(line), {}};
  add_field(made, "url", values[0]);
  if (values.size() > 1)
    add_field(made, "size", values[1]);
  if (values.size() > 2 && !values[2].empty()) {
    const std::optional<std::string> md5 = hexadecimal(values[2]);
    if (!md5)
      return refuse(line, "md5", "not the base64 of an MD5: " + std::string(values[2]));
    add_field(made, "md5", *md5);
  }
  return made;
}

std::optional<row_result> tsv_http_data_reader::read_too_long(const input_line& line) {
  return line.number == 1 ? read_first(line) : line_row_reader::read_too_long(line);
}

std::optional<row_result> tsv_http_data_reader::read_first(const input_line& line) {
  if (!line.too_long && trimmed(line.text) == format_name)
    return std::nullopt;
  stop();
  return refuse(line, {}, "the first line is not " + std::string(format_name));
}

} // namespace haul
