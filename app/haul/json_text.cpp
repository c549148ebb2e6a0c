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

void json_object::add_json(std::string_view name, std::string_view value) {
  if (text_.size() > 1)
    text_ += ',';
  text_ += '"';
  text_ += name;
  text_ += "\":";
  text_ += value;
}

void json_object::add_text(std::string_view name, std::string_view value) {
  add_json(name, json_text(value));
}

void json_object::add_number(std::string_view name, std::uint64_t value) {
  add_json(name, fmt::to_string(value));
}

void json_object::add_thousandths(std::string_view name, std::uint64_t thousandths) {
  std::string digits = fmt::to_string(thousandths / 1000);
  if (thousandths % 1000 != 0) {
    digits += fmt::format(".{:03}", thousandths % 1000);
    digits.erase(digits.find_last_not_of('0') + 1);
  }
  add_json(name, digits);
}

std::string json_object::close() {
  text_ += '}';
  return std::move(text_);
}

} // namespace haul
