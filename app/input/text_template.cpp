#include "text_template.hpp"

#include <haul/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace haul {

namespace {

error refused(std::size_t position, std::string_view why) {
  error made;
  made.stage = stage::input;
  made.cause = cause::bad_option;
  made.message = fmt::format("at {}: {}", position + 1, why);
  return made;
}

bad_field refused(const std::string& name, escape how, std::string message) {
  bad_field made;
  made.field = name;
  made.message = std::move(message);
  switch (how) {
  case escape::url: made.cause = cause::bad_url; break;
  case escape::output: made.cause = cause::bad_output; break;
  case escape::nothing: made.cause = cause::bad_option; break;
  }
  return made;
}

// RFC 3986 section 2.3.
bool is_unreserved(char each) {
  return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
         (each >= '0' && each <= '9') || each == '-' || each == '.' || each == '_' || each == '~';
}

void append_encoded(std::string& text, std::string_view value) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const char each : value) {
    if (is_unreserved(each)) {
      text += each;
      continue;
    }
    const auto byte = static_cast<unsigned char>(each);
    text += '%';
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
}

} // namespace

result<text_template> text_template::parse(std::string_view text) {
  text_template made;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char each = text[at];
    if ((each == '{' || each == '}') && text.substr(at + 1).starts_with(each)) {
      made.add_literal(each);
      ++at;
    } else if (each == '}') {
      return refused(at, "'}' closes nothing; a brace is written as '}}'");
    } else if (each == '{') {
      const std::size_t end = text.find_first_of("{}", at + 1);
      if (end == std::string_view::npos || text[end] == '{')
        return refused(at, "'{' is not closed; a brace is written as '{{'");
      if (result<void> added = made.add_placeholder(text.substr(at + 1, end - at - 1), at); !added)
        return added.error();
      at = end;
    } else {
      made.add_literal(each);
    }
  }
  return made;
}

void text_template::add_literal(char character) {
  if (pieces_.empty() || pieces_.back().placeholder)
    pieces_.emplace_back();
  pieces_.back().text += character;
}

result<void> text_template::add_placeholder(std::string_view written, std::size_t position) {
  piece made;
  made.placeholder = true;
  std::size_t colon = written.find(':');
  made.text = written.substr(0, colon);
  if (made.text.empty())
    return refused(position, "a placeholder has no name");
  while (colon != std::string_view::npos) {
    const std::size_t next = written.find(':', colon + 1);
    const std::string_view name = written.substr(colon + 1, next - colon - 1);
    const std::optional<transform> known = transform_named(name);
    if (!known)
      return refused(
          position,
          fmt::format("'{}' is not one of lower, upper, basename, ext, hash2", printable(name)));
    made.transforms.push_back(*known);
    colon = next;
  }
  if (std::find(names_.begin(), names_.end(), made.text) == names_.end())
    names_.push_back(made.text);
  pieces_.push_back(std::move(made));
  return {};
}

field_result<std::string> text_template::expand(const lookup& values, escape how) const {
  std::string text;
  for (const piece& each : pieces_) {
    if (!each.placeholder) {
      text += each.text;
      continue;
    }
    const std::optional<std::string_view> found = values(each.text);
    if (!found)
      return refused(each.text, how, fmt::format("there is no '{}'", printable(each.text)));
    std::string value(*found);
    for (const transform step : each.transforms)
      value = transformed(step, value);

    if (how == escape::output && value.find('/') != std::string::npos)
      return refused(
          each.text, how,
          fmt::format(
              "'{}' can't be part of an output name: it contains a slash",
              printable(redact(value))));
    if (how == escape::url && &each != &pieces_.front())
      append_encoded(text, value);
    else
      text += value;
  }
  return text;
}

} // namespace haul
