#include "headers_file.hpp"

#include "option_values.hpp"
#include "request_values.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <system_error>
#include <utility>

namespace haul {

namespace {

constexpr std::size_t most_file_bytes = 1024 * 1024;

bool is_blank_or_control(char character) {
  return static_cast<unsigned char>(character) <= ' ' || character == 0x7f;
}

// A name with a blank may be a secret in the wrong place, and is not to be quoted.
result<header> parse_line(std::string_view line) {
  const std::string_view name = line.substr(0, line.find(':'));
  if (std::any_of(name.begin(), name.end(), is_blank_or_control))
    return refused_option("a header must have the form 'Name: value'");
  return parse_header_line(line);
}

} // namespace

result<std::vector<header>> parse_headers_file(std::string_view text) {
  std::vector<header> headers;
  for (std::uint64_t number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    if (line.starts_with('#') || std::all_of(line.begin(), line.end(), is_blank_or_control))
      continue;
    result<header> read = parse_line(line);
    if (!read)
      return refused_option(fmt::format("{}: {}", number, read.error().message));
    headers.push_back(*std::move(read));
  }
  return headers;
}

result<std::string> parse_token(std::string_view text) {
  const std::size_t end = text.find_last_not_of("\r\n");
  const std::string_view token = text.substr(0, end + 1);
  if (token.empty())
    return refused_option("there is no token");
  if (std::any_of(token.begin(), token.end(), is_blank_or_control))
    return refused_option("the token has a blank or a control character");
  return std::string(token);
}

result<std::string> read_option_file(const std::string& name) {
  struct closer {
    void operator()(std::FILE* open) const { std::fclose(open); }
  };
  const std::unique_ptr<std::FILE, closer> file(std::fopen(name.c_str(), "rbe"));
  std::string text(most_file_bytes + 1, '\0');
  if (file)
    text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  if (!file || std::ferror(file.get()) != 0) {
    const std::error_code why(errno, std::system_category());
    return refused_option(fmt::format("'{}' can't be read: {}", printable(name), why.message()));
  }
  if (text.size() > most_file_bytes)
    return refused_option(fmt::format("'{}' is larger than 1 MiB", printable(name)));
  return text;
}

} // namespace haul
