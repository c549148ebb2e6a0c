#include "flag_replies.hpp"

#include "flags.hpp"

#include <fmt/format.h>

#include <fstream>

namespace haul {

namespace {

flag_reply make_reply(
    std::string_view status, std::string_view type, std::string_view body,
    std::string_view more_fields = "") {
  flag_reply made;
  made.header = fmt::format(
      "HTTP/1.1 {}\r\nServer: haul\r\nContent-Type: {}\r\nContent-Length: {}\r\n{}", status, type,
      body.size(), more_fields);
  made.body = body;
  return made;
}

flag_reply make_text(
    std::string_view status, std::string_view body, std::string_view more_fields = "") {
  return make_reply(status, "text/plain", body, more_fields);
}

flag_reply make_flag(std::string_view gif) {
  return make_reply("200 OK", "image/gif", gif);
}

error unusable(const std::filesystem::path& path, std::string_view reason) {
  error made;
  made.stage = stage::input;
  made.cause = cause::bad_option;
  made.message = fmt::format("folder of flags: {}: {}", path.native(), reason);
  return made;
}

} // namespace

flag_replies::flag_replies()
    : not_found_(make_text("404 Not Found", "There is no such flag.\n")),
      teapot_(make_text("418 I'm a Teapot", "I'm a Teapot\n")),
      bad_request_(make_text("400 Bad Request", "This is not a request.\n")),
      header_too_long_(
          make_text("431 Request Header Fields Too Large", "The header is too long.\n")),
      method_not_allowed_(make_text(
          "405 Method Not Allowed", "Only GET and HEAD are allowed.\n", "Allow: GET, HEAD\r\n")),
      flags_(code_count, not_found_) {
}

result<flag_replies> flag_replies::load(const std::filesystem::path& folder) {
  flag_replies made;
  if (folder.empty()) {
    for (const haul::flag& each : all_flags())
      made.flags_[*code_number(each.code)] = make_flag(each.gif);
  } else if (result<void> read = made.read_folder(folder); !read) {
    return read.error();
  }
  return made;
}

result<void> flag_replies::read_folder(const std::filesystem::path& folder) {
  // The replies refer to the strings in it: it must not grow out of its place.
  files_.reserve(code_count);
  for (std::size_t code = 0; code != code_count; ++code) {
    const std::string name = {
        static_cast<char>('a' + code / 26), static_cast<char>('a' + code % 26)};
    const std::filesystem::path path = folder / name / (name + ".gif");
    std::error_code failure;
    if (!std::filesystem::is_regular_file(path, failure))
      continue;
    std::string content(std::filesystem::file_size(path, failure), '\0');
    std::ifstream file(path, std::ios::binary);
    if (failure || !file.read(content.data(), static_cast<std::streamsize>(content.size())))
      return unusable(path, "can't be read");
    flags_[code] = make_flag(files_.emplace_back(std::move(content)));
  }
  if (files_.empty())
    return unusable(folder, "no file in it is named like br/br.gif");
  return {};
}

} // namespace haul
