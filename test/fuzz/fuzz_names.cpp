// A code becomes a file name. The first line is the output template (`C` stands for the code, `H`
// for the first digits of its hash, the rest for itself), the second one a code and what is behind
// it another one. What is let through is exactly the template with the code in its place: one
// component unless the template has folders, within the limits, and never one name for two codes.

#include "fuzzing.hpp"
#include "task_maker.hpp"
#include "text_template.hpp"
#include "transform.hpp"
#include "url.hpp"

#include <haul/text.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace {

using namespace haul;
using fuzzing::require;

std::string template_of(std::string_view shape) {
  std::string text;
  for (const char each : shape) {
    if (each == 'C')
      text += "{code}";
    else if (each == 'H')
      text += "{code:hash2}";
    else
      text += std::string(each == '{' || each == '}' ? 2 : 1, each);
  }
  return text;
}

std::string expected_of(std::string_view shape, std::string_view code) {
  std::string text;
  for (const char each : shape) {
    if (each == 'C')
      text += code;
    else if (each == 'H')
      text += hash_digits(code, 2);
    else
      text += each;
  }
  return text;
}

bool is_component(std::string_view text) {
  if (text.find('/') != std::string_view::npos || text.empty() || text == "." || text == ".." ||
      text.starts_with('-') || text.size() + part_suffix.size() > 255 ||
      text.ends_with(part_suffix) || text.ends_with(note_suffix))
    return false;
  while (!text.empty()) {
    const std::size_t size = fuzzing::character_size(text);
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    if (size == 0 || byte(0) < 0x20 || byte(0) == 0x7f || text.front() == '\\')
      return false;
    if (size == 2 && byte(0) == 0xc2 && byte(1) < 0xa0)
      return false;
    text.remove_prefix(size);
  }
  return true;
}

bool is_name(std::string_view text) {
  std::size_t slash = 0;
  while ((slash = text.find('/')) != std::string_view::npos && is_component(text.substr(0, slash)))
    text.remove_prefix(slash + 1);
  return is_component(text);
}

std::optional<std::string> name_of(std::string_view shape, std::string_view code) {
  const result<text_template> parsed = text_template::parse(template_of(shape));
  require(parsed.has_value(), "a template of that shape is one");
  const auto values = [&](std::string_view) { return std::optional<std::string_view>(code); };
  const field_result<std::string> made = parsed->expand(values, escape::output);
  const std::string expected = expected_of(shape, code);
  const bool one_part =
      shape.find('C') == std::string_view::npos || code.find('/') == std::string_view::npos;
  require(made.has_value() == one_part, "a code is one part of a name");
  require(!made || *made == expected, "a code stands as it is");
  const bool taken = check_output_name(expected).has_value();
  require(taken == is_name(expected), "a name is taken when its parts are");
  if (!made || !taken)
    return std::nullopt;
  require(
      std::ranges::count(*made, '/') == std::ranges::count(shape, '/'),
      "only the template makes folders");
  return *made;
}

field_result<task> task_of(std::string_view output, std::string_view code) {
  task_templates from;
  from.url = "https://host.example/{code}";
  from.output = output;
  const result<task_maker> maker = task_maker::create(from);
  require(maker.has_value(), "the templates are fine");
  row what;
  what.place.file = std::make_shared<const std::string>("fuzz");
  what.fields.emplace_back();
  what.fields.back().name = "code";
  what.fields.back().value = code;
  return maker->make(what, 7);
}

void check_task(std::string_view code) {
  for (const char* output : {"", "{code}"}) {
    const field_result<task> made = task_of(output, code);
    if (code.empty())
      continue; // the number of the row stands for it
    if (!made) {
      require(!is_component(code), "a code that can be a name makes a task");
      continue;
    }
    require(made->output == code && is_component(code), "a code is one component");
    const result<url> asked = url::parse(made->url);
    require(asked.has_value() && asked->from().host == "host.example", "a code names no host");
    require(std::ranges::count(asked->target(), '/') == 1, "a code is one segment of the path");
    require(asked->target().find('?') == std::string::npos, "a code makes no query");
  }
}

void check_two(std::string_view shape, std::string_view code, std::string_view other) {
  const std::optional<std::string> name = name_of(shape, code);
  const std::optional<std::string> second = name_of(shape, other);
  if (name && second && code != other && shape.find('C') != std::string_view::npos)
    require(*name != *second, "two codes have two names");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest = fuzzing::text_of(data, size);
  const std::string_view shape = fuzzing::take_until(rest, '\n').substr(0, 1024);
  const std::string_view code = fuzzing::take_until(rest, '\n');
  check_two(shape, code, rest);
  check_two("C", code, rest);
  check_task(code);
  check_task(rest);
  return 0;
}
