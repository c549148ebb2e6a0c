#include "get_voice.hpp"

#include "console.hpp"

#include <chrono>

namespace haul {

namespace {

constexpr std::chrono::minutes between_lines(1);

std::string_view level_of(const record& written) {
  return written.status == status::error ? "error" : "info";
}

} // namespace

void get_voice::tell(
    std::string_view level, std::string_view line, std::span<const log_field> more) const {
  if (as_json())
    plain_err().info(json_log_line(std::chrono::system_clock::now(), level, line, more));
  else if (order_.results == "-")
    plain_err().info(line);
  else
    out().info(line);
}

void get_voice::report(const std::vector<std::string>& lines) const {
  if (order_.quiet)
    return;
  for (const std::string& line : lines)
    tell("info", line);
}

void get_voice::row(const record& written) const {
  if (!order_.verbose)
    return;
  if (!as_json()) {
    tell("info", verbose_line(written));
    return;
  }
  const std::vector<log_field> fields = {
      {"row", written.row},
      {"code", written.code},
      {"status", std::string(to_string(written.status))},
      {"bytes", written.bytes},
      {"protocol", written.protocol}};
  tell(level_of(written), verbose_line(written), fields);
}

void get_voice::complain(const std::string& line) const {
  if (as_json())
    tell("error", line);
  else
    err().error(line);
}

void get_voice::warn(const std::string& line) const {
  if (as_json())
    tell("warning", line);
  else
    err().warn(line);
}

progress_surface get_voice::surface() const {
  if (order_.quiet || order_.verbose)
    return progress_surface();
  progress_surface made = standard_error_surface(between_lines);
  if (!as_json())
    return made;
  made.form = progress_form::lines;
  made.interval = between_lines;
  made.write = [this](std::string_view bytes) {
    while (bytes.ends_with('\n'))
      bytes.remove_suffix(1);
    tell("info", bytes);
  };
  return made;
}

} // namespace haul
