#include "failed_rows.hpp"

#include "failure.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <utility>

namespace haul {

namespace {

std::string as_lines(std::string_view text) {
  std::string lines(text);
  if (!lines.empty() && !lines.ends_with('\n'))
    lines += '\n';
  return lines;
}

error refused(std::string message) {
  return failure(stage::input, cause::bad_option, std::move(message));
}

result<void> check_inputs(
    const std::filesystem::path& path, std::span<const failed_rows_input> inputs) {
  for (const failed_rows_input& each : inputs) {
    if (each.format != inputs.front().format)
      return refused(fmt::format(
          "failed rows of two formats ({} and {}) can't stand in one file", inputs.front().format,
          each.format));
    std::error_code ignored; // a file that is missing is not the same
    if (path != "-" && std::filesystem::equivalent(path, each.file, ignored))
      return refused(fmt::format(
          "'{}' is an input and can't take the failed rows as well", printable(path.native())));
  }
  return {};
}

} // namespace

failed_rows::failed_rows(append_file opened) : file_(std::move(opened)) {
}

result<failed_rows> failed_rows::open(
    const std::filesystem::path& path, std::span<const failed_rows_input> inputs) {
  if (const result<void> checked = check_inputs(path, inputs); !checked)
    return checked.error();
  result<append_file> opened = append_file::open(path);
  if (!opened)
    return opened.error();
  if (const result<void> cleared = opened->clear(); !cleared)
    return cleared.error();
  return failed_rows(std::move(*opened));
}

bool failed_rows::wants(const record& written, bool not_found_is_error) {
  return written.status == status::error ||
         (not_found_is_error && written.status == status::not_found);
}

result<void> failed_rows::add(std::string_view prologue, std::string_view text) {
  if (prologue_ && *prologue_ != prologue)
    return refused("failed rows of tables with different headers can't stand in one file");
  std::string bytes = prologue_ ? "" : as_lines(prologue);
  prologue_ = prologue;
  return file_.append(bytes + as_lines(text));
}

result<void> failed_rows::close(std::string_view epilogue) {
  return prologue_ ? file_.append(as_lines(epilogue)) : result<void>();
}

} // namespace haul
