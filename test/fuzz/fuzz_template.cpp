// Templates, code ranges and the making of tasks, fed with made-up lines: the URL template, the
// output template, a header template, an argument, then one field of a row a line, `name=value`.

#include "code_range.hpp"
#include "task_maker.hpp"
#include "text_template.hpp"

#include <haul/text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

void hold(bool what) {
  if (!what)
    std::abort();
}

std::string_view take_line(std::string_view& rest) {
  const std::string_view line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  return line;
}

std::ptrdiff_t slashes(std::string_view text) {
  return std::count(text.begin(), text.end(), '/');
}

// What a placeholder becomes is in the text between its literals: with none of its own, a template
// has as many slashes, question marks and controls after expansion as before.
void check_template(std::string_view text, std::string_view value) {
  const haul::result<haul::text_template> parsed = haul::text_template::parse(text);
  if (!parsed)
    return;
  const auto always = [&](std::string_view) { return std::optional<std::string_view>(value); };
  const auto nothing = [](std::string_view) { return std::optional<std::string_view>(""); };
  const auto output = parsed->expand(always, haul::escape::output);
  const auto bare = parsed->expand(nothing, haul::escape::output);
  hold(bare.has_value());
  if (output)
    hold(slashes(*output) == slashes(*bare));
  // A placeholder that begins a URL is taken as it is, so let none begin it.
  const auto behind = haul::text_template::parse("http://h/" + std::string(text));
  const auto url = behind->expand(always, haul::escape::url);
  const auto bare_url = behind->expand(nothing, haul::escape::url);
  hold(url.has_value() && bare_url.has_value());
  const auto special = [](std::string_view in) {
    return std::count_if(in.begin(), in.end(), [](char each) {
      const auto byte = static_cast<unsigned char>(each);
      return byte <= 0x20 || byte >= 0x7f ||
             std::string_view("/?#&=@:\\").find(each) != std::string_view::npos;
    });
  };
  hold(special(*url) == special(*bare_url));
}

void check_range(std::string_view argument) {
  haul::result<haul::code_range> range = haul::code_range::parse(argument);
  if (!range)
    return;
  hold(range->size() >= 1);
  const std::optional<std::string> first = range->next();
  hold(first.has_value() && !(range->size() > 1 && *first == argument));
  std::uint64_t count = 1;
  std::string last = *first;
  for (; count < 300; ++count) {
    const std::optional<std::string> next = range->next();
    if (!next)
      break;
    hold(last.size() < next->size() || (last.size() == next->size() && last < *next));
    last = *next;
  }
  hold(count == 300 || count == range->size());
}

void check_digests(const haul::task& made) {
  for (const haul::digest& each : made.digests) {
    hold(each.hex.find_first_not_of("0123456789abcdef") == std::string::npos);
    hold(
        each.hex.size() == 32 || each.hex.size() == 40 || each.hex.size() == 64 ||
        each.hex.size() == 128);
  }
}

void check_task(const haul::task_templates& from, const haul::row& what) {
  const haul::result<haul::task_maker> maker = haul::task_maker::create(from);
  if (!maker)
    return;
  const haul::field_result<haul::task> made = maker->make(what, 7);
  if (!made) {
    hold(!made.error().field.empty() && !made.error().message.empty());
    // What a person is shown has no controls in it.
    hold(haul::printable(made.error().message) == made.error().message);
    return;
  }
  hold(haul::check_output_name(made->output).has_value());
  hold(
      !made->output.starts_with('/') &&
      ("/" + made->output + "/").find("/../") == std::string::npos);
  hold(made->code == maker->code_of(what, 7));
  check_digests(*made);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  haul::task_templates from;
  from.url = take_line(rest);
  from.output = take_line(rest);
  const std::string_view header = take_line(rest);
  if (!header.empty())
    from.headers.emplace_back(header);
  from.single_row = size % 2 == 0;
  from.rows_are_codes = size % 3 == 0 && !from.url.empty();
  check_range(take_line(rest));

  haul::row what;
  what.place.file = std::make_shared<const std::string>("fuzz");
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    const std::size_t equals = std::min(line.find('='), line.size());
    what.fields.emplace_back();
    what.fields.back().name = line.substr(0, equals);
    what.fields.back().value = line.substr(std::min(equals + 1, line.size()));
  }
  const std::string value = what.fields.empty() ? std::string() : what.fields.front().value;
  check_template(from.url, value);
  check_template(from.output, value);
  check_task(from, what);
  return 0;
}
