#include "task_templates.hpp"

#include "field_values.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace haul {

namespace {

error refused(std::string message, cause why = cause::bad_option) {
  error made;
  made.stage = stage::input;
  made.cause = why;
  made.message = std::move(message);
  return made;
}

result<text_template> parsed(std::string_view what, std::string_view text) {
  result<text_template> made = text_template::parse(text);
  if (!made)
    return refused(fmt::format("{} template: {}", what, made.error().message));
  return made;
}

result<std::optional<text_template>> parsed_if_given(std::string_view what, std::string_view text) {
  std::optional<text_template> made;
  if (!text.empty()) {
    result<text_template> taken = parsed(what, text);
    if (!taken)
      return taken.error();
    made = *std::move(taken);
  }
  return made;
}

result<header_template> parsed_header(const std::string& text) {
  const field_result<header> written = read_header(text);
  if (!written)
    return refused(written.error().message);
  result<text_template> value = parsed("header", written->value);
  if (!value)
    return value.error();
  header_template made;
  made.name = written->name;
  made.value = *std::move(value);
  return made;
}

// A name that a code does not bring; null when there is none.
const std::string* stranger(const text_template& text, bool knows_url) {
  for (const std::string& name : text.names()) {
    if (name != "code" && name != "row" && !(knows_url && name == "url"))
      return &name;
  }
  return nullptr;
}

result<void> check_names(const parsed_templates& made) {
  const std::string* unknown = stranger(*made.url, false);
  if (unknown == nullptr && made.output)
    unknown = stranger(*made.output, true);
  for (const header_template& each : made.headers) {
    if (unknown == nullptr)
      unknown = stranger(each.value, true);
  }
  if (unknown != nullptr)
    return refused(fmt::format(
        "a template asks for '{}', but there are only codes: they have 'code' and 'row'",
        printable(*unknown)));
  return {};
}

// Templates that make the same of every row.
result<void> check_constants(const parsed_templates& made) {
  const bool headers_differ =
      std::any_of(made.headers.begin(), made.headers.end(), [](const header_template& each) {
        return !each.value.names().empty();
      });
  if (made.url && made.url->names().empty() && !headers_differ)
    return refused("URL template: without a placeholder every row would ask for the same");
  if (made.output && made.output->names().empty())
    return refused("output template: without a placeholder every row would have the same output");
  return {};
}

// Whether there are values with which the output may do: these have a basename and an extension.
result<void> check_output(const text_template& output) {
  const field_result<std::string> sample = output.expand(
      [](std::string_view) { return std::optional<std::string_view>("x.x"); }, escape::output);
  const result<void> taken = check_output_name(sample ? *sample : std::string());
  if (!taken)
    return refused("output template: " + taken.error().message, cause::bad_output);
  return {};
}

result<void> check(const parsed_templates& made, const task_templates& from) {
  if (!made.url && (from.rows_are_codes || from.codes_only))
    return refused("codes need a URL template to be put into");
  result<void> checked;
  if (from.codes_only)
    checked = check_names(made);
  if (checked && !from.single_row)
    checked = check_constants(made);
  if (checked && made.output)
    checked = check_output(*made.output);
  return checked;
}

} // namespace

result<parsed_templates> parse_templates(const task_templates& from) {
  parsed_templates made;
  result<std::optional<text_template>> url = parsed_if_given("URL", from.url);
  if (!url)
    return url.error();
  made.url = *std::move(url);
  result<std::optional<text_template>> output = parsed_if_given("output", from.output);
  if (!output)
    return output.error();
  made.output = *std::move(output);
  for (const std::string& text : from.headers) {
    result<header_template> added = parsed_header(text);
    if (!added)
      return added.error();
    made.headers.push_back(*std::move(added));
  }
  if (const result<void> checked = check(made, from); !checked)
    return checked.error();
  return made;
}

} // namespace haul
