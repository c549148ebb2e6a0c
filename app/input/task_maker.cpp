#include "task_maker.hpp"

#include "default_output.hpp"
#include "field_values.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <array>
#include <functional>
#include <string_view>
#include <utility>

namespace haul {

namespace {

constexpr std::array<std::string_view, 4> digest_fields = {"sha256", "sha512", "sha1", "md5"};

bad_field refused(std::string_view field, cause why, std::string message) {
  bad_field made;
  made.field = field;
  made.cause = why;
  made.message = std::move(message);
  return made;
}

// The first value of a field known to haul, or null when there is none or it is empty.
const std::string* written(const row& from, std::string_view name) {
  const std::string* value = from.find(name);
  if (value != nullptr && value->empty())
    return nullptr;
  return value;
}

field_result<void> take_facts(task& made, const row& from) {
  if (const std::string* bytes = written(from, "size")) {
    const field_result<std::uint64_t> size = read_size(*bytes);
    if (!size)
      return size.error();
    made.size = *size;
  }
  for (const std::string_view algorithm : digest_fields) {
    const std::string* hex = written(from, algorithm);
    if (hex == nullptr)
      continue;
    field_result<digest> wanted = read_digest(algorithm, *hex);
    if (!wanted)
      return wanted.error();
    made.digests.push_back(*std::move(wanted));
  }
  for (const field& each : from.fields) {
    if (each.name == "mirror" && !each.value.empty())
      made.mirrors.push_back(each.value);
  }
  return {};
}

field_result<std::string> checked_output(std::string_view field, std::string output) {
  if (result<void> taken = check_output_name(output); !taken)
    return refused(field, cause::bad_output, taken.error().message);
  return output;
}

} // namespace

result<task_maker> task_maker::create(const task_templates& from) {
  result<parsed_templates> templates = parse_templates(from);
  if (!templates)
    return templates.error();
  return task_maker(*std::move(templates), from.digests, from.rows_are_codes);
}

const std::string* task_maker::written_code(const row& from) const {
  const std::string* code = written(from, "code");
  if (code == nullptr && rows_are_codes_)
    code = written(from, "url");
  return code;
}

std::string task_maker::code_of(const row& from, std::uint64_t number) const {
  const std::string* code = written_code(from);
  return code != nullptr ? *code : std::to_string(number);
}

std::optional<std::string_view> task_maker::values::operator()(std::string_view name) const {
  const std::string* value = nullptr;
  if (name == "row")
    value = &number;
  else if (name == "code")
    value = code != nullptr ? code : &number;
  else if (name == "url" && url != nullptr)
    value = url;
  else if (name != "url" || !rows_are_codes)
    value = from.find(name);
  return value != nullptr ? std::optional<std::string_view>(*value) : std::nullopt;
}

field_result<std::string> task_maker::url_of(const values& known) const {
  if (templates_.url)
    return templates_.url->expand(std::cref(known), escape::url);
  const std::string* url = written(known.from, "url");
  if (url == nullptr)
    return refused("url", cause::bad_url, "there is no URL");
  return *url;
}

field_result<std::string> task_maker::output_of(const values& known) const {
  if (templates_.output) {
    field_result<std::string> output = templates_.output->expand(std::cref(known), escape::output);
    if (!output)
      return output;
    return checked_output("output", *std::move(output));
  }
  if (const std::string* output = written(known.from, "output"))
    return checked_output("output", *output);
  const std::string* const code = known.code;
  if (code == nullptr)
    return output_of_url(*known.url);
  if (code->find('/') != std::string::npos)
    return refused(
        "code", cause::bad_output,
        fmt::format("'{}' can't be an output name: it contains a slash", printable(redact(*code))));
  return checked_output("code", *code);
}

field_result<std::vector<header>> task_maker::headers_of(const values& known) const {
  std::vector<header> headers;
  for (const header_template& each : templates_.headers) {
    field_result<std::string> value = each.value.expand(std::cref(known), escape::nothing);
    if (!value)
      return value.error();
    headers.emplace_back();
    headers.back().name = each.name;
    headers.back().value = *std::move(value);
  }
  for (const field& each : known.from.fields) {
    if (each.name != "header" || each.value.empty())
      continue;
    field_result<header> read = read_header(each.value);
    if (!read)
      return read.error();
    headers.push_back(*std::move(read));
  }
  return headers;
}

field_result<task> task_maker::make(const row& from, std::uint64_t number) const {
  values known = {from, std::to_string(number), written_code(from), nullptr, rows_are_codes_};
  task made;
  made.code = known.code != nullptr ? *known.code : known.number;
  field_result<std::string> url = url_of(known);
  if (!url)
    return url.error();
  made.url = *std::move(url);
  known.url = &made.url;
  field_result<std::string> output = output_of(known);
  if (!output)
    return output.error();
  made.output = *std::move(output);
  field_result<std::vector<header>> headers = headers_of(known);
  if (!headers)
    return headers.error();
  made.headers = *std::move(headers);
  made.digests = digests_;
  if (field_result<void> taken = take_facts(made, from); !taken)
    return taken.error();
  return made;
}

} // namespace haul
