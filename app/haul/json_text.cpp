#include "json_text.hpp"

#include <haul/text.hpp>

#include <boost/json/serialize.hpp>
#include <boost/locale/utf.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace haul {

namespace {

using utf8 = boost::locale::utf::utf_traits<char>;

constexpr std::size_t usual_length = 512; // of a record

// What most texts are, and what needs no second look.
bool stands_as_it_is(std::string_view text) {
  return std::ranges::all_of(
      text, [](char each) { return each >= ' ' && each <= '~' && each != '"' && each != '\\'; });
}

std::string valid_utf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  auto next = text.begin();
  while (next != text.end()) {
    const auto start = next;
    const auto character = utf8::decode(next, text.end());
    if (character == boost::locale::utf::illegal || character == boost::locale::utf::incomplete) {
      valid += "\xef\xbf\xbd";
      next = start + 1;
    } else {
      valid.append(start, next);
    }
  }
  return valid;
}

// Boost.JSON escapes what JSON demands; C1 and bidirectional controls it lets through. `printable`
// is the one place that knows what a terminal must not see, all of it below U+10000.
std::string escape_controls(const std::string& serialised) {
  std::string escaped;
  escaped.reserve(serialised.size());
  auto next = serialised.begin();
  while (next != serialised.end()) {
    const auto start = next;
    const auto character = utf8::decode(next, serialised.end());
    const std::string_view bytes(start, next);
    if (printable(bytes) == bytes)
      escaped += bytes;
    else
      fmt::format_to(
          std::back_inserter(escaped), "\\u{:04x}", static_cast<std::uint32_t>(character));
  }
  return escaped;
}

} // namespace

std::string json_text(std::string_view text) {
  if (stands_as_it_is(text))
    return '"' + std::string(text) + '"';
  std::string serialised = boost::json::serialize(boost::json::string_view(valid_utf8(text)));
  if (printable(serialised) == serialised)
    return serialised;
  return escape_controls(serialised);
}

void json_object::begin_field(std::string_view name) {
  if (text_.empty())
    text_.reserve(usual_length);
  text_ += text_.empty() ? "{\"" : ",\"";
  text_.append(name).append("\":");
}

void json_object::add_json(std::string_view name, std::string_view value) {
  begin_field(name);
  text_ += value;
}

void json_object::add_text(std::string_view name, std::string_view value) {
  begin_field(name);
  if (stands_as_it_is(value))
    text_.append("\"").append(value).append("\"");
  else
    text_ += json_text(value);
}

void json_object::add_number(std::string_view name, std::uint64_t value) {
  begin_field(name);
  const fmt::format_int digits(value);
  text_.append(digits.data(), digits.size());
}

void json_object::add_thousandths(std::string_view name, std::uint64_t thousandths) {
  add_number(name, thousandths / 1000);
  if (thousandths % 1000 == 0)
    return;
  const fmt::format_int digits(1000 + thousandths % 1000); // the first one is the point
  text_.append(".").append(digits.data() + 1, digits.size() - 1);
  text_.erase(text_.find_last_not_of('0') + 1);
}

std::string json_object::close() {
  text_ += text_.empty() ? "{}" : "}";
  return std::move(text_);
}

} // namespace haul
