#include "json_lines_reader.hpp"

#include "row_fields.hpp"

#include <haul/text.hpp>

#include <boost/json.hpp>

#include <charconv>
#include <utility>

namespace haul {

namespace {

namespace json = boost::json;

std::string_view view(json::string_view text) {
  return {text.data(), text.size()};
}

// Whether `number` stands in `line`, and isn't a part of another.
bool holds_number(std::string_view line, std::string_view number) {
  constexpr std::string_view of_numbers = "0123456789.eE+-";
  std::size_t found = line.find(number);
  for (; found != std::string_view::npos; found = line.find(number, found + 1)) {
    const std::string_view before = line.substr(0, found);
    const std::string_view behind = line.substr(found + number.size());
    if ((before.empty() || before.find_last_of(of_numbers) != found - 1) &&
        behind.find_first_of(of_numbers) != 0)
      return true;
  }
  return false;
}

// The shortest form that means the number, if that is how it was written.
std::optional<std::string> as_written(double number, std::string_view line) {
  char written[32];
  const std::to_chars_result made = std::to_chars(written, written + sizeof(written), number);
  const std::string_view text(written, static_cast<std::size_t>(made.ptr - written));
  if (!holds_number(line, text))
    return std::nullopt;
  return std::string(text);
}

// A value that isn't nested; nothing for others.
std::optional<std::string> plain_text(const json::value& value, std::string_view line) {
  if (value.is_string())
    return std::string(view(value.get_string()));
  if (value.is_bool())
    return value.get_bool() ? "true" : "false";
  if (value.is_int64())
    return std::to_string(value.get_int64());
  if (value.is_uint64())
    return std::to_string(value.get_uint64());
  if (value.is_double())
    return as_written(value.get_double(), line);
  return std::nullopt;
}

// Mirrors or headers that stand in an array; headers that stand in an object. Whether they do.
bool add_nested(row& to, std::string_view name, const json::value& value) {
  if (const json::array* const all = value.if_array()) {
    for (const json::value& each : *all) {
      if (!each.is_string())
        return false;
      add_field(to, name, view(each.get_string()));
    }
    return name == "mirror" || name == "header";
  }
  const json::object* const all = value.if_object();
  if (all == nullptr || name != "header")
    return false;
  for (const auto& [header, content] : *all) {
    if (!content.is_string())
      return false;
    add_field(to, name, std::string(view(header)) + ": " + std::string(view(content.get_string())));
  }
  return true;
}

std::string normal_name(std::string_view name) {
  return equal_in_any_case(name, "headers") ? "header" : field_name(name);
}

// Why a value of this kind is refused.
std::string objection(const json::value& value) {
  if (value.is_double())
    return "a number that would not be given on as it is written; put it in quotes";
  return "an array or an object where a text is due";
}

} // namespace

json_lines_reader::json_lines_reader(std::string file) : line_row_reader(std::move(file)) {
}

std::optional<row_result> json_lines_reader::read(const input_line& line) {
  if (trimmed(line.text).empty())
    return std::nullopt;
  boost::system::error_code problem;
  const json::value parsed = json::parse({line.text.data(), line.text.size()}, problem);
  if (problem)
    return refuse(line, {}, "not JSON: " + problem.message());
  const json::object* const object = parsed.if_object();
  if (object == nullptr)
    return refuse(line, {}, "not a JSON object");
  if (object->size() > most_fields)
    return refuse(line, {}, "more than 1,000 names");
  row made{place(line), {}};
  for (const auto& [key, value] : *object) {
    const std::string name = normal_name(view(key));
    if (value.is_null())
      continue;
    if (const std::optional<std::string> text = plain_text(value, line.text))
      add_field(made, name, *text);
    else if (!add_nested(made, name, value))
      return refuse(line, name, objection(value));
  }
  return checked(std::move(made));
}

} // namespace haul
