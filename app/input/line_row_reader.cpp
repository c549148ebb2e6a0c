#include "line_row_reader.hpp"

#include <utility>

namespace haul {

line_row_reader::line_row_reader(std::string file)
    : file_(std::make_shared<const std::string>(std::move(file))) {
}

void line_row_reader::push(std::string_view bytes) {
  if (!stopped_)
    lines_.push(bytes);
}

void line_row_reader::finish() {
  finished_ = true;
  lines_.finish();
}

std::optional<row_result> line_row_reader::next() {
  while (!stopped_) {
    const std::optional<input_line> line = lines_.next();
    if (!line)
      break;
    std::optional<row_result> found = line->too_long ? read_too_long(*line) : read(*line);
    if (found)
      return found;
  }
  if (!finished_ || stopped_ || ended_)
    return std::nullopt;
  ended_ = true;
  return read_end();
}

std::optional<row_result> line_row_reader::read_too_long(const input_line& line) {
  return refuse(line, {}, "a line of more than 1 MiB");
}

row_place line_row_reader::place(const input_line& line) const {
  // What is left of a line that is too long would be another row when it is fed back.
  return {file_, line.number, std::string(line.too_long ? std::string_view() : line.text)};
}

bad_row line_row_reader::refuse(
    const input_line& line, std::string field, std::string message) const {
  return {place(line), std::move(field), std::move(message)};
}

} // namespace haul
